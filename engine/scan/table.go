package scan

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

// A gram is some neighbouring bytes, letters folded, first one lowest. The
// bytes that are not part of it are shifted out at the top.
type gram uint64

// A table finds literals by grams: a bitmap over hashes of grams says at most
// positions that none of a literal begins there; slots tell which literals a
// gram belongs to.
type table struct {
	literals   []string
	stride     int  // probes are so many bytes apart
	unused     uint // bits of a word that are no part of a gram
	multiplier uint64
	few        *[1 << fewBits / 64]uint64
	many       *[1 << manyBits / 64]uint64
	slots      []slot // open addressing, by gram
	shift      uint
	owners     []owner
}

type slot struct {
	gram     gram
	from, to int32 // owners; to is 0 in an empty slot
}

// An owner is a literal that has a gram at an offset (-1: the gram begins one
// byte before it).
type owner struct {
	literal, offset int32
}

// Sizes of the bitmap: one that stays in the first-level cache where that many
// bits keep it sparse, else one for the second level.
const (
	fewBits  = 18
	manyBits = 21
	maxFew   = 3000 // literals
)

// Lengths of grams, in bytes.
const (
	longGram  = 5
	shortGram = 3
)

const ignoreCase = 0x2020202020202020

// newLong makes the table of literals of six bytes and more, probed at every
// fourth position. Literals that have fewer than eight bytes lack some of the
// four grams; for those, all values of the byte before or behind are put into
// the table.
func newLong(literals []string, which []int) *table {
	t := &table{literals: literals, stride: 4, unused: 64 - 8*longGram}
	return t.build(which, func(l string, add func(g gram, offset int)) {
		at, _ := rarestWindow(l)
		for offset := at; offset < at+4; offset++ {
			if offset+longGram <= len(l) {
				add(t.of(l[offset:]), offset)
			} else {
				t.anyByte(l, min(offset, len(l)-longGram+1), offset == at+3 && len(l) == minLong, add)
			}
		}
	})
}

// anyByte adds the grams of four bytes of a literal with any byte behind them,
// or before the literal.
func (t *table) anyByte(l string, offset int, before bool, add func(gram, int)) {
	var b [longGram]byte
	for c := range 256 {
		if before {
			b[0] = byte(c)
			copy(b[1:], l)
			add(t.of(string(b[:])), -1)
		} else {
			copy(b[:], l[offset:])
			b[longGram-1] = byte(c)
			add(t.of(string(b[:])), offset)
		}
	}
}

// newShort makes the table of literals of three to five bytes, probed as far
// apart as the shortest literal allows.
func newShort(literals []string, which []int) *table {
	t := &table{literals: literals, stride: minLong, unused: 64 - 8*shortGram}
	for _, i := range which {
		t.stride = min(t.stride, len(literals[i])-shortGram+1)
	}
	return t.build(which, func(l string, add func(g gram, offset int)) {
		for i := range t.stride {
			add(t.of(l[i:]), i)
		}
	})
}

// of is the gram at the beginning of a text.
func (t *table) of(text string) gram {
	var b [8]byte
	copy(b[:], text)
	return t.gramAt(b[:])
}

func (t *table) gramAt(b []byte) gram {
	return gram((binary.LittleEndian.Uint64(b) | ignoreCase) << t.unused)
}

func (t *table) build(which []int, grams func(string, func(gram, int))) *table {
	if len(which) == 0 {
		return nil
	}
	owners := map[gram][]owner{}
	for _, i := range which {
		grams(t.literals[i], func(g gram, offset int) {
			o := owner{int32(i), int32(offset)}
			if list := owners[g]; len(list) == 0 || list[len(list)-1] != o {
				owners[g] = append(list, o)
			}
		})
	}
	t.choose(owners, len(which) <= maxFew)
	width := max(6, bits.Len(uint(2*len(owners))))
	t.slots, t.shift = make([]slot, 1<<width), uint(64-width)
	for g, list := range owners {
		i := uint64(g) * t.multiplier >> t.shift
		for t.slots[i].to != 0 {
			i = (i + 1) & uint64(len(t.slots)-1)
		}
		from := len(t.owners)
		slices.SortFunc(list, func(a, b owner) int { return int(a.literal - b.literal) })
		t.owners = append(t.owners, list...)
		t.slots[i] = slot{g, int32(from), int32(len(t.owners))}
	}
	return t
}

