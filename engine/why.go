package engine

import (
	"fmt"

	"culprit/engine/condition"
	"culprit/engine/fact"
)

// maxMisses is how many nearest misses of a match are kept.
const maxMisses = 3

// An Explanation is what was concluded of an input, and why each of some rules
// held or did not.
type Explanation struct {
	Result *Result
	Rules  []Why
}

// A Why says why a rule held or did not.
type Why struct {
	Rule     *Rule
	Findings []*Finding // what it found; empty when it did not hold
	Steps    []Step     // its matches in order
	Unmet    string     // the first thing that was missing; empty when it held
	Misses   []Miss     // what came nearest to it
	Command  string     // what would collect the missing input; empty when it was there
}

// A Step is what one match saw.
type Step struct {
	Match  *Match
	Absent bool
	Facts  int    // facts of its kind
	Fit    int    // those that fit pattern and its own conditions
	Misses []Miss // those that failed the fewest conditions, when none fits
}

// A Miss is a fact that failed.
type Miss struct {
	Fact     *fact.Fact
	Term     string              // the condition that did not hold; empty when it was something else
	Operands []condition.Operand // what the condition compared
	Reason   string              // what else failed: the window, the order
}

// Explain diagnoses the facts and says for each of the rules why it held or
// not.
func Explain(set *RuleSet, rules []*Rule, facts []fact.Fact, opts Options) *Explanation {
	r, result := diagnose(set, facts, opts)
	x := &Explanation{Result: result}
	for _, rule := range rules {
		x.Rules = append(x.Rules, r.why(rule))
	}
	return x
}

func (r *run) why(rule *Rule) Why {
	w := Why{Rule: rule, Findings: r.accept(rule, r.evaluate(rule))}
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
		r.unmet(&w)
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
	found := capturesOf(m.Pattern)
	fewest := len(terms) + 1
	for _, f := range r.facts.candidates(m) {
		capture, ok := found.of(f)
		if !ok {
			continue
		}
		env[m.Name] = condition.View(f, variable(m), capture)
		var failed *condition.Program
		fails := 0
		for _, t := range terms {
			if ok, err := t.Bool(env); ok && err == nil {
				continue
			}
			if fails++; failed == nil {
				failed = t
			}
		}
		if fails == 0 || fails > fewest {
			continue
		}
		if fails < fewest {
			fewest, s.Misses = fails, nil
		}
		if len(s.Misses) < maxMisses {
			s.Misses = append(s.Misses, Miss{Fact: f, Term: failed.Source(), Operands: failed.Operands(scope, env)})
		}
	}
	return s
}

// unmet names the first thing that kept a rule from holding.
func (r *run) unmet(w *Why) {
	for _, s := range w.Steps {
		if s.Absent || s.Match.Optional || s.Fit > 0 {
			continue
		}
		kind := s.Match.Kind
		covered := r.kindCoverage(fact.KindByName(kind))
		switch {
		case s.Facts == 0 && covered.Seen == NotCollected:
			w.Unmet, w.Command = fmt.Sprintf("%s: no %s was collected", s.Match.Name, kind), covered.Collect
		case s.Facts == 0 && covered.Seen == Cut:
			w.Unmet, w.Command = fmt.Sprintf("%s: the input has no %s, but what could have told is cut", s.Match.Name, kind), fact.KindByName(kind).Collect
		case s.Facts == 0:
			w.Unmet = fmt.Sprintf("%s: the input has no %s", s.Match.Name, kind)
		case s.Match.Pattern != nil && len(s.Misses) == 0:
			w.Unmet = fmt.Sprintf("%s: none of %d %s facts says what its pattern looks for", s.Match.Name, s.Facts, kind)
		default:
			w.Unmet = fmt.Sprintf("%s: none of %d %s facts fits", s.Match.Name, s.Facts, kind)
		}
		return
	}
	s := r.search(w.Rule, nil)
	if s == nil {
		w.Unmet = "a required match has no candidate"
		return
	}
	s.all(func(*hit) {})
	anchor := &w.Rule.Matches[0]
	stuck := s.stuck()
	switch {
	case s.deepest == 0 && anchor.Count > 1:
		w.Unmet = s.tooFew(anchor, s.pools[0].all, "")
	case stuck > 0:
		s.apartFrom(w, stuck)
	case s.spoiler != nil:
		w.Unmet = fmt.Sprintf("%s: it must be absent, and was there", s.spoiler.match.Name)
		w.Misses = []Miss{{Fact: s.spoiler.fact, Reason: "this is what must be absent"}}
	default:
		w.Unmet = "what it looks for is told by a rule that speaks first"
	}
}
