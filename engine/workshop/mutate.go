package workshop

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"culprit/engine"
	"culprit/engine/condition"
	"culprit/engine/fact"
	"culprit/engine/ingest"
)

// A Mutant is a rule with one part changed. When no case of the rule notices,
// that part is untested: nobody would see it break.
type Mutant struct {
	Rule   *engine.Rule // the original
	Change string       // what was changed, in words

	changed *engine.Rule
}

// Mutants lists the changes of a rule: each term of a condition, each pattern,
// each absent and until left out, counts and times shifted, the order dropped.
func Mutants(rule *engine.Rule) []Mutant {
	var list []Mutant
	add := func(change string, do func(*engine.Rule)) {
		copied := *rule
		copied.Matches = slices.Clone(rule.Matches)
		copied.Absents = slices.Clone(rule.Absents)
		copied.Untils = slices.Clone(rule.Untils)
		do(&copied)
		list = append(list, Mutant{Rule: rule, Change: change, changed: &copied})
	}
	var scope condition.Scope
	for i := range rule.Matches {
		m := &rule.Matches[i]
		scope = append(scope, condition.Variable{Name: m.Name, Kind: m.Kind, Pattern: m.Pattern})
		if m.Optional {
			continue // it strengthens; no verdict depends on it
		}
		part := func(r *engine.Rule) *engine.Match { return &r.Matches[i] }
		mutateMatch(m, scope, part, add)
		if m.Count > 1 {
			add(fmt.Sprintf("%s: count = 1 instead of %d", m.Name, m.Count), func(r *engine.Rule) { r.Matches[i].Count = 1 })
		}
	}
	for i, m := range rule.Absents {
		add("without absent "+m.Name, func(r *engine.Rule) { r.Absents = slices.Delete(r.Absents, i, i+1) })
	}
	for i, m := range rule.Untils {
		add("without until "+m.Name, func(r *engine.Rule) { r.Untils = slices.Delete(r.Untils, i, i+1) })
	}
	if rule.Ordered {
		add("ordered = false", func(r *engine.Rule) { r.Ordered = false })
	}
	if rule.Within > 0 {
		add("without within", func(r *engine.Rule) { r.Within = 0 })
	}
	return list
}

// mutateMatch leaves out the pattern and each term of the condition.
func mutateMatch(m *engine.Match, scope condition.Scope, part func(*engine.Rule) *engine.Match, add func(string, func(*engine.Rule))) {
	if m.Pattern != nil {
		// Without its groups other conditions could not be evaluated, so the
		// pattern stays where they are named.
		if m.Pattern.Regexp().NumSubexp() == 0 {
			add(m.Name+": without its pattern", func(r *engine.Rule) { part(r).Pattern = nil })
		}
	}
	if m.Where == nil {
		return
	}
	terms := m.Where.Terms(scope)
	for i, term := range terms {
		var rest []string
		for j, other := range terms {
			if j != i {
				rest = append(rest, "("+other.Source()+")")
			}
		}
		var where *condition.Program
		if len(rest) > 0 {
			p, err := condition.Compile(strings.Join(rest, " && "), scope, condition.Bool)
			if err != nil {
				continue // a term that only makes sense beside the others
			}
			where = p
		}
		add(fmt.Sprintf("%s: without %s", m.Name, term.Source()), func(r *engine.Rule) { part(r).Where = where })
	}
}

// Survivors returns the mutants that no case notices, in the order of the
// rules. Rules without cases are left out: they are untested as a whole.
func (t *Tester) Survivors(ctx context.Context, rules []*engine.Rule, cases []Case) ([]Mutant, error) {
	type sample struct {
		fires bool
		facts []fact.Fact
	}
	byRule := map[string][]sample{}
	for i := range cases {
		c := &cases[i]
		read, err := ingest.Run(ctx, []ingest.NamedSource{c.Input}, ingest.Options{Now: now})
		if err != nil {
			return nil, err
		}
		byRule[c.Rule] = append(byRule[c.Rule], sample{c.Fires, read.Facts})
	}
	var survivors []Mutant
	for _, rule := range rules {
		if len(byRule[rule.ID]) == 0 {
			continue
		}
		for _, m := range Mutants(rule) {
			set := t.with(m.changed)
			if !slices.ContainsFunc(byRule[rule.ID], func(s sample) bool {
				return holds(set, m.changed, slices.Clone(s.facts)) != s.fires
			}) {
				survivors = append(survivors, m)
			}
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	return survivors, nil
}

// with is the set with one rule alone; a rule that looks at the findings of
// others needs them too.
func (t *Tester) with(rule *engine.Rule) *engine.RuleSet {
	if !slices.ContainsFunc(slices.Concat(rule.Matches, rule.Absents, rule.Untils), func(m engine.Match) bool { return m.Kind == "finding" }) {
		return &engine.RuleSet{Rules: []*engine.Rule{rule}, Causes: t.set.Causes}
	}
	set := &engine.RuleSet{Rules: slices.Clone(t.set.Rules), Causes: t.set.Causes}
	for i, r := range set.Rules {
		if r.ID == rule.ID {
			set.Rules[i] = rule
		}
	}
	return set
}

// holds reports whether a rule finds its cause active in the facts.
func holds(set *engine.RuleSet, rule *engine.Rule, facts []fact.Fact) bool {
	result := engine.Diagnose(set, facts, engine.Options{})
	for _, d := range append(result.Diagnoses, result.Risks...) {
		for _, f := range d.Findings {
			if f.Rule == rule && !f.Resolved {
				return true
			}
		}
	}
	return false
}
