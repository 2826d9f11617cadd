package condition

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A Part is a piece of a template: literal text, or an expression.
type Part struct {
	Text    string
	Program *Program // nil for literal text
}

// A Template is a text with expressions in it, filled from the facts. In rule
// files it is an HCL template whose interpolations are expressions of this
// package: "limit ${bytes(kill.limit_bytes)}".
type Template struct{ parts []Part }

// NewTemplate makes a template of parts.
func NewTemplate(parts []Part) *Template { return &Template{parts} }

// Literal reports whether the template has no expressions.
func (t *Template) Literal() bool {
	for _, p := range t.parts {
		if p.Program != nil {
			return false
		}
	}
	return true
}

// Sources lists the expressions of the template.
func (t *Template) Sources() []string {
	var list []string
	for _, p := range t.parts {
		if p.Program != nil {
			list = append(list, p.Program.source)
		}
	}
	return list
}

// Outline is the template with its expressions as written: ${bytes(limit)}.
func (t *Template) Outline() string {
	if t == nil {
		return ""
	}
	var b strings.Builder
	for _, p := range t.parts {
		if p.Program == nil {
			b.WriteString(p.Text)
			continue
		}
		b.WriteString("${" + p.Program.source + "}")
	}
	return b.String()
}

// Unfilled stands in a text for what is not known.
const Unfilled = "?"

// Render fills the template. ok is false when an expression could not be
// filled: its match was not found, or its value is unknown (empty text, an
// impossible amount); its place then shows Unfilled.
func (t *Template) Render(env Env) (text string, ok bool) {
	var b strings.Builder
	ok = true
	for _, p := range t.parts {
		if p.Program == nil {
			b.WriteString(p.Text)
			continue
		}
		value, filled := p.Program.text(env)
		if !filled {
			value, ok = Unfilled, false
		}
		b.WriteString(value)
	}
	return b.String(), ok
}

func (p *Program) text(env Env) (string, bool) {
	for _, n := range p.Names() {
		if !matched(env[n]) && !strings.Contains(p.source, n+".matched") {
			return "", false
		}
	}
	value, err := p.Value(env)
	if err != nil || value == nil {
		return "", false
	}
	text := ""
	switch v := value.(type) {
	case string:
		text = v
	case time.Time:
		if v.IsZero() {
			return "", false
		}
		text = v.UTC().Format("2006-01-02 15:04:05Z")
	case float64:
		text = strconv.FormatFloat(v, 'f', -1, 64)
		if whole, fraction, ok := strings.Cut(text, "."); ok && len(fraction) > 1 {
			text = whole + "." + fraction[:1]
		}
	default:
		if s, ok := subjectOf(v); ok {
			text = s.Label()
		} else {
			text = fmt.Sprint(v)
		}
	}
	return text, text != ""
}
