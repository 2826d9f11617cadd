package ingest

import (
	"bytes"
	"hash/maphash"

	"culprit/engine/fact"
	"culprit/parsers/section"
)

// Limits of folding: a shape of message keeps its first keepEach records; what
// follows is counted in one more. Shapes that differ in identifiers only are a
// family, which keeps keepFamily. Once a stream has told ample bytes, both keep
// fewer; in a flood, messages that begin and end alike are one shape, which keeps
// keepFew. At most maxShapes are told apart, so that memory is bounded whatever
// the log.
const (
	keepEach   = 100
	keepFew    = 4
	keepFamily = 1_000
	ample      = 4 << 20
	flood      = 2 * ample
	maxShapes  = 1 << 14
)

// A fold bounds the facts of one stream: a million equal lines become a few
// facts that stand for a million. Messages are equal when they differ only in
// numbers and long identifiers; where there are many, in any identifiers.
type fold struct {
	emit             func(fact.Fact)
	seed             maphash.Seed
	scratch          []byte
	kept             int // bytes
	shapes, families tallies
	times            int    // tallies were begun anew
	last             *tally // that counted what was added last; nil: it was emitted
}

func newFold(emit func(fact.Fact)) *fold {
	return &fold{emit: emit, seed: maphash.MakeSeed(), shapes: tallies{own: map[uint64]*tally{}}, families: tallies{own: map[uint64]*tally{}}}
}

func (f *fold) add(x fact.Fact) {
	d, ok := x.Data.(*fact.LogLine)
	if !ok {
		f.emit(x)
		return
	}
	if f.shapes.full() || f.families.full() {
		f.flush()
	}
	f.last = nil
	shape, family := f.keys(&x, d)
	all := f.families.of(family)
	one := f.shapes.known(shape)
	full := all.kept >= f.share(keepFamily)
	if full && (one == nil || one.kept < keepFew) { // one of many identifiers
		f.last = all
		all.count(x)
		return
	}
	if one == nil {
		one = f.shapes.of(shape)
	}
	if full || one.kept >= f.share(keepEach) {
		f.last = one
		one.count(x)
		return
	}
	one.kept++
	all.kept++
	before := f.kept
	if f.kept += sizeOf(&x); before < flood && f.kept >= flood {
		f.times++ // the keys change
	}
	f.emit(x)
}

// counted is section.Context's.
func (f *fold) counted() (section.Tally, bool) {
	if f.last == nil {
		return nil, false
	}
	return &handle{f, f.times, f.last}, f.kept >= flood
}

// handle counts records like one that a tally of a fold has counted.
type handle struct {
	fold  *fold
	times int
	tally *tally
}

// Add implements section.Tally.
func (c *handle) Add(t fact.Time) bool {
	if c.times != c.fold.times {
		return false
	}
	c.tally.again(1, t)
	return true
}

// counting is what add has counted: by shape and by family.
func (f *fold) counting() (shapes, families []fact.Fact) {
	f.shapes.rest(func(x fact.Fact) { shapes = append(shapes, x) })
	f.families.rest(func(x fact.Fact) { families = append(families, x) })
	return shapes, families
}

// again is add for a record that another fold emitted.
func (f *fold) again(x *fact.Fact) {
	if d, ok := x.Data.(*fact.LogLine); ok {
		shape, family := f.keys(x, d)
		f.shapes.of(shape).kept++
		f.families.of(family).kept++
		f.kept += sizeOf(x)
	}
}

// resume takes what another fold has counted.
func (f *fold) resume(shapes, families []fact.Fact) {
	for i := range shapes {
		shape, _ := f.keys(&shapes[i], shapes[i].Data.(*fact.LogLine))
		f.shapes.of(shape).last = &shapes[i]
	}
	for i := range families {
		_, family := f.keys(&families[i], families[i].Data.(*fact.LogLine))
		f.families.of(family).last = &families[i]
	}
}

