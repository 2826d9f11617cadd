package engine

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"culprit/engine/condition"
)

// maxTried bounds the candidates that are looked at for nearest misses.
const maxTried = 500

// stuck is the index of the required match that no candidate fitted, behind the
// most that were ever bound; 0 when all were.
func (s *search) stuck() int {
	have := map[string]bool{}
	for _, b := range s.far {
		have[b.match.Name] = true
	}
	for i := range s.rule.Matches {
		if m := &s.rule.Matches[i]; !m.Optional && !have[m.Name] {
			return i
		}
	}
	return 0
}

// apartFrom says of the match that found no partner what came nearest to one:
// which condition failed with the values on both sides, or how far it lay
// outside of the window or the order.
func (s *search) apartFrom(w *Why, i int) {
	p := s.pools[i]
	with := s.far[len(s.far)-1]
	place := fmt.Sprintf("%s (%s:%d)", with.match.Name, with.fact.Origin.Stream, with.fact.Origin.Line)
	var scope condition.Scope
	for j := range s.rule.Matches[:i+1] {
		scope = append(scope, variable(&s.rule.Matches[j]))
	}
	env := s.env()
	for j := range s.rule.Matches {
		m := &s.rule.Matches[j]
		env[m.Name] = condition.Unmatched(variable(m))
	}
	for _, b := range s.far {
		found := capturesOf(b.match.Pattern)
		capture, _ := found.of(b.fact)
		env[b.match.Name] = condition.View(b.fact, variable(b.match), capture)
	}
	if p.match.Count > 1 {
		if fit := s.fitting(p, env); len(fit) > 0 {
			w.Unmet = s.tooFew(p.match, fit, " with "+place)
			return
		}
	}
	w.Unmet = fmt.Sprintf("%s: none of %d fits together with %s", p.match.Name, len(p.all), place)
	w.Misses = s.nearMisses(p, scope, env)
}

// fitting lists the candidates whose conditions hold with what is bound.
func (s *search) fitting(p *pool, env condition.Env) []candidate {
	var fit []candidate
	for _, c := range s.candidates(p, env) {
		env[p.match.Name] = c.view
		if p.rest != nil {
			if ok, err := p.rest.Bool(env); err != nil || !ok {
				continue
			}
		}
		fit = append(fit, c)
	}
	return fit
}

// nearMisses tries the candidates nearest in time and keeps those that fail in
// the fewest ways.
func (s *search) nearMisses(p *pool, scope condition.Scope, env condition.Env) []Miss {
	type scored struct {
		miss  Miss
		fails int
	}
	var terms []*condition.Program
	if p.match.Where != nil {
		terms = p.match.Where.Terms(scope)
	}
	var all []scored
	for n, c := range nearest(p.all, s.far[0].fact) {
		if n == maxTried {
			break
		}
		m := scored{miss: Miss{Fact: c.fact}}
		env[p.match.Name] = c.view
		for _, t := range terms {
			if ok, err := t.Bool(env); ok && err == nil {
				continue
			}
			if m.fails++; m.miss.Term == "" {
				m.miss.Term, m.miss.Operands = t.Source(), t.Operands(scope, env)
			}
		}
		for _, b := range s.far {
			if distance := apart(b.fact, c.fact); s.rule.Within > 0 && distance > s.rule.Within {
				m.fails++
				m.miss.Reason = fmt.Sprintf("happened %s from %s, within is %s", distance.Round(time.Second), b.match.Name, s.rule.Within)
				break
			}
		}
		if last := s.far[len(s.far)-1]; s.rule.Ordered && last.fact.Time.Known() && c.fact.Time.Known() && !after(last.fact, c.fact) {
			m.fails++
			m.miss.Reason = cmp.Or(m.miss.Reason, fmt.Sprintf("happened before %s, and must follow it", last.match.Name))
		}
		if m.fails == 0 && slices.ContainsFunc(s.far, func(b bound) bool { return b.fact == c.fact }) {
			m.fails++
			m.miss.Reason = "is the same fact that another match has"
		}
		if m.fails > 0 {
			all = append(all, m)
		}
	}
	slices.SortStableFunc(all, func(a, b scored) int { return cmp.Compare(a.fails, b.fails) })
	var list []Miss
	for _, m := range all {
		if m.fails > all[0].fails || len(list) == maxMisses {
			break
		}
		list = append(list, m.miss)
	}
	return list
}

// tooFew says how many of the needed observations came together at most.
func (s *search) tooFew(m *Match, list []candidate, with string) string {
	most := 0
	for i := range list {
		sum := 0
		for j := range list {
			if list[j].fact.Subject == list[i].fact.Subject && (s.rule.Within == 0 || !list[j].fact.Time.Known() || !list[i].fact.Time.Known() ||
				!list[j].fact.Time.At.Before(list[i].fact.Time.At) && apart(list[i].fact, list[j].fact) <= s.rule.Within) {
				sum += list[j].fact.Count()
			}
		}
		most = max(most, sum)
		if i == maxTried {
			break
		}
	}
	window := ""
	if s.rule.Within > 0 {
		window = " within " + s.rule.Within.String()
	}
	return fmt.Sprintf("%s: %d%s of one subject needed%s, at most %d found", m.Name, m.Count, window, with, most)
}
