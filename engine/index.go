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
	// In parts, which are put together in their order.
	lines := x.byKind["log.line"]
	parts := make([]map[string][]*fact.Fact, (len(lines)+linesPerPart-1)/linesPerPart)
	inParallel(len(parts), func(i int) {
		part := map[string][]*fact.Fact{}
		for _, f := range lines[i*linesPerPart : min(len(lines), (i+1)*linesPerPart)] {
			looked.scanner.Each([]byte(condition.Haystack(f)), func(literal string) {
				list := part[literal]
				if n := len(list); n == 0 || list[n-1] != f {
					part[literal] = append(list, f)
				}
			})
		}
		parts[i] = part
	})
	for _, part := range parts {
		for literal, list := range part {
			x.byLiteral[literal] = append(x.byLiteral[literal], list...)
		}
	}
	return x
}

const linesPerPart = 4096

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
