package condition_test

import (
	"testing"

	"culprit/engine"
	"culprit/engine/rulefile"
	"culprit/rules"
)

// BenchmarkClues works out what the rules of ours look for in logs.
func BenchmarkClues(b *testing.B) {
	set, _, diags := rulefile.Load(rulefile.Root{FS: rules.FS, Trusted: true})
	if diags.HasErrors() {
		b.Fatal(diags)
	}
	var matches []*engine.Match
	for _, r := range set.Rules {
		for i := range r.Matches {
			if m := &r.Matches[i]; m.Kind == "log.line" {
				matches = append(matches, m)
			}
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, m := range matches {
			engine.MatchClues(m)
		}
	}
}
