package engine

import (
	"slices"

	"culprit/engine/condition"
	"culprit/engine/fact"
)

// index finds facts by kind, each list in the order of time, untimed facts
// last, then by place; and log records by the literals they contain, so that
// the cost of a log rule follows the records it may match, not all records.
type index struct {
	byKind    map[string][]*fact.Fact
	byLiteral map[string][]*fact.Fact
	literals  map[*Match][]string // of the rule set's log matches
}

func newIndex(facts []fact.Fact, set *RuleSet) *index {
	x := &index{byKind: map[string][]*fact.Fact{}, byLiteral: map[string][]*fact.Fact{}}
	for i := range facts {
		f := &facts[i]
		x.byKind[f.Kind] = append(x.byKind[f.Kind], f)
	}
	for _, list := range x.byKind {
		slices.SortStableFunc(list, compareFacts)
	}
	looked := set.lookFor()
	x.literals = looked.byMatch
	for _, f := range x.byKind["log.line"] {
		text := condition.Haystack(f)
		looked.scanner.Each([]byte(text), func(literal string) {
			list := x.byLiteral[literal]
			if n := len(list); n == 0 || list[n-1] != f {
				x.byLiteral[literal] = append(list, f)
			}
		})
	}
	return x
}

// candidates returns the facts that may satisfy a match.
func (x *index) candidates(m *Match) []*fact.Fact {
	all := x.byKind[m.Kind]
	if m.Kind != "log.line" {
		return all
	}
	literals, ok := x.literals[m]
	if !ok {
		return all
	}
	var found []*fact.Fact
	for _, l := range literals {
		found = append(found, x.byLiteral[l]...)
	}
	if len(literals) > 1 {
		slices.SortFunc(found, func(a, b *fact.Fact) int {
			if a == b {
				return 0
			}
			return compareFacts(a, b)
		})
		found = slices.Compact(found)
	}
	return found
}
