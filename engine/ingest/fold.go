package ingest

import (
	"hash/maphash"

	"culprit/engine/fact"
)

// Limits of folding: a shape of message keeps its first keepEach records; what
// follows is counted in the last of them. At most maxShapes shapes are told
// apart, so that memory is bounded whatever the log.
const (
	keepEach  = 200
	maxShapes = 1 << 14
)

// A fold bounds the facts of one stream: a million equal lines become a few
// facts that stand for a million. Messages are equal when they differ only in
// digits.
type fold struct {
	emit   func(fact.Fact)
	seed   maphash.Seed
	shapes map[uint64]*shape
}

type shape struct {
	kept int
	last *fact.Fact // the fact that counts the rest; not emitted yet
}

func newFold(emit func(fact.Fact)) *fold {
	return &fold{emit: emit, seed: maphash.MakeSeed(), shapes: map[uint64]*shape{}}
}

func (f *fold) add(x fact.Fact) {
	d, ok := x.Data.(*fact.LogLine)
	if !ok {
		f.emit(x)
		return
	}
	key := f.shapeOf(&x, d)
	s := f.shapes[key]
	if s == nil {
		if len(f.shapes) >= maxShapes {
			f.flush()
		}
		s = &shape{}
		f.shapes[key] = s
	}
	if s.takes(x) {
		f.emit(x)
	}
}

// takes reports whether the shape has room for a record; else it counts it.
func (s *shape) takes(x fact.Fact) bool {
	switch {
	case s.kept < keepEach:
		s.kept++
		return true
	case s.last == nil:
		s.last = &x
	default:
		s.last.Repeats++
		if x.Time.Known() {
			s.last.Last = x.Time
		}
	}
	return false
}

// with is what the fold would still emit if the facts came and the stream
// ended. The fold stays as it is.
func (f *fold) with(more []fact.Fact) (list []fact.Fact) {
	over := map[uint64]*shape{}
	for _, x := range more {
		d, ok := x.Data.(*fact.LogLine)
		if !ok {
			list = append(list, x)
			continue
		}
		key := f.shapeOf(&x, d)
		s := over[key]
		if s == nil {
			s = &shape{}
			if known := f.shapes[key]; known != nil {
				s.kept = known.kept
				if known.last != nil {
					last := *known.last
					s.last = &last
				}
			}
			over[key] = s
		}
		if s.takes(x) {
			list = append(list, x)
		}
	}
	for key, s := range f.shapes {
		if s.last != nil && over[key] == nil {
			list = append(list, *s.last)
		}
	}
	for _, s := range over {
		if s.last != nil {
			list = append(list, *s.last)
		}
	}
	return list
}

// flush emits the counting facts.
func (f *fold) flush() {
	for _, s := range f.shapes {
		if s.last != nil {
			f.emit(*s.last)
		}
	}
	clear(f.shapes)
}

// shapeOf hashes whom a record is about and its words without digits.
func (f *fold) shapeOf(x *fact.Fact, d *fact.LogLine) uint64 {
	var h maphash.Hash
	h.SetSeed(f.seed)
	h.WriteString(x.Subject.Name)
	h.WriteString(x.Subject.Service)
	h.WriteString(x.Subject.ID)
	h.WriteString(d.Level)
	digits := false
	for i := range len(d.Message) {
		c := d.Message[i]
		if c >= '0' && c <= '9' {
			if !digits {
				h.WriteByte('0')
			}
			digits = true
			continue
		}
		digits = false
		h.WriteByte(c)
	}
	return h.Sum64()
}
