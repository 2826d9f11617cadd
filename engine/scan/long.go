package scan

import (
	"encoding/binary"
	"math/bits"
)

// A long table finds literals of minLong bytes and more. Text is read as words
// of eight bytes, letters folded, at every fourth place. The product of a word
// with an odd number chooses a line of the filter by what only the first four
// bytes decide, and one of its 64 bits by what the first seven do (bit n of a
// product depends on the bits up to n of its factors). So that a literal is
// found however it lies, four neighbouring words of it are in the filter; of a
// word that reaches beyond the literal, all bits that it may choose.
//
// What passes the filter is looked up by the whole word, compared, and only then
// handed on.
type long struct {
	literals   []string
	multiplier uint64
	few        *[1 << fewLines]uint64
	many       *[1 << manyLines]uint64
	words      index // eight bytes of literals
	fronts     index // first four bytes of words that reach beyond their literal
	backs      index // bytes two to five of words that begin a byte before their literal
}

// Sizes of the filter: 256 KiB where that keeps it sparse, else 1 MiB. Either
// fits into the second-level cache of a server's core.
const (
	fewLines  = 15
	manyLines = 17
	maxFew    = 2000 // literals
)

const (
	stride     = 4
	lineBytes  = 4  // bytes of a word that choose the line
	bitAt      = 44 // of the product, the lowest of the six bits that choose the bit
	bitBytes   = 7  // bytes of a word that choose the bit: (bitAt+5)/8 + 1
	ignoreCase = 0x2020202020202020
)

// folded is a word of text as literals are looked up by.
func folded(b []byte) uint64 { return binary.LittleEndian.Uint64(b) | ignoreCase }

// newLong makes the table of some of the literals; nil when there are none.
func newLong(literals []string, which []int, sample *Sample) *long {
	if len(which) == 0 {
		return nil
	}
	t := &long{literals: literals}
	if len(which) <= maxFew {
		t.few = new([1 << fewLines]uint64)
	} else {
		t.many = new([1 << manyLines]uint64)
	}
	offsets := make([]int, len(literals))
	for _, i := range which {
		offsets[i], _ = sample.rarestWindow(literals[i])
	}
	t.choose(which, offsets, sample)
	words := make([]entry, 0, stride*len(which)) // most have eight bytes of their literal
	var fronts, backs []entry
	for _, i := range which {
		for k := offsets[i]; k < offsets[i]+stride; k++ {
			w, known := wordOf(literals[i], k)
			switch o := (owner{int32(i), int32(k)}); {
			case k < 0:
				backs = append(backs, entry{back(w), o})
			case known < 8:
				fronts = append(fronts, entry{front(w), o})
			default:
				words = append(words, entry{w, o})
			}
		}
	}
	t.words, t.fronts, t.backs = newIndex(words), newIndex(fronts), newIndex(backs)
	return t
}

// What partial words are looked up by: the first four bytes, and the four
// behind the first.
func front(w uint64) uint64 { return w & (1<<32 - 1) }
func back(w uint64) uint64  { return w >> 8 & (1<<32 - 1) }

// wordOf returns the word at an offset of a literal and how many of its bytes
// are the literal's; of that at -1, the first is not.
func wordOf(l string, offset int) (w uint64, known int) {
	var b [8]byte
	if offset < 0 {
		known = 1 + copy(b[1:], l)
	} else {
		known = copy(b[:], l[offset:])
	}
	return folded(b[:]), known
}

// multipliers are odd numbers with well mixed bits; any would do.
var multipliers = [...]uint64{0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93, 0xC2B2AE3D27D4EB4F, 0xA0761D6478BD642F, 0xE7037ED1A0B428DB, 0x8EBC6AF09C88C6E3}

// choose fills the filter with the multiplier under which the fewest words of
// the sample pass; without a sample, of what stands in every line of a log.
func (t *long) choose(which []int, offsets []int, sample *Sample) {
	least, best := -1, uint64(0)
	for _, t.multiplier = range multipliers {
		t.fill(which, offsets)
		passed := 0
		if sample != nil {
			passed = t.passing(sample.text)
		} else {
			for _, text := range everywhere {
				passed += t.passing([]byte(text))
			}
		}
		if least < 0 || passed < least {
			least, best = passed, t.multiplier
		}
		if least == 0 {
			break
		}
	}
	if t.multiplier != best {
		t.multiplier = best
		t.fill(which, offsets)
	}
}

