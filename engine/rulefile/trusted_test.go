package rulefile

import (
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"testing"

	"culprit/engine"
	"culprit/engine/condition"
	"culprit/rules"
)

// TestTrusted: of our rules, what is compiled when it is first asked is what is
// checked when it is loaded.
func TestTrusted(t *testing.T) {
	said := func(trusted bool) []string {
		set, _, diags := Load(Root{FS: rules.FS, Trusted: trusted})
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		var list []string
		for _, r := range set.Rules {
			list = append(list, fmt.Sprint(r.ID, r.Title, r.Cause, r.Severity, r.Confidence, r.Within, r.Ordered, r.Overlap, r.Quiet, r.Slow, r.Fallback, r.Stratum, r.References, r.Defined),
				ofMatches(r.Matches), ofMatches(r.Absents), ofMatches(r.Untils), ofProgram(r.Subject), ofProgram(r.Peer), ofTemplate(r.Message))
		}
		for _, id := range slices.Sorted(maps.Keys(set.Causes)) {
			c := set.Causes[id]
			list = append(list, fmt.Sprint(id, c.Title, c.Severity, c.Summary, c.Risk, c.Changes, c.LiesInPeer, c.Quiet, c.Prevent, c.References, c.Defined), ofMatches(c.Untils))
			for _, e := range c.LeadsTo {
				list = append(list, fmt.Sprint(e.Causes, e.Within, e.Predicts), ofProgram(e.Where))
			}
			for _, d := range c.Dissents {
				list = append(list, ofMatches([]engine.Match{d.Match}), ofTemplate(d.Message), fmt.Sprint(d.Doubt))
			}
			for _, f := range c.Fixes {
				list = append(list, fmt.Sprint(f.ID, f.Stage, f.Risk), ofTemplate(f.Title), ofProgram(f.Verify))
				for _, command := range f.Commands {
					for _, argument := range command {
						list = append(list, ofTemplate(argument))
					}
				}
			}
		}
		literals, every := set.Interest().Literals()
		return append(list, fmt.Sprint(literals, every, set.Digest))
	}
	late, checked := said(true), said(false)
	for i := range min(len(late), len(checked)) {
		if late[i] != checked[i] {
			t.Fatalf("compiled late:\n%s\nchecked:\n%s", late[i], checked[i])
		}
	}
	if len(late) != len(checked) {
		t.Errorf("%d parts compiled late, %d checked", len(late), len(checked))
	}
}

func ofMatches(matches []engine.Match) string {
	var b strings.Builder
	for i := range matches {
		m := &matches[i]
		clues, why := engine.MatchClues(m)
		fmt.Fprintln(&b, m.Name, m.Kind, m.Pattern, m.Pattern.Groups(), ofProgram(m.Where), m.Count, m.Optional, m.Before, m.After, m.Span, clues, why)
	}
	return b.String()
}

func ofProgram(p *condition.Program) string {
	if p == nil {
		return ""
	}
	_, err := p.Value(condition.Env{})
	return fmt.Sprintf("%s uses %q, of nothing %v", p.Source(), p.Names(), err)
}

func ofTemplate(t *condition.Template) string {
	text, ok := "", false
	if t != nil {
		text, ok = t.Render(condition.Env{})
	}
	return fmt.Sprint(t.Outline(), text, ok)
}

// TestLoadIsSmall: what is allocated for rules follows their text. By HCL it
// would be a hundred times as much.
func TestLoadIsSmall(t *testing.T) {
	for _, c := range []struct {
		name string
		root Root
		most int // bytes allocated for a byte of rule files
	}{
		{"ours", Root{FS: rules.FS, Trusted: true}, 15},
		{"of others", Root{FS: made(1000)}, 40},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, files, diags := Load(c.root)
		runtime.ReadMemStats(&after)
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		size := 0
		for _, f := range files {
			size += len(f.Bytes)
		}
		taken := int(after.TotalAlloc - before.TotalAlloc)
		t.Logf("%s: %d bytes of rules, %d allocated", c.name, size, taken)
		if taken > c.most*size {
			t.Errorf("%s: %d bytes allocated for %d bytes of rules, more than %d times as many", c.name, taken, size, c.most)
		}
	}
}
