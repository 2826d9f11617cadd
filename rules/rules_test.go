package rules_test

import (
	"path"
	"strings"
	"sync"
	"testing"

	"culprit/engine"
	"culprit/engine/rulefile"
	"culprit/engine/workshop"
	"culprit/rules"
)

var load = sync.OnceValues(func() (*engine.RuleSet, error) {
	set, _, diags := rulefile.Load(rulefile.Root{FS: rules.FS})
	return set, rulefile.Error(diags)
})

func loaded(t *testing.T) *engine.RuleSet {
	t.Helper()
	set, err := load()
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// TestRules runs the cases beside the rule files: each rule has one in which it
// fires, and no other cause is said than those declared, and a near miss.
func TestRules(t *testing.T) {
	set := loaded(t)
	cases, err := workshop.ReadCases(rules.Cases)
	if err != nil || len(cases) == 0 {
		t.Fatal("no cases", err)
	}
	tester := workshop.NewTester(set)
	files := map[string]string{} // rule → its case file
	for i := range cases {
		c := &cases[i]
		files[c.Rule] = c.File
		t.Run(c.Name(), func(t *testing.T) {
			t.Parallel()
			for _, wrong := range tester.Try(t.Context(), c) {
				t.Error(wrong)
			}
		})
	}
	for _, id := range workshop.Untested(set, cases) {
		t.Errorf("rule %s has no firing or no quiet case", id)
	}
	for _, r := range set.Rules {
		if want := strings.TrimSuffix(r.Defined.File, path.Ext(r.Defined.File)) + ".txtar"; files[r.ID] != want && files[r.ID] != "" {
			t.Errorf("the cases of %s stand in %s, not beside it in %s", r.ID, files[r.ID], want)
		}
	}
}

func TestEveryCauseIsComplete(t *testing.T) {
	for id, c := range loaded(t).Causes {
		if c.Summary == "" || len(c.Fixes) == 0 || len(c.Prevent) == 0 || len(c.References) == 0 {
			t.Errorf("%s lacks a summary, fix, prevention or reference", id)
		}
		stages := map[engine.Stage]bool{}
		for _, f := range c.Fixes {
			stages[f.Stage] = true
			if f.Risk != engine.RiskDestructive {
				continue
			}
			if f.Stage == engine.StageNow {
				t.Errorf("%s: the first step %s is destructive", id, f.ID)
			}
			if title, _ := f.Title.Render(nil); !strings.Contains(title, "lost") {
				t.Errorf("%s: the step %s is destructive and does not say what is lost: %s", id, f.ID, title)
			}
		}
		if !c.Risk && len(stages) < 3 {
			t.Errorf("%s has no step for each stage: now, next, last-resort", id)
		}
	}
}
