package ingest

import (
	"hash/maphash"
	"strings"

	"culprit/engine/fact"
)

// Limits of folding: a shape of message keeps its first keepEach records; what
// follows is counted in one more. Shapes that differ in identifiers only are a
// family, which keeps keepFamily. Once a stream has told ample bytes, both keep
// fewer, shapes at last keepFew; and from twice that on, messages that begin and
// end alike are one shape. At most maxShapes are told apart, so that memory is
// bounded whatever the log.
const (
	keepEach   = 200
	keepFew    = 4
	keepFamily = 2_000
	ample      = 16 << 20
	maxShapes  = 1 << 14
)

// A fold bounds the facts of one stream: a million equal lines become a few
// facts that stand for a million. Messages are equal when they differ only in
// digits; in a flood, also when they differ only in identifiers.
type fold struct {
	emit             func(fact.Fact)
	seed             maphash.Seed
	kept             int // bytes
	shapes, families tallies
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
	shape, family := f.keys(&x, d)
	all := f.families.of(family)
	one := f.shapes.known(shape)
	full := all.kept >= f.share(keepFamily)
	if full && (one == nil || one.kept < keepFew) { // one of many identifiers
		all.count(x)
		return
	}
	if one == nil {
		one = f.shapes.of(shape)
	}
	if full || one.kept >= f.share(keepEach) {
		one.count(x)
		return
	}
	one.kept++
	all.kept++
	f.kept += sizeOf(&x)
	f.emit(x)
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
func (f *fold) share(limit int) int { return max(keepFew, limit*ample/max(ample, f.kept)) }

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
	t.last.Repeats += x.Count()
	if x.Time.Known() {
		t.last.Last = x.Time
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

// keys hash whom a record is about and its words: without digits for its shape,
// without the words that have digits or may be hexadecimal for its family. In a
// great flood both are the family of how it begins and ends.
func (f *fold) keys(x *fact.Fact, d *fact.LogLine) (shape, family uint64) {
	var h, g maphash.Hash
	h.SetSeed(f.seed)
	g.SetSeed(f.seed)
	for _, s := range []string{x.Subject.Name, x.Subject.Service, x.Subject.ID, d.Level} {
		h.WriteString(s)
		g.WriteString(s)
	}
	if f.kept < 2*ample {
		hashWords(d.Message, &h, &g)
		return h.Sum64(), g.Sum64()
	}
	const begin = 64 // bytes
	hashWords(d.Message[:min(len(d.Message), begin)], &h, &g)
	last := d.Message[strings.LastIndexByte(d.Message, '\n')+1:]
	end, _ := word(last)
	hashWords(last[:end], &h, &g)
	return g.Sum64(), g.Sum64()
}

// hashWords adds a text without digits to one hash, without identifiers to the
// other.
func hashWords(text string, shape, family *maphash.Hash) {
	for text != "" {
		end, kind := word(text)
		w := text[:end]
		text = text[end:]
		if kind != identifier {
			shape.WriteString(w)
			family.WriteString(w)
			continue
		}
		family.WriteByte('0')
		digits := false
		from := 0
		for i := range len(w) {
			digit := w[i] >= '0' && w[i] <= '9'
			if digit && !digits {
				shape.WriteString(w[from:i])
				shape.WriteByte('0')
			}
			if !digit && digits {
				from = i
			}
			digits = digit
		}
		if !digits {
			shape.WriteString(w[from:])
		}
	}
}

// What a run of bytes is.
const (
	between    = iota // no word
	plainWord         // letters
	identifier        // has a digit, or nothing but what a hexadecimal number has
)

// word is the run of letters and digits, or of others, that a text begins with.
func word(text string) (end, kind int) {
	hex, digit := true, false
	for end < len(text) {
		c := class[text[end]]
		if c == 0 {
			break
		}
		hex = hex && c&hexByte != 0
		digit = digit || c&digitByte != 0
		end++
	}
	switch {
	case end == 0:
		for end < len(text) && class[text[end]] == 0 {
			end++
		}
		return end, between
	case hex || digit:
		return end, identifier
	}
	return end, plainWord
}

const (
	wordByte = 1 << iota
	hexByte
	digitByte
)

// class tells letters, hexadecimal digits and digits from other bytes, which
// are 0.
var class = func() (t [256]uint8) {
	for c := range t {
		switch {
		case c >= '0' && c <= '9':
			t[c] = wordByte | hexByte | digitByte
		case c >= 'a' && c <= 'f', c >= 'A' && c <= 'F':
			t[c] = wordByte | hexByte
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= 0x80:
			t[c] = wordByte
		}
	}
	return t
}()
