package engine

import (
	"strings"

	"culprit/engine/condition"
	"culprit/engine/fact"
)

// proof makes evidence of a fact: the line of it that the match's pattern
// found, of a traceback mostly the last one.
func proof(m *Match, f *fact.Fact) Evidence {
	e := Evidence{Match: m.Name, Fact: f}
	e.text, _, _ = strings.Cut(f.Text, "\n")
	d, ok := f.Data.(*fact.LogLine)
	if !ok || m.Pattern == nil || d.Lines < 2 || d.Scattered {
		return e
	}
	text := condition.Haystack(f)
	at := m.Pattern.Regexp().FindStringIndex(text)
	if at == nil || len(text) != len(d.Message) {
		return e
	}
	if e.below = strings.Count(text[:at[0]], "\n"); e.below > 0 {
		line := text[strings.LastIndexByte(text[:at[0]], '\n')+1:]
		e.text, _, _ = strings.Cut(line, "\n")
	}
	return e
}