// passing counts the words of a text that pass.
func (t *long) passing(text []byte) (n int) {
	for i := range max(0, len(text)-7) {
		if t.passes(folded(text[i:])) {
			n++
		}
	}
	return n
}

// lines are the filter.
func (t *long) lines() []uint64 {
	if t.few != nil {
		return t.few[:]
	}
	return t.many[:]
}

func (t *long) fill(which []int, offsets []int) {
	lines := t.lines()
	clear(lines)
	for _, i := range which {
		for k := offsets[i]; k < offsets[i]+stride; k++ {
			w, known := wordOf(t.literals[i], k)
			if k >= 0 {
				lines[t.line(w*t.multiplier)] |= t.bitsOf(w, known)
				continue
			}
			for c := range uint64(256) { // before the literal
				w = w&^0xff | c | 0x20
				lines[t.line(w*t.multiplier)] |= t.bitsOf(w, known)
			}
		}
	}
}

// line is the line of the filter that a product chooses.
func (t *long) line(product uint64) uint64 {
	if t.few != nil {
		return product >> (8*lineBytes - fewLines) & (1<<fewLines - 1)
	}
	return product >> (8*lineBytes - manyLines) & (1<<manyLines - 1)
}

// bitsOf are the bits that a word may choose of which the bytes from known on
// may be any.
func (t *long) bitsOf(w uint64, known int) uint64 {
	switch missing := bitBytes - known; {
	case missing <= 0:
		return 1 << (w * t.multiplier >> bitAt & 63)
	case missing == 1:
		all := uint64(0)
		w &= 1<<(8*known) - 1
		for c := range uint64(256) {
			all |= 1 << ((w | (c|0x20)<<(8*known)) * t.multiplier >> bitAt & 63)
		}
		return all
	}
	return ^uint64(0)
}

func (t *long) passes(w uint64) bool {
	p := w * t.multiplier
	return t.lines()[t.line(p)]>>(p>>bitAt&63)&1 != 0
}

// group is how many bytes eight probes of the loops below cover, and readAhead
// how far the last of them looks.
const (
	group     = 8 * stride
	readAhead = 8 - stride
)

func (t *long) find(text []byte, hit func(at, literal int) int) {
	i := 0
	if wide && len(text) > 2*wideGroup {
		i = t.findWide(text, hit)
	}
	for i+group+readAhead <= len(text) {
		var which uint64
		if t.few != nil {
			i, which = t.skipFew(text, i)
		} else {
			i, which = t.skipMany(text, i)
		}
		if which == 0 {
			break
		}
		next := i + group
		for ; which != 0; which &= which - 1 {
			at := i + stride*bits.TrailingZeros64(which)
			if resume := t.check(text, at, folded(text[at:]), hit); resume > at {
				next = resume
				break
			}
		}
		i = next
	}
	for ; i < len(text); i += stride {
		var b [8]byte
		copy(b[:], text[i:])
		if w := folded(b[:]); t.passes(w) {
			if resume := t.check(text, i, w, hit); resume > i {
				i = resume - stride
			}
		}
	}
}

