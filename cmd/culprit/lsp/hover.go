package lsp

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"culprit/engine/condition"
	"culprit/engine/fact"
	"culprit/engine/redact"
)

var wordAfter = regexp.MustCompile(`^[\w-]*`)

// wordAt is the name at a place, with what stands before its dots.
func wordAt(src string, at int) string {
	return wordBefore.FindString(src[:at]) + wordAfter.FindString(src[at:])
}

// hover explains the name at a place, in Markdown; "" where there is nothing to
// say.
func (s *server) hover(src string, at int) string {
	p := placeAt(src, at)
	word := wordAt(src, at)
	if word == "" {
		return ""
	}
	if p.expression() {
		return s.explain(p.scope(src), word)
	}
	if k := fact.KindByName(word); k != nil && p.attribute == "fact" {
		var b strings.Builder
		fmt.Fprintf(&b, "**%s**: %s\n\n", k.Name, k.Doc)
		for _, f := range fact.Fields(k.Zero) {
			fmt.Fprintf(&b, "- `%s` %s: %s\n", f.Name, f.TypeName(), f.Doc)
		}
		return b.String()
	}
	for _, d := range s.workspace.Definitions() {
		if d.ID == word && (strings.HasPrefix(p.attribute, "cause") == d.Cause || p.attribute == "override") {
			return fmt.Sprintf("**%s**: %s\n\n%s:%d", d.ID, d.Title, d.At.Filename, d.At.Start.Line)
		}
	}
	if k := p.kind(); k != nil && p.attribute == "" || k != nil && p.attribute == word {
		for _, a := range k.Attributes {
			if a.Name == word {
				return fmt.Sprintf("**%s** (%s): %s", a.Name, a.Type, a.Doc)
			}
		}
	}
	return ""
}

func (s *server) explain(scope condition.Scope, word string) string {
	path := strings.Split(word, ".")
	if len(path) > 1 {
		f, kind, err := field(scope, path)
		if err != nil {
			return ""
		}
		text := fmt.Sprintf("**%s** (%s): %s", strings.Join(path[1:], "."), f.TypeName(), f.Doc)
		if values := s.samples(kind, path[1:]); len(values) > 0 {
			text += "\n\nin the bundle: `" + strings.Join(values, "`, `") + "`"
		}
		return text
	}
	for _, f := range condition.Functions {
		if f.Name == word {
			return fmt.Sprintf("`%s`: %s", f.Signature, f.Doc)
		}
	}
	for _, v := range scope {
		if v.Name == word && v.Kind != "" {
			return fmt.Sprintf("**%s** is a %s: %s", word, v.Kind, fact.KindByName(v.Kind).Doc)
		}
	}
	return ""
}

// Limits of the values that a hover shows.
const (
	maxSamples = 4
	maxSample  = 80
)

// samples are values of a field in the bundle that the editor was set up with.
func (s *server) samples(kind string, path []string) []string {
	var values []string
	hide := redact.New()
	for i := range s.facts {
		f := &s.facts[i]
		if f.Kind != kind || len(path) != 1 {
			continue
		}
		value, ok := valueOf(f, path[0])
		if value = hide.Text(value); !ok || value == "" || slices.Contains(values, value) {
			continue
		}
		if len(value) > maxSample {
			value = strings.ToValidUTF8(value[:maxSample], "") + "…"
		}
		if values = append(values, strings.ReplaceAll(value, "`", "'")); len(values) == maxSamples {
			break
		}
	}
	return values
}

func valueOf(f *fact.Fact, name string) (string, bool) {
	value, ok := condition.FieldValue(f, name)
	if !ok {
		return "", false
	}
	if text, ok := value.(string); ok {
		return text, true
	}
	out, err := json.Marshal(value)
	return string(bytes.Trim(out, `"`)), err == nil
}
