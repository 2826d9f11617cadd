package workshop

import (
	"regexp"
	"strings"
)

// A Template is a message with what changes from one time to the next taken
// out: the words that stay are what a rule can look for.
type Template struct {
	Shape   string   // the message with <number>, <path>, … in place of what changes
	Pattern string   // an RE2 pattern that matches all messages of the shape
	Names   []string // groups of the pattern that a message may show
}

// A mask is a kind of changing part; the first that matches at a place wins.
type mask struct {
	name    string // how the shape calls it, and its group
	find    *regexp.Regexp
	pattern string // what stands for it in the pattern; %s is the group's name
	capture bool   // worth a named group
}

var masks = []mask{
	{"secret", regexp.MustCompile(`^\[secret#\d+\]`), `\S+`, false}, // what redact put there
	{"url", regexp.MustCompile(`^[a-z][a-z0-9+.-]*://[^\s"'<>)\]]+`), `[a-z][a-z0-9+.-]*://[^\s"'<>)\]]+`, false},
	{"uuid", regexp.MustCompile(`^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}`), `[0-9a-fA-F-]{36}`, false},
	{"time", regexp.MustCompile(`^\d{4}[-/]\d\d[-/]\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?`), `\d{4}[-/]\d\d[-/]\d\d(?:[T ][\d:.,]+)?(?:Z|[+-]\d\d:?\d\d)?`, false},
	{"clock", regexp.MustCompile(`^\d\d:\d\d:\d\d(?:[.,]\d+)?`), `\d\d:\d\d:\d\d(?:[.,]\d+)?`, false},
	{"endpoint", regexp.MustCompile(`^(?:[A-Za-z][\w-]*(?:\.[\w-]+)*|\d{1,3}(?:\.\d{1,3}){3}):\d{2,5}\b`), `(?P<host>[A-Za-z0-9][\w.-]*):(?P<port>\d{2,5})`, true},
	{"address", regexp.MustCompile(`^\d{1,3}(?:\.\d{1,3}){3}\b`), `\d{1,3}(?:\.\d{1,3}){3}`, false},
	{"path", regexp.MustCompile(`^/[\w.@+-]+(?:/[\w.@+-]*)+`), `(?P<path>/[\w./@+-]+)`, true},
	{"name", regexp.MustCompile(`^"[^"\n]{1,120}"`), `"(?P<name>[^"\n]+)"`, true},
	{"name", regexp.MustCompile(`^'[^'\n]{1,120}'`), `'(?P<name>[^'\n]+)'`, true},
	{"hex", regexp.MustCompile(`^0x[0-9a-fA-F]+`), `0x[0-9a-fA-F]+`, false},
	{"id", regexp.MustCompile(`^(?:[0-9a-f]*[0-9][0-9a-f]*[a-f][0-9a-f]*|[0-9a-f]*[a-f][0-9a-f]*[0-9][0-9a-f]*)\b`), `[0-9a-f]+`, false},
	{"number", regexp.MustCompile(`^-?\d+(?:\.\d+)?`), `-?\d+(?:\.\d+)?`, false},
}

// minID is the shortest run of hexadecimal digits that is taken for an id.
const minID = 8

// maxTemplate bounds the part of a message that a template is made of.
const maxTemplate = 240

// Generalize makes the template of a message. Of a traceback it takes the last
// line, which names the exception.
func Generalize(message string) Template {
	line := telling(message)
	var shape, pattern strings.Builder
	var names []string
	used := map[string]bool{}
	for i := 0; i < len(line); {
		m, length := maskAt(line, i)
		if m == nil {
			shape.WriteByte(line[i])
			pattern.WriteString(regexp.QuoteMeta(line[i : i+1]))
			i++
			continue
		}
		shape.WriteString("<" + m.name + ">")
		part := m.pattern
		if m.capture && used[m.name] {
			part = regexp.MustCompile(`\(\?P<\w+>`).ReplaceAllString(part, "(?:")
		}
		if m.capture && !used[m.name] {
			used[m.name] = true
			for _, group := range regexp.MustCompile(`\?P<(\w+)>`).FindAllStringSubmatch(part, -1) {
				names = append(names, group[1])
			}
		}
		pattern.WriteString(part)
		i += length
	}
	return Template{Shape: shape.String(), Pattern: strings.TrimSpace(pattern.String()), Names: names}
}

// telling is the line of a message that says what happened, cut to a length
// that makes a readable pattern.
func telling(message string) string {
	// A pattern is valid UTF-8, and its U+FFFD matches a byte that is none.
	lines := strings.Split(strings.TrimSpace(strings.ToValidUTF8(message, "\ufffd")), "\n")
	line := lines[0]
	if len(lines) > 2 && strings.Contains(message, "Traceback") {
		for i := len(lines) - 1; i > 0; i-- {
			if strings.ContainsFunc(lines[i], func(r rune) bool { return r < 0x80 && letter(byte(r)) }) {
				line = lines[i]
				break
			}
		}
	}
	if len(line) > maxTemplate {
		line = strings.ToValidUTF8(line[:maxTemplate], "")
		if i := strings.LastIndexByte(line, ' '); i > maxTemplate/2 {
			line = line[:i]
		}
	}
	return strings.TrimSpace(line)
}

// maskAt is the changing part that begins at a place. Numbers and ids begin at
// the start of a word: the 3 of s3 is part of its name.
func maskAt(line string, i int) (*mask, int) {
	inWord := i > 0 && wordByte(line[i-1])
	for k := range masks {
		m := &masks[k]
		if inWord && line[i] != '"' && line[i] != '\'' && line[i] != '[' {
			continue
		}
		found := m.find.FindString(line[i:])
		switch {
		case found == "":
		case m.name == "id" && len(found) < minID:
		case m.name == "number" && i+len(found) < len(line) && letter(line[i+len(found)]) && !unit(line[i+len(found):]):
		case m.name == "name" && inWord && line[i] == '\'': // don't, it's
		default:
			return m, len(found)
		}
	}
	return nil, 0
}

func letter(c byte) bool   { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' }
func wordByte(c byte) bool { return letter(c) || c >= '0' && c <= '9' }

// unit reports whether a text begins with a unit of time or size.
func unit(s string) bool {
	return regexp.MustCompile(`^(?:[num]?s|m|h|[KMGT]i?B?|B|%|sec|min)\b`).MatchString(s)
}