// skipFew moves over groups of eight probes that all miss, and returns where
// one hit and which.
func (t *long) skipFew(text []byte, i int) (int, uint64) {
	const shift, mask = 8*lineBytes - fewLines, 1<<fewLines - 1
	le, lines, m := binary.LittleEndian, t.few, t.multiplier
	for ; i+group+readAhead <= len(text); i += group {
		b := text[i : i+group+readAhead : i+group+readAhead]
		p0 := (le.Uint64(b[0:]) | ignoreCase) * m
		p1 := (le.Uint64(b[4:]) | ignoreCase) * m
		p2 := (le.Uint64(b[8:]) | ignoreCase) * m
		p3 := (le.Uint64(b[12:]) | ignoreCase) * m
		p4 := (le.Uint64(b[16:]) | ignoreCase) * m
		p5 := (le.Uint64(b[20:]) | ignoreCase) * m
		p6 := (le.Uint64(b[24:]) | ignoreCase) * m
		p7 := (le.Uint64(b[28:]) | ignoreCase) * m
		x0, x1 := lines[p0>>shift&mask]>>(p0>>bitAt&63), lines[p1>>shift&mask]>>(p1>>bitAt&63)
		x2, x3 := lines[p2>>shift&mask]>>(p2>>bitAt&63), lines[p3>>shift&mask]>>(p3>>bitAt&63)
		x4, x5 := lines[p4>>shift&mask]>>(p4>>bitAt&63), lines[p5>>shift&mask]>>(p5>>bitAt&63)
		x6, x7 := lines[p6>>shift&mask]>>(p6>>bitAt&63), lines[p7>>shift&mask]>>(p7>>bitAt&63)
		if (x0|x1|x2|x3|x4|x5|x6|x7)&1 != 0 {
			return i, x0&1 | x1&1<<1 | x2&1<<2 | x3&1<<3 | x4&1<<4 | x5&1<<5 | x6&1<<6 | x7&1<<7
		}
	}
	return i, 0
}

// skipMany is skipFew over the larger filter; shifts that are known when the
// program is built make it a third faster than one loop for both.
func (t *long) skipMany(text []byte, i int) (int, uint64) {
	const shift, mask = 8*lineBytes - manyLines, 1<<manyLines - 1
	le, lines, m := binary.LittleEndian, t.many, t.multiplier
	for ; i+group+readAhead <= len(text); i += group {
		b := text[i : i+group+readAhead : i+group+readAhead]
		p0 := (le.Uint64(b[0:]) | ignoreCase) * m
		p1 := (le.Uint64(b[4:]) | ignoreCase) * m
		p2 := (le.Uint64(b[8:]) | ignoreCase) * m
		p3 := (le.Uint64(b[12:]) | ignoreCase) * m
		p4 := (le.Uint64(b[16:]) | ignoreCase) * m
		p5 := (le.Uint64(b[20:]) | ignoreCase) * m
		p6 := (le.Uint64(b[24:]) | ignoreCase) * m
		p7 := (le.Uint64(b[28:]) | ignoreCase) * m
		x0, x1 := lines[p0>>shift&mask]>>(p0>>bitAt&63), lines[p1>>shift&mask]>>(p1>>bitAt&63)
		x2, x3 := lines[p2>>shift&mask]>>(p2>>bitAt&63), lines[p3>>shift&mask]>>(p3>>bitAt&63)
		x4, x5 := lines[p4>>shift&mask]>>(p4>>bitAt&63), lines[p5>>shift&mask]>>(p5>>bitAt&63)
		x6, x7 := lines[p6>>shift&mask]>>(p6>>bitAt&63), lines[p7>>shift&mask]>>(p7>>bitAt&63)
		if (x0|x1|x2|x3|x4|x5|x6|x7)&1 != 0 {
			return i, x0&1 | x1&1<<1 | x2&1<<2 | x3&1<<3 | x4&1<<4 | x5&1<<5 | x6&1<<6 | x7&1<<7
		}
	}
	return i, 0
}

// check looks a word up and reports the literals that really stand around it.
// It returns where to go on when a hit asked for more than the next probe.
func (t *long) check(text []byte, at int, w uint64, hit func(at, literal int) int) int {
	resume := 0
	if owners := t.words.owners(w); owners != nil {
		resume = report(owners, text, at, t.literals, hit)
	}
	if owners := t.fronts.owners(front(w)); owners != nil {
		resume = max(resume, report(owners, text, at, t.literals, hit))
	}
	if owners := t.backs.owners(back(w)); owners != nil {
		resume = max(resume, report(owners, text, at, t.literals, hit))
	}
	return resume
}

// report hands on the literals of which a word stands at a place of a text, and
// returns where to go on; 0 with the next probe.
func report(owners []owner, text []byte, at int, literals []string, hit func(at, literal int) int) (resume int) {
	for _, o := range owners {
		start := at - int(o.offset)
		if start < 0 || start > len(text) || !equalFold(text[start:], literals[o.literal]) {
			continue
		}
		if r := hit(start, int(o.literal)); r > at && r > resume {
			resume = r
		}
	}
	return resume
}