// multipliers are odd numbers with well mixed bits; any would do.
var multipliers = [...]uint64{0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93, 0xC2B2AE3D27D4EB4F, 0xA0761D6478BD642F, 0xE7037ED1A0B428DB, 0x8EBC6AF09C88C6E3}

// choose fills the bitmap with the multiplier under which the fewest grams that
// stand in every line of a log share a bit with a literal's.
func (t *table) choose(owners map[gram][]owner, few bool) {
	least := -1
	for _, m := range multipliers {
		trial := table{multiplier: m}
		if few {
			trial.few = new([1 << fewBits / 64]uint64)
		} else {
			trial.many = new([1 << manyBits / 64]uint64)
		}
		for g := range owners {
			if h := uint64(g) * m; few {
				h >>= 64 - fewBits
				trial.few[h>>6] |= 1 << (h & 63)
			} else {
				h >>= 64 - manyBits
				trial.many[h>>6] |= 1 << (h & 63)
			}
		}
		wrong := 0
		for _, text := range everywhere {
			for i := range len(text) {
				if trial.has(t.of(text[i:])) {
					wrong++
				}
			}
		}
		if least < 0 || wrong < least {
			least = wrong
			t.multiplier, t.few, t.many = m, trial.few, trial.many
		}
		if wrong == 0 {
			return
		}
	}
}

// group is how many bytes eight probes of the wide loops cover, and readAhead
// how far the last of them looks.
const (
	group     = 32
	readAhead = 4
)

func (t *table) find(text []byte, hit func(at, literal int) int) {
	i := 0
	if t.stride == 4 {
		for i+group+readAhead <= len(text) {
			var which uint64
			if t.few != nil {
				i, which = t.skipFew(text, i)
			} else {
				i, which = t.skipMany(text, i)
			}
			resume := 0
			for ; which != 0 && resume == 0; which &= which - 1 {
				at := i + 4*bits.TrailingZeros64(which)
				resume = t.check(text, at, t.gramAt(text[at:]), hit)
			}
			switch {
			case resume > i:
				i = resume
			case i+group+readAhead <= len(text):
				i += group
			}
		}
	}
	if t.stride < 4 && t.few != nil {
		i = t.findDense(text, hit)
	}
	for ; i+8 <= len(text); i += t.stride {
		if g := t.gramAt(text[i:]); t.has(g) {
			if resume := t.check(text, i, g, hit); resume > i {
				i = resume - t.stride
			}
		}
	}
	for ; i < len(text); i += t.stride {
		if g := t.of(string(text[i:])); t.has(g) {
			if resume := t.check(text, i, g, hit); resume > i {
				i = resume - t.stride
			}
		}
	}
}

// findDense is find for short grams, four probes before one branch, up to
// where the end of the text is near.
func (t *table) findDense(text []byte, hit func(at, literal int) int) int {
	const unused, shift = 64 - 8*shortGram, 64 - fewBits
	le, table, m, s := binary.LittleEndian, t.few, t.multiplier, t.stride
	i := 0
	for i+4*s+8 <= len(text) {
		b := text[i : i+4*s+8]
		h0 := (le.Uint64(b) | ignoreCase) << unused * m >> shift
		h1 := (le.Uint64(b[s:]) | ignoreCase) << unused * m >> shift
		h2 := (le.Uint64(b[2*s:]) | ignoreCase) << unused * m >> shift
		h3 := (le.Uint64(b[3*s:]) | ignoreCase) << unused * m >> shift
		x0, x1, x2, x3 := table[h0>>6]>>(h0&63), table[h1>>6]>>(h1&63), table[h2>>6]>>(h2&63), table[h3>>6]>>(h3&63)
		next := i + 4*s
		if (x0|x1|x2|x3)&1 != 0 {
			for k, x := range [...]uint64{x0, x1, x2, x3} {
				if x&1 == 0 {
					continue
				}
				at := i + k*s
				if resume := t.check(text, at, t.gramAt(text[at:]), hit); resume > at {
					next = resume
					break
				}
			}
		}
		i = next
	}
	return i
}

func (t *table) has(g gram) bool {
	h := uint64(g) * t.multiplier
	if t.few != nil {
		h >>= 64 - fewBits
		return t.few[h>>6]>>(h&63)&1 != 0
	}
	h >>= 64 - manyBits
	return t.many[h>>6]>>(h&63)&1 != 0
}

