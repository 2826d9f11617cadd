package engine

import (
	"fmt"
	"slices"

	"culprit/engine/condition"
	"culprit/engine/fact"
	"culprit/engine/topology"
)

// maxMisses is how many nearest misses of a match are kept.
const maxMisses = 3

// A Why says why a rule held or did not.
type Why struct {
	Rule     *Rule
	Findings []*Finding // what it found; empty when it did not hold
	Steps    []Step     // its matches in order
	Unmet    string     // the first thing that was missing; empty when it held
	Command  string     // what would collect the missing input; empty when it was there
}

// A Step is what one match saw.
type Step struct {
	Match  *Match
	Absent bool
	Facts  int    // facts of its kind
	Fit    int    // those that fit pattern and its own conditions
	Misses []Miss // those that fit but for one condition
}

// A Miss is a fact that failed one condition.
type Miss struct {
	Fact *fact.Fact
	Term string // the condition that did not hold
}

// Explain applies the given rules and says for each why it held or not.
func Explain(set *RuleSet, rules []*Rule, facts []fact.Fact, opts Options) []Why {
	graph := topology.New(facts)
	canonicalize(facts, graph)
	r := newRun(set, graph, facts, opts)
	r.apply(set.Rules) // so that rules see what the others found and understood
	var out []Why
	for _, rule := range rules {
		out = append(out, r.why(rule))
	}
	return out
}

func (r *run) why(rule *Rule) Why {
	w := Why{Rule: rule, Findings: r.evaluate(rule)}
	var scope condition.Scope
	for i := range rule.Matches {
		m := &rule.Matches[i]
		scope = append(scope, variable(m))
		w.Steps = append(w.Steps, r.step(m, scope))
	}
	for i := range rule.Absents {
		m := &rule.Absents[i]
		s := r.step(m, append(scope[:len(scope):len(scope)], variable(m)))
		s.Absent = true
		w.Steps = append(w.Steps, s)
	}
	if len(w.Findings) == 0 {
		w.Unmet, w.Command = r.unmet(rule, w.Steps)
	}
	return w
}

// step counts what a match saw and finds its nearest misses.
func (r *run) step(m *Match, scope condition.Scope) Step {
	s := Step{Match: m, Facts: len(r.facts.byKind[m.Kind]), Fit: len(r.pool(m, scope).all)}
	if s.Fit > 0 || m.Where == nil || !onlyName(m.Where, m.Name) {
		return s
	}
	terms := m.Where.Terms(scope)
	env := r.env()
	for _, f := range r.facts.candidates(m) {
		var capture []string
		if m.Pattern != nil {
			if capture = m.Pattern.FindStringSubmatch(condition.Haystack(f)); capture == nil {
				continue
			}
		}
		env[m.Name] = condition.View(f, variable(m), capture)
		failed := ""
		count := 0
		for _, t := range terms {
			if ok, err := t.Bool(env); !ok || err != nil {
				failed = t.Source()
				count++
			}
		}
		if count == 1 && len(s.Misses) < maxMisses {
			s.Misses = append(s.Misses, Miss{f, failed})
		}
	}
	return s
}

// unmet names the first thing that kept a rule from holding.
func (r *run) unmet(rule *Rule, steps []Step) (reason, command string) {
	for _, s := range steps {
		if s.Absent || s.Match.Optional || s.Fit > 0 {
			continue
		}
		switch {
		case s.Facts == 0 && !r.looked(s.Match.Kind):
			return fmt.Sprintf("%s: no %s was collected", s.Match.Name, s.Match.Kind), fact.KindByName(s.Match.Kind).Collect
		case s.Facts == 0:
			return fmt.Sprintf("%s: the input has no %s", s.Match.Name, s.Match.Kind), ""
		default:
			return fmt.Sprintf("%s: none of %d %s facts fits", s.Match.Name, s.Facts, s.Match.Kind), ""
		}
	}
	s := r.search(rule)
	if s == nil {
		return "a required match has no candidate", ""
	}
	s.all(func(*hit) {})
	required := slices.DeleteFunc(slices.Clone(rule.Matches), func(m Match) bool { return m.Optional })
	switch {
	case s.deepest == 0:
		return fmt.Sprintf("%s: fewer than %d within %s", rule.Matches[0].Name, rule.Matches[0].Count, rule.Within), ""
	case s.deepest < len(required):
		return fmt.Sprintf("%s: none fits together with %s (%s:%d)", required[s.deepest].Name, s.far[len(s.far)-1].match.Name,
			s.far[len(s.far)-1].fact.Origin.Stream, s.far[len(s.far)-1].fact.Origin.Line), ""
	default:
		return "an absent was there", ""
	}
}

// Next is the one command whose output would tell most: it collects a kind of
// fact that was not collected and that rules of the reported causes, or rules
// half of whose matches are there, look at. Empty when nothing is missing.
type Next struct {
	Kind    string
	Command string
	Rules   []string // rules that could then decide
}

// next finds the next best evidence.
func (r *run) next(diagnoses []*Diagnosis) *Next {
	wanted := map[string][]string{}
	add := func(kind, rule string) {
		if command := fact.KindByName(kind).Collect; command != "" && !r.looked(kind) && !slices.Contains(wanted[kind], rule) {
			wanted[kind] = append(wanted[kind], rule)
		}
	}
	for _, d := range diagnoses {
		if !d.Root() || d.Confidence >= 0.95 {
			continue
		}
		for _, f := range d.Findings {
			for _, list := range [][]Match{f.Rule.Matches, f.Rule.Absents} {
				for i := range list {
					add(list[i].Kind, f.Rule.ID)
				}
			}
		}
		// Rules of causes that could explain it, too.
		for _, rule := range r.set.Rules {
			if cause := r.set.Causes[rule.Cause]; cause != nil && leads(cause, d.Cause.ID) && len(rule.Matches) > 0 {
				add(rule.Matches[0].Kind, rule.ID)
			}
		}
	}
	var best *Next
	for _, k := range fact.Kinds {
		if rules := wanted[k.Name]; len(rules) > 0 && (best == nil || len(rules) > len(best.Rules)) {
			best = &Next{k.Name, k.Collect, rules}
		}
	}
	return best
}

func leads(cause *Cause, effect string) bool {
	return slices.ContainsFunc(cause.LeadsTo, func(e Edge) bool { return slices.Contains(e.Causes, effect) })
}
