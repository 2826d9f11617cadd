package engine

import (
	"slices"

	"culprit/engine/condition"
)

// MatchLiterals returns literals, in lower case, at least one of which every
// log record that satisfies the match contains.
func MatchLiterals(m *Match) ([]string, bool) {
	if m.Pattern != nil {
		if set, ok := condition.PatternLiterals(m.Pattern); ok {
			return set, true
		}
	}
	if m.Where != nil {
		return m.Where.Literals(m.Name)
	}
	return nil, false
}

// Interest lists the literals of all log matches of the rules, in lower case
// and sorted: a log record that contains none of them can't matter. every is
// true when a slow rule needs every record.
func (s *RuleSet) Interest() (literals []string, every bool) {
	seen := map[string]bool{}
	for _, r := range s.Rules {
		for _, list := range [][]Match{r.Matches, r.Absents, r.Untils} {
			for i := range list {
				if list[i].Kind != "log.line" && list[i].Kind != "kernel.message" {
					continue
				}
				set, ok := MatchLiterals(&list[i])
				if !ok && list[i].Kind == "log.line" {
					every = true
				}
				for _, l := range set {
					seen[l] = true
				}
			}
		}
	}
	for l := range seen {
		literals = append(literals, l)
	}
	slices.Sort(literals)
	return literals, every
}
