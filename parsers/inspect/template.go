package inspect

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"

	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
	"culprit/parsers/section"
)

// A printed is what docker inspect --format '{{.State.ExitCode}} …' prints: one
// line for each container.
type printed struct {
	line   *regexp.Regexp // one group for each field
	fields [][]string     // their paths in the document
	names  []string       // of the containers asked for
}

var action = lazyregexp.New(`\{\{-? *(?:print(?:ln)? )?\.([A-Za-z0-9.]+) *-?\}\}`)

// telling begins the fields of which a template must print one: the others say
// nothing of how a container fares.
var telling = []string{"State.", "RestartCount", "HostConfig.", "Config.Healthcheck"}

// template reads a command's --format; nil without one, or with one that does
// more than print fields.
func template(argv []string) *printed {
	if len(argv) < 3 || argv[0] != "docker" && argv[0] != "podman" && argv[0] != "nerdctl" {
		return nil
	}
	var text string
	p := &printed{}
	inspect := false
	for rest := argv[1:]; len(rest) > 0; {
		word := rest[0]
		rest = rest[1:]
		value, inline := strings.CutPrefix(word, "--format=")
		switch {
		case inline || word == "-f" || word == "--format":
			if !inline {
				if len(rest) == 0 {
					return nil
				}
				value, rest = rest[0], rest[1:]
			}
			// The words of a quoted template were parted at its spaces.
			if quote := value[:min(1, len(value))]; quote == "'" || quote == `"` {
				for len(value) == 1 || !strings.HasSuffix(value, quote) {
					if len(rest) == 0 {
						return nil
					}
					value, rest = value+" "+rest[0], rest[1:]
				}
				value = value[1 : len(value)-1]
			}
			text = value
		case word == "inspect":
			inspect = true
		case word == "container" && !inspect || strings.HasPrefix(word, "-"):
		case inspect:
			p.names = append(p.names, strings.Trim(word, `"'`))
		default:
			return nil
		}
	}
	if !inspect || text == "" {
		return nil
	}
	pattern, end, tells := strings.Builder{}, 0, false
	pattern.WriteByte('^')
	for _, m := range action.FindAllStringSubmatchIndex(text, -1) {
		pattern.WriteString(literal(text[end:m[0]]))
		pattern.WriteString(`(.*?)`)
		field := text[m[2]:m[3]]
		for _, t := range telling {
			tells = tells || strings.HasPrefix(field, t)
		}
		p.fields = append(p.fields, strings.Split(field, "."))
		end = m[1]
	}
	if !tells || strings.Contains(text[end:], "{{") || strings.Contains(pattern.String(), `\{\{`) {
		return nil
	}
	pattern.WriteString(literal(text[end:]) + `\s*$`)
	line, err := regexp.Compile(pattern.String())
	if err != nil {
		return nil
	}
	p.line = line
	return p
}

// literal is the pattern of what stands between fields.
func literal(text string) string {
	text = regexp.QuoteMeta(strings.NewReplacer(`\t`, " ", `\n`, " ").Replace(text))
	return strings.Join(strings.Split(text, " "), `\s+`)
}

// object makes the document's part that a line shows; nil when it is no line of
// the template.
func (p *printed) object(line []byte, nth int) []byte {
	m := p.line.FindSubmatch(line)
	if m == nil {
		return nil
	}
	doc := map[string]any{}
	for i, path := range p.fields {
		value := string(m[i+1])
		if value == "" || value == "<nil>" || value == "<no value>" {
			continue
		}
		at := doc
		for _, key := range path[:len(path)-1] {
			inner, ok := at[key].(map[string]any)
			if !ok {
				inner = map[string]any{}
				at[key] = inner
			}
			at = inner
		}
		at[path[len(path)-1]] = scalar(value)
	}
	state, _ := doc["State"].(map[string]any)
	if state == nil {
		state = map[string]any{}
		doc["State"] = state
	}
	if code, _ := state["ExitCode"].(json.Number); code != "" && code != "0" && state["Status"] == nil && state["Running"] == nil {
		state["Status"] = "exited" // a running one has no exit code yet
	}
	if _, named := doc["Name"]; !named && nth < len(p.names) {
		doc["Name"] = p.names[nth]
	}
	raw, err := json.Marshal(doc)
	if err != nil {
		return nil
	}
	return raw
}

func scalar(value string) any {
	switch value {
	case "true":
		return true
	case "false":
		return false
	}
	var n json.Number
	if json.Unmarshal([]byte(value), &n) == nil {
		return n
	}
	return value
}

// SniffStart implements parsers.Starter: the lines that a template prints.
func (Parser) SniffStart(argv []string, head []byte) bool {
	p := template(argv)
	if p == nil {
		return false
	}
	line, _, _ := bytes.Cut(head, []byte("\n"))
	return p.object(bytes.TrimSuffix(line, []byte("\r")), 0) != nil
}

// lines reads what the template printed; false when the first line is not of it.
func (p *printed) lines(r *section.Reader, emit func(fact.Fact)) bool {
	read := 0
	for read < max(1, len(p.names)) {
		line, ok := r.PeekLine()
		if !ok {
			break
		}
		raw := p.object(line, read)
		if raw == nil {
			break
		}
		l, _ := r.Next()
		container(r, raw, r.Origin(l), emit)
		read++
	}
	return read > 0
}
