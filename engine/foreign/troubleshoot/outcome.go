package troubleshoot

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"culprit/engine/foreign"
	"culprit/engine/rulefile"
)

// A verdict is an outcome that is no pass, with the condition under which it is
// reached.
type verdict struct {
	outcome
	severity string
	where    string // over the match "line"; "" for none
}

// outcomes lists the fails and warns in order. The first outcome whose condition
// holds wins, so each excludes those before it.
func outcomes(a *textAnalyze) ([]verdict, error) {
	if a.RegexGroups != "" {
		return groupOutcomes(a)
	}
	if a.Regex == "" {
		return nil, errors.New("it has neither regex nor regexGroups")
	}
	var bad []verdict
	for _, o := range a.Outcomes {
		for kind, one := range o {
			if one == nil || kind == "pass" {
				continue
			}
			// A fail without when is reached where the regex does not match.
			when, err := strconv.ParseBool(one.When)
			if one.When != "" && err != nil {
				return nil, fmt.Errorf("when %q is neither true nor false", one.When)
			}
			if !when {
				return nil, errors.New("it fails where a text is missing from a file, which needs another fact to begin with")
			}
			bad = append(bad, verdict{outcome: *one, severity: severity(kind)})
		}
	}
	if len(bad) == 0 {
		return nil, errors.New("no outcome fails or warns")
	}
	return bad, nil
}

func severity(kind string) string {
	if kind == "warn" {
		return "warning"
	}
	return "error"
}

// comparison is "Loss < 5" or "Name == x".
var comparison = regexp.MustCompile(`^\s*(\w+)\s*(<=|>=|==|=|!=|<|>)\s*(.+?)\s*$`)

func groupOutcomes(a *textAnalyze) ([]verdict, error) {
	var bad []verdict
	var before []string
	for _, o := range a.Outcomes {
		for kind, one := range o {
			if one == nil {
				continue
			}
			terms := append([]string(nil), before...)
			if one.When != "" {
				c, err := compare(one.When)
				if err != nil {
					return nil, err
				}
				terms = append(terms, c)
				before = append(before, "not ("+c+")")
			}
			if kind != "pass" {
				bad = append(bad, verdict{*one, severity(kind), strings.Join(terms, " && ")})
			}
		}
	}
	if len(bad) == 0 {
		return nil, errors.New("no outcome fails or warns")
	}
	return bad, nil
}

func compare(when string) (string, error) {
	m := comparison.FindStringSubmatch(when)
	if m == nil {
		return "", fmt.Errorf("when %q is no comparison of a group with a value", when)
	}
	operator := m[2]
	if operator == "=" {
		operator = "=="
	}
	if _, err := strconv.ParseFloat(m[3], 64); err == nil {
		return fmt.Sprintf("float(line.capture.%s) %s %s", m[1], operator, m[3]), nil
	}
	if operator != "==" && operator != "!=" {
		return "", fmt.Errorf("when %q compares texts by size", when)
	}
	return fmt.Sprintf("string(line.capture.%s) %s %s", m[1], operator, rulefile.Quote(strings.Trim(m[3], `"'`))), nil
}

func (a *textAnalyze) pattern() string {
	if a.RegexGroups != "" {
		return a.RegexGroups
	}
	return a.Regex
}

// spans reports whether a regex can match over the end of a line.
func spans(a *textAnalyze) bool {
	return strings.Contains(a.pattern(), `\n`) || regexp.MustCompile(`\(\?[a-z]*s`).MatchString(a.pattern())
}

// placeholder is {{ .Group }} in a message.
var placeholder = regexp.MustCompile(`\{\{-?\s*\.(\w+)\s*-?\}\}`)

func write(a *textAnalyze, v *verdict, slug string) ([]byte, error) {
	re, err := regexp.Compile(a.pattern())
	if err != nil {
		return nil, err
	}
	title := foreign.Words(a.CheckName)
	if title == "" {
		title = foreign.Words(a.FileName)
	}
	w := &rulefile.Writer{}
	w.Comment("Analyzer " + title + " of a troubleshoot spec.")
	cause := "troubleshoot." + slug
	w.Block("cause", cause, func() {
		w.Text("title", title)
		w.Text("severity", v.severity)
		w.Text("summary", foreign.Words(v.Message))
		if u, err := url.Parse(v.URI); err == nil && (u.Scheme == "https" || u.Scheme == "http") {
			w.List("references", []string{u.String()})
		}
	})
	w.Blank()
	w.Block("rule", slug, func() {
		w.Text("title", title)
		w.Text("cause", cause)
		if foreign.Unindexed(re) {
			w.Raw("slow", "true")
		}
		w.Block("match", "line", func() {
			w.Text("fact", "record")
			w.Heredoc("pattern", a.pattern())
			w.Heredoc("where", strings.Join(terms(a, v), " && "))
		})
		w.Raw("message", message(v.Message, re))
	})
	return foreign.Tidy(w.String()), nil
}

// terms are the files it looks at, and the condition of the outcome.
func terms(a *textAnalyze, v *verdict) []string {
	list := []string{"line.origin.stream matches " + rulefile.Quote(glob(strings.Trim(a.CollectorName+"/"+a.FileName, "/")))}
	for _, not := range a.ExcludeFiles {
		list = append(list, "not (line.origin.stream matches "+rulefile.Quote(glob(strings.Trim(a.CollectorName+"/"+not, "/")))+")")
	}
	if v.where != "" {
		list = append(list, v.where)
	}
	return list
}

// glob makes a regular expression of a glob; the bundle's own folder may stand
// before it.
func glob(pattern string) string {
	var b strings.Builder
	b.WriteString("(?:^|/)")
	for _, r := range pattern {
		switch r {
		case '*':
			b.WriteString("[^/]*")
		case '?':
			b.WriteString("[^/]")
		default:
			b.WriteString(regexp.QuoteMeta(string(r)))
		}
	}
	return b.String() + "$"
}

// message makes a template of an outcome's message.
func message(text string, re *regexp.Regexp) string {
	names := map[string]bool{}
	for _, n := range re.SubexpNames() {
		names[n] = true
	}
	quoted := rulefile.QuoteHCL(foreign.Words(text))
	return placeholder.ReplaceAllStringFunc(quoted, func(m string) string {
		name := placeholder.FindStringSubmatch(m)[1]
		if !names[name] {
			return m
		}
		return "${line.capture." + name + "}"
	})
}
