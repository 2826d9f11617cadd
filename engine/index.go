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
	byLiteral map[word][]*fact.Fact
	literals  map[*Match][]string // of the rule set's log matches
}

// A word is a literal in facts of one kind.
type word struct{ kind, literal string }

func newIndex(facts []fact.Fact, set *RuleSet) *index {
	x := &index{byKind: map[string][]*fact.Fact{}, byLiteral: map[word][]*fact.Fact{}}
	for i := range facts {
		f := &facts[i]
		x.byKind[f.Kind] = append(x.byKind[f.Kind], f)
	}
	for _, list := range x.byKind {
		slices.SortStableFunc(list, compareFacts)
	}
	looked := set.lookFor()
	x.literals = looked.byMatch
	if looked.records {
		x.byKind["record"] = records(facts)
	}
	for _, kind := range []string{"log.line", "record"} {
		x.learn(kind, looked)
	}
	return x
}

const linesPerPart = 4096

// learn files the facts of a kind under the literals they contain: in parts,
// which are put together in their order.
func (x *index) learn(kind string, looked *interest) {
	lines := x.byKind[kind]
	parts := make([]map[string][]*fact.Fact, (len(lines)+linesPerPart-1)/linesPerPart)
	inParallel(len(parts), func(i int) {
		part := map[string][]*fact.Fact{}
		for _, f := range lines[i*linesPerPart : min(len(lines), (i+1)*linesPerPart)] {
			file := func(literal string) {
				list := part[literal]
				if n := len(list); n == 0 || list[n-1] != f {
					part[literal] = append(list, f)
				}
			}
			looked.scanner.Each([]byte(condition.Haystack(f)), file)
			if looked.texts && kind == "log.line" {
				looked.scanner.Each([]byte(f.Text), file)
			}
		}
		parts[i] = part
	})
	for _, part := range parts {
		for literal, list := range part {
			key := word{kind, literal}
			x.byLiteral[key] = append(x.byLiteral[key], list...)
		}
	}
}

// records shows every fact that was printed as a record, in the order of time.
func records(facts []fact.Fact) []*fact.Fact {
	var list []*fact.Fact
	for i := range facts {
		f := facts[i]
		if f.Text == "" {
			continue
		}
		d := &fact.Record{Kind: f.Kind}
		switch of := f.Data.(type) {
		case *fact.LogLine:
			d.Level = of.Level
		case *fact.KernelMessage:
			d.Level = of.Level
		}
		f.Kind, f.Data = "record", d
		list = append(list, &f)
	}
	slices.SortStableFunc(list, compareFacts)
	return list
}

// candidates returns the facts that may satisfy a match.
func (x *index) candidates(m *Match) []*fact.Fact {
	all := x.byKind[m.Kind]
	if !readsLogs(m.Kind) {
		return all
	}
	literals, ok := x.literals[m]
	if !ok {
		return all
	}
	var found []*fact.Fact
	for _, l := range literals {
		found = append(found, x.byLiteral[word{m.Kind, l}]...)
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
