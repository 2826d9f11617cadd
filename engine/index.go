package engine

import (
	"iter"
	"slices"
	"unique"

	"culprit/engine/fact"
)

// index finds facts by kind, each list in the order of time, untimed facts
// last, then by place; and log records by the matches they may satisfy, so that
// the cost of a log rule follows those records, not all.
type index struct {
	byKind    map[string][]*fact.Fact
	byMatch   map[*Match][]int32    // places in the list of the match's kind
	captured  map[*Match][][]string // beside byMatch, what the patterns of log matches capture; nil: not known
	looked    *Interest
	bySubject map[string]map[who][]*fact.Fact // by kind, made when first asked for
}

// about returns the facts of a kind about a subject. It is not for several
// goroutines.
func (x *index) about(kind string, s who) []*fact.Fact {
	if x.bySubject == nil {
		x.bySubject = map[string]map[who][]*fact.Fact{}
	}
	known, ok := x.bySubject[kind]
	if !ok {
		known = map[who][]*fact.Fact{}
		for _, f := range x.byKind[kind] {
			s := unique.Make(f.Subject)
			known[s] = append(known[s], f)
		}
		x.bySubject[kind] = known
	}
	return known[s]
}

func newIndex(facts []*fact.Fact, set *RuleSet, memory *Memory) *index {
	x := &index{byKind: map[string][]*fact.Fact{}, byMatch: map[*Match][]int32{}, looked: set.Interest()}
	for _, f := range facts {
		x.byKind[f.Kind] = append(x.byKind[f.Kind], f)
	}
	for _, list := range x.byKind {
		slices.SortStableFunc(list, compareFacts)
	}
	if x.looked.records {
		x.byKind["record"] = records(facts)
	}
	for _, kind := range []string{"log.line", "record"} {
		if kind == "log.line" && memory != nil {
			x.recall(memory)
			continue
		}
		x.learn(kind)
	}
	return x
}

// recall files log records as memory has them.
func (x *index) recall(memory *Memory) {
	x.captured = map[*Match][][]string{}
	for at, f := range x.byKind["log.line"] {
		for _, fit := range memory.of(f) {
			x.byMatch[fit.match] = append(x.byMatch[fit.match], int32(at))
			x.captured[fit.match] = append(x.captured[fit.match], fit.capture)
		}
	}
}

const linesPerPart = 4096

// learn files the facts of a kind under the matches they may satisfy: in parts,
// which are put together in their order.
func (x *index) learn(kind string) {
	lines := x.byKind[kind]
	parts := make([]map[*Match][]int32, (len(lines)+linesPerPart-1)/linesPerPart) // places in lines
	inParallel(len(parts), func(i int) {
		part := map[*Match][]int32{}
		var text []byte
		for at := i * linesPerPart; at < min(len(lines), (i+1)*linesPerPart); at++ {
			f := lines[at]
			file := func(m *Match) bool {
				if list := part[m]; m.Kind == kind && (len(list) == 0 || list[len(list)-1] != int32(at)) {
					part[m] = append(list, int32(at))
				}
				return true
			}
			text = x.looked.inRecord(f, text, file)
		}
		parts[i] = part
	})
	sizes := map[*Match]int{}
	for _, part := range parts {
		for m, places := range part {
			sizes[m] += len(places)
		}
	}
	for i, part := range parts {
		for m, places := range part {
			if x.byMatch[m] == nil {
				x.byMatch[m] = make([]int32, 0, sizes[m])
			}
			x.byMatch[m] = append(x.byMatch[m], places...)
		}
		parts[i] = nil
	}
}

// records shows every fact that was printed as a record, in the order of time.
func records(facts []*fact.Fact) []*fact.Fact {
	var list []*fact.Fact
	for _, one := range facts {
		f := *one
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

// candidates passes on the facts that may satisfy a match, numbered.
func (x *index) candidates(m *Match) iter.Seq2[int, *fact.Fact] {
	all := x.byKind[m.Kind]
	if !x.looked.byMatch[m] {
		return slices.All(all)
	}
	return func(yield func(int, *fact.Fact) bool) {
		for i, at := range x.byMatch[m] {
			if !yield(i, all[at]) {
				return
			}
		}
	}
}

// count returns how many candidates a match has.
func (x *index) count(m *Match) int {
	if x.looked.byMatch[m] {
		return len(x.byMatch[m])
	}
	return len(x.byKind[m.Kind])
}
