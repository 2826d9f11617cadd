package workshop

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"culprit/engine"
	"culprit/engine/coverage"
	"culprit/engine/ingest"
	"culprit/parsers/section"
)

// now is when cases are read, so that stamps without a year have the same one
// in every run.
var now = time.Date(2026, time.December, 31, 0, 0, 0, 0, time.UTC)

// A Tester runs cases against a rule set. It may be used from several
// goroutines.
type Tester struct {
	set      *engine.RuleSet
	interest section.Interest // nil keeps every record
}

// NewTester makes a tester of a rule set.
func NewTester(set *engine.RuleSet) *Tester {
	return &Tester{set: set, interest: set.Interest()}
}

// Diagnose analyses an input as culprit analyze does; risks stand at the end.
func (t *Tester) Diagnose(ctx context.Context, in Input) ([]*engine.Diagnosis, error) {
	read, err := ingest.Run(ctx, []ingest.NamedSource{in}, ingest.Options{Interest: t.interest, Now: now})
	if err != nil {
		return nil, err
	}
	result := engine.Diagnose(t.set, read.Facts, engine.Options{Coverage: coverage.Of(read)})
	return append(result.Diagnoses, result.Risks...), nil
}

// Try runs a case and says what is wrong with the outcome, one sentence each;
// nothing when the case passes.
func (t *Tester) Try(ctx context.Context, c *Case) []string {
	rule := t.rule(c.Rule)
	if rule == nil {
		return []string{fmt.Sprintf("%s: there is no rule %s", c.File, c.Rule)}
	}
	diagnoses, err := t.Diagnose(ctx, c.Input)
	if err != nil {
		return []string{err.Error()}
	}
	if c.Fires {
		return t.fires(c, rule, diagnoses)
	}
	var wrong []string
	for _, d := range diagnoses {
		if d.Cause.ID == rule.Cause && d.Status == engine.StatusActive {
			wrong = append(wrong, fmt.Sprintf("%s is said by %s: %s", d.Cause.ID, d.Findings[0].Rule.ID, d.Message))
		}
	}
	return wrong
}

// fires checks that the rule found its cause, and that no cause is said that
// nobody declared.
func (t *Tester) fires(c *Case, rule *engine.Rule, diagnoses []*engine.Diagnosis) []string {
	var wrong []string
	found := false
	for _, d := range diagnoses {
		for _, f := range d.Findings {
			found = found || f.Rule == rule
			for _, e := range f.Evidence {
				if e.Text() == "" || e.Fact.Origin.Stream == "" {
					wrong = append(wrong, f.Rule.ID+": evidence without text or place")
				}
			}
		}
		if t.unasked(c, rule, d) {
			wrong = append(wrong, fmt.Sprintf("%s says %s too: %s", d.Findings[0].Rule.ID, d.Cause.ID, d.Message))
		}
	}
	if !found {
		wrong = append(wrong, "it does not fire"+t.whyNot(c, rule))
	}
	return wrong
}

// whyNot names the first condition of a rule that a case does not meet.
func (t *Tester) whyNot(c *Case, rule *engine.Rule) string {
	read, err := ingest.Run(context.Background(), []ingest.NamedSource{c.Input}, ingest.Options{Now: now})
	if err != nil {
		return ""
	}
	for _, w := range engine.Explain(t.set, []*engine.Rule{rule}, read.Facts, engine.Options{}).Rules {
		if w.Unmet != "" {
			return ": " + w.Unmet
		}
	}
	return ""
}

func (t *Tester) rule(id string) *engine.Rule {
	i, ok := slices.BinarySearchFunc(t.set.Rules, id, func(r *engine.Rule, id string) int { return strings.Compare(r.ID, id) })
	if !ok {
		return nil
	}
	return t.set.Rules[i]
}

// Untested lists the rules that lack a firing or a quiet case.
func Untested(set *engine.RuleSet, cases []Case) []string {
	fired, quiet := map[string]bool{}, map[string]bool{}
	for _, c := range cases {
		if c.Fires {
			fired[c.Rule] = true
		} else {
			quiet[c.Rule] = true
		}
	}
	var list []string
	for _, r := range set.Rules {
		if !fired[r.ID] || !quiet[r.ID] {
			list = append(list, r.ID)
		}
	}
	return list
}