// share is what is left of a limit.
func (f *fold) share(limit int) int {
	if f.kept >= flood {
		return keepFew
	}
	return max(keepFew, limit*ample/max(ample, f.kept))
}

// with is what the fold would still emit if the facts came and the stream
// ended. The fold stays as it is.
func (f *fold) with(more []fact.Fact) (list []fact.Fact) {
	over := newFold(func(x fact.Fact) { list = append(list, x) })
	over.seed, over.kept, over.shapes.under, over.families.under = f.seed, f.kept, &f.shapes, &f.families
	for _, x := range more {
		over.add(x)
	}
	over.shapes.rest(over.emit)
	over.families.rest(over.emit)
	return list
}

// flush emits the counting facts and begins anew.
func (f *fold) flush() {
	f.shapes.rest(f.emit)
	f.families.rest(f.emit)
	clear(f.shapes.own)
	clear(f.families.own)
	f.times++
}

// A tally counts the records of a shape or family.
type tally struct {
	kept int
	last *fact.Fact // the fact that counts the rest; not emitted yet
}

func (t *tally) count(x fact.Fact) {
	if t.last == nil {
		t.last = &x
		return
	}
	t.again(x.Count(), x.Time)
}

func (t *tally) again(n int, at fact.Time) {
	t.last.Repeats += n
	if at.Known() {
		t.last.Last = at
	}
}

// tallies are those of all shapes or families. They may go on with others that
// stay as they are.
type tallies struct {
	own   map[uint64]*tally
	under *tallies
}

func (t *tallies) full() bool { return t.under == nil && len(t.own) >= maxShapes }

// known is the tally of a key; nil when there is none yet.
func (t *tallies) known(key uint64) *tally {
	if one := t.own[key]; one != nil || t.under == nil || t.under.own[key] == nil {
		return one
	}
	return t.of(key)
}

// of is the tally of a key, a new one when there is none yet.
func (t *tallies) of(key uint64) *tally {
	one := t.own[key]
	if one != nil {
		return one
	}
	one = &tally{}
	if t.under != nil {
		if below := t.under.own[key]; below != nil {
			one.kept = below.kept
			if below.last != nil {
				last := *below.last
				one.last = &last
			}
		}
	}
	t.own[key] = one
	return one
}

// rest emits the counting facts.
func (t *tallies) rest(emit func(fact.Fact)) {
	for _, one := range t.own {
		if one.last != nil {
			emit(*one.last)
		}
	}
	if t.under == nil {
		return
	}
	for key, one := range t.under.own {
		if one.last != nil && t.own[key] == nil {
			emit(*one.last)
		}
	}
}

// keys hash whom a record is about and the shape of its words, or their family.
// In a great flood both are the family of how it begins and ends.
func (f *fold) keys(x *fact.Fact, d *fact.LogLine) (shape, family uint64) {
	b := f.scratch[:0]
	for _, s := range []string{x.Subject.Name, x.Subject.Service, x.Subject.ID, d.Level} {
		b = append(append(b, s...), 0)
	}
	whom := len(b)
	b = append(b, d.Message...)
	text := len(b)
	message := b[whom:text]
	if f.kept < flood {
		b = section.AppendShape(b, message)
		shape = f.hash(b[:whom], b[text:])
		b = section.AppendFamily(b[:text], message)
		family = f.hash(b[:whom], b[text:])
	} else {
		b = section.AppendFamily(b, message[:min(len(message), section.RoughBytes)])
		last := message[bytes.LastIndexByte(message, '\n')+1:]
		b = section.AppendFamily(b, last[:section.FirstWord(last)])
		shape = f.hash(b[:whom], b[text:])
		family = shape
	}
	f.scratch = b
	return shape, family
}

func (f *fold) hash(whom, words []byte) uint64 {
	var h maphash.Hash
	h.SetSeed(f.seed)
	h.Write(whom)
	h.Write(words)
	return h.Sum64()
}
