// Package compare tells what is different between two inputs: a server and a
// local machine, before and after a change. It compares what was concluded of
// both, and the settings that their facts show; a difference that rules of a new
// cause look at is put beside that cause.
//
// What one side did not collect is unknown, never different.
package compare

import (
	"cmp"
	"slices"
	"strings"

	"culprit/engine"
	"culprit/engine/fact"
)

// A Side is one of the two inputs and what was concluded of it. Its facts have
// the canonical subjects that engine.Diagnose gave them.
type Side struct {
	Name   string
	Facts  []fact.Fact
	Result *engine.Result
}

// Status of a cause in the second input, seen from the first.
type Status string

// The statuses, in the order they are told.
const (
	New     Status = "new"
	Worse   Status = "worse"
	Same    Status = "same"
	Better  Status = "better"
	Gone    Status = "gone"
	Unknown Status = "unknown" // the second input lacks what proved it in the first
)

// A Cause is a diagnosis of either side beside its counterpart.
type Cause struct {
	Status      Status
	A, B        *engine.Diagnosis // nil where the side has none
	Change      string            // what got worse or better, or why nothing can be said
	Collect     string            // what would tell; empty unless Unknown
	Differences []*Difference     // settings that may explain a new or worse cause
}

// Subject is whom the cause is about.
func (c *Cause) Diagnosis() *engine.Diagnosis {
	if c.B != nil {
		return c.B
	}
	return c.A
}

// A Difference is a setting that is not the same on both sides.
type Difference struct {
	Area     string // of the checklist: resources, network, …
	Kind     string // of fact
	Field    string // of the kind; empty when the thing itself is only on one side
	Subject  string // service, name, path or setting it belongs to; empty for the host
	A, B     string // its value as a person reads it
	OnlyA    []string
	OnlyB    []string // members of a list that one side alone has
	Explains []string // causes whose rules look at it
}

// A Blind is a kind of fact that one side lacks, so that it was not compared.
type Blind struct {
	Kind    string
	A, B    bool // which sides have it
	Collect string
}

// A Comparison is everything that is different.
type Comparison struct {
	A, B        string // names of the sides
	Causes      []*Cause
	Differences []*Difference
	Checklist   []Check
	Blind       []Blind
}

// Compare compares two sides.
func Compare(set *engine.RuleSet, a, b *Side) *Comparison {
	c := &Comparison{A: a.Name, B: b.Name}
	va, vb := newView(a), newView(b)
	c.Differences = differences(va, vb)
	c.Causes = causes(a, b)
	explain(set, c)
	c.Checklist = checklist(va, vb)
	c.Blind = blind(va, vb)
	slices.SortStableFunc(c.Differences, func(x, y *Difference) int {
		return cmp.Or(cmp.Compare(min(len(y.Explains), 1), min(len(x.Explains), 1)), 0)
	})
	return c
}

// A view finds the facts of a side by kind and by what they belong to.
type view struct {
	side  *Side
	kinds map[string][]*fact.Fact
	boxes map[string]bool // services and names of containers that any list shows
}

func newView(s *Side) *view {
	v := &view{side: s, kinds: map[string][]*fact.Fact{}, boxes: map[string]bool{}}
	for i := range s.Facts {
		f := &s.Facts[i]
		v.kinds[f.Kind] = append(v.kinds[f.Kind], f)
		switch f.Data.(type) {
		case *fact.ContainerState, *fact.ContainerSummary:
			v.boxes[subjectKey(f.Subject)] = true
		}
	}
	return v
}

// subjectKey names a container the same on both sides, where projects and ids
// differ: by its service, else by its name without number.
func subjectKey(s fact.Subject) string {
	switch {
	case s.Service != "":
		return s.Service
	case s.Name != "":
		name := s.Name
		if s.Kind == fact.Container || s.Kind == "" {
			name = strings.TrimRight(name, "0123456789")
			name = strings.TrimRight(name, "-_")
			if name == "" {
				name = s.Name
			}
			if s.Project != "" {
				name = strings.TrimLeft(strings.TrimPrefix(name, s.Project), "-_")
			}
		}
		return name
	case s.Kind == fact.Host || s.Kind == "":
		return ""
	}
	return s.Label()
}

// blind lists the kinds that settings are read from and that one side lacks.
func blind(a, b *view) []Blind {
	var list []Blind
	seen := map[string]bool{}
	for _, x := range aspects {
		inA, inB := len(a.kinds[x.kind]) > 0, len(b.kinds[x.kind]) > 0
		if inA == inB || seen[x.kind] {
			continue
		}
		seen[x.kind] = true
		list = append(list, Blind{Kind: x.kind, A: inA, B: inB, Collect: fact.KindByName(x.kind).Collect})
	}
	return list
}
