package engine

import (
	"cmp"
	"slices"

	"culprit/engine/condition"
	"culprit/engine/fact"
)

// Rules that match findings are applied after the rules whose findings they
// match: in strata, of which the first matches no findings.

// BuildsOn returns the causes and the rules one of which a match of kind
// finding must come from; both are empty when its condition names none.
func (m *Match) BuildsOn() (causes, rules []condition.Constant) {
	if m.Kind != fact.KindFinding || m.Where == nil {
		return nil, nil
	}
	return m.Where.Constants(m.Name, "cause"), m.Where.Constants(m.Name, "rule")
}

// builders lists the rules whose findings a match may see. One that names
// neither causes nor rules is refused when rules are loaded.
func builders(m *Match, rules []*Rule) []*Rule {
	causes, ids := m.BuildsOn()
	if len(causes) == 0 && len(ids) == 0 {
		return nil
	}
	in := func(list []condition.Constant, value string) bool {
		return len(list) == 0 || slices.ContainsFunc(list, func(c condition.Constant) bool { return c.Value == value })
	}
	var found []*Rule
	for _, r := range rules {
		if in(causes, r.Cause) && in(ids, r.ID) {
			found = append(found, r)
		}
	}
	return found
}

// Stratify sets the stratum of each rule. Rules that build on themselves,
// directly or through others, are returned instead, as the circle they form.
func Stratify(rules []*Rule) (circle []*Rule) {
	const unseen, open = -1, -2
	for _, r := range rules {
		r.Stratum = unseen
	}
	var visit func(r *Rule) []*Rule
	visit = func(r *Rule) []*Rule {
		switch r.Stratum {
		case open:
			return []*Rule{r}
		case unseen:
		default:
			return nil
		}
		r.Stratum = open
		stratum := 0
		for _, list := range [][]Match{r.Matches, r.Absents, r.Untils} {
			for i := range list {
				for _, below := range builders(&list[i], rules) {
					if circle := visit(below); circle != nil {
						if len(circle) == 1 || circle[0] != circle[len(circle)-1] {
							circle = append(circle, r)
						}
						return circle
					}
					stratum = max(stratum, below.Stratum+1)
				}
			}
		}
		r.Stratum = stratum
		return nil
	}
	for _, r := range rules {
		if circle := visit(r); circle != nil {
			return circle
		}
	}
	return nil
}

// strata groups rules by stratum, lowest first.
func strata(rules []*Rule) [][]*Rule {
	var groups [][]*Rule
	for _, r := range rules {
		for len(groups) <= r.Stratum {
			groups = append(groups, nil)
		}
		groups[r.Stratum] = append(groups[r.Stratum], r)
	}
	return groups
}

// apply applies rules stratum by stratum; what one finds the next can match.
// In each stratum the fall-back rules come last.
func (r *run) apply(rules []*Rule) []*Finding {
	var all []*Finding
	groups := strata(rules)
	for i, group := range groups {
		specific := slices.DeleteFunc(slices.Clone(group), func(r *Rule) bool { return r.Fallback })
		fallback := slices.DeleteFunc(group, func(r *Rule) bool { return !r.Fallback })
		findings := append(r.evaluateAll(specific), r.evaluateAll(fallback)...)
		all = append(all, findings...)
		if i < len(groups)-1 {
			r.facts.add(findings)
			r.opts.Memory.compareFindings(r, i)
		}
	}
	// One order, whatever the strata: that of the rules.
	slices.SortStableFunc(all, func(a, b *Finding) int { return cmp.Compare(a.Rule.ID, b.Rule.ID) })
	return all
}

// add makes facts of findings.
func (x *index) add(findings []*Finding) {
	list := x.byKind[fact.KindFinding]
	for _, f := range findings {
		if f.told == nil {
			f.told = f.asFact()
		}
		list = append(list, f.told)
	}
	slices.SortStableFunc(list, compareFacts)
	x.byKind[fact.KindFinding] = list
}

func (f *Finding) asFact() *fact.Fact {
	e := f.Evidence[0]
	return &fact.Fact{
		Kind: fact.KindFinding, Subject: f.Subject, Time: f.First, Repeats: f.Count - 1, Last: f.Last,
		Origin: fact.Origin{Stream: e.Fact.Origin.Stream, Line: e.Line(), Offset: e.Fact.Origin.Offset, Field: f.Rule.ID}, Text: e.Text(),
		Data: &fact.Finding{
			Cause: f.Rule.Cause, Rule: f.Rule.ID, Peer: f.Peer, Confidence: f.confidence, Resolved: f.Resolved, Message: f.Message,
		},
	}
}