// skipFew moves over groups of eight probes that all miss, and returns where
// one hit and which.
func (t *table) skipFew(text []byte, i int) (int, uint64) {
	const unused, shift = 64 - 8*longGram, 64 - fewBits
	le, table, m := binary.LittleEndian, t.few, t.multiplier
	for ; i+group+readAhead <= len(text); i += group {
		b := text[i : i+group+readAhead : i+group+readAhead]
		h0 := (le.Uint64(b[0:]) | ignoreCase) << unused * m >> shift
		h1 := (le.Uint64(b[4:]) | ignoreCase) << unused * m >> shift
		h2 := (le.Uint64(b[8:]) | ignoreCase) << unused * m >> shift
		h3 := (le.Uint64(b[12:]) | ignoreCase) << unused * m >> shift
		h4 := (le.Uint64(b[16:]) | ignoreCase) << unused * m >> shift
		h5 := (le.Uint64(b[20:]) | ignoreCase) << unused * m >> shift
		h6 := (le.Uint64(b[24:]) | ignoreCase) << unused * m >> shift
		h7 := (le.Uint64(b[28:]) | ignoreCase) << unused * m >> shift
		x0, x1, x2, x3 := table[h0>>6]>>(h0&63), table[h1>>6]>>(h1&63), table[h2>>6]>>(h2&63), table[h3>>6]>>(h3&63)
		x4, x5, x6, x7 := table[h4>>6]>>(h4&63), table[h5>>6]>>(h5&63), table[h6>>6]>>(h6&63), table[h7>>6]>>(h7&63)
		if (x0|x1|x2|x3|x4|x5|x6|x7)&1 != 0 {
			return i, x0&1 | x1&1<<1 | x2&1<<2 | x3&1<<3 | x4&1<<4 | x5&1<<5 | x6&1<<6 | x7&1<<7
		}
	}
	return i, 0
}

// skipMany is skipFew over the larger bitmap; a shift that is known when the
// program is built makes it a third faster than one loop for both.
func (t *table) skipMany(text []byte, i int) (int, uint64) {
	const unused, shift = 64 - 8*longGram, 64 - manyBits
	le, table, m := binary.LittleEndian, t.many, t.multiplier
	for ; i+group+readAhead <= len(text); i += group {
		b := text[i : i+group+readAhead : i+group+readAhead]
		h0 := (le.Uint64(b[0:]) | ignoreCase) << unused * m >> shift
		h1 := (le.Uint64(b[4:]) | ignoreCase) << unused * m >> shift
		h2 := (le.Uint64(b[8:]) | ignoreCase) << unused * m >> shift
		h3 := (le.Uint64(b[12:]) | ignoreCase) << unused * m >> shift
		h4 := (le.Uint64(b[16:]) | ignoreCase) << unused * m >> shift
		h5 := (le.Uint64(b[20:]) | ignoreCase) << unused * m >> shift
		h6 := (le.Uint64(b[24:]) | ignoreCase) << unused * m >> shift
		h7 := (le.Uint64(b[28:]) | ignoreCase) << unused * m >> shift
		x0, x1, x2, x3 := table[h0>>6]>>(h0&63), table[h1>>6]>>(h1&63), table[h2>>6]>>(h2&63), table[h3>>6]>>(h3&63)
		x4, x5, x6, x7 := table[h4>>6]>>(h4&63), table[h5>>6]>>(h5&63), table[h6>>6]>>(h6&63), table[h7>>6]>>(h7&63)
		if (x0|x1|x2|x3|x4|x5|x6|x7)&1 != 0 {
			return i, x0&1 | x1&1<<1 | x2&1<<2 | x3&1<<3 | x4&1<<4 | x5&1<<5 | x6&1<<6 | x7&1<<7
		}
	}
	return i, 0
}

// check looks a gram up and reports the literals that really stand around it.
// It returns where to go on when a hit asked for more than the next probe.
func (t *table) check(text []byte, at int, g gram, hit func(at, literal int) int) int {
	resume := 0
	for i := uint64(g) * t.multiplier >> t.shift; ; i = (i + 1) & uint64(len(t.slots)-1) {
		s := &t.slots[i]
		if s.to == 0 {
			return resume
		}
		if s.gram != g {
			continue
		}
		for _, o := range t.owners[s.from:s.to] {
			start := at - int(o.offset)
			if start < 0 || start > len(text) || !equalFold(text[start:], t.literals[o.literal]) {
				continue
			}
			if r := hit(start, int(o.literal)); r > at && r > resume {
				resume = r
			}
		}
		return resume
	}
}
