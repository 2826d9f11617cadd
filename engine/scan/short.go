package scan

import "encoding/binary"

// shortGram is the length of the grams of short literals: all three bytes of
// the shortest.
const shortGram = 3

// shortBits is the size of the bitmap: 32 KiB, which the first-level cache holds.
const shortBits = 18

// A short table finds literals of three to five bytes by grams of three, probed
// as far apart as the shortest literal allows.
type short struct {
	literals []string
	stride   int
	bitmap   [1 << shortBits / 64]uint64
	grams    index
}

func newShort(literals []string, which []int) *short {
	if len(which) == 0 {
		return nil
	}
	t := &short{literals: literals, stride: minLong}
	for _, i := range which {
		t.stride = min(t.stride, len(literals[i])-shortGram+1)
	}
	var entries []entry
	for _, i := range which {
		for k := range t.stride {
			var b [8]byte
			copy(b[:], literals[i][k:])
			g := gramAt(b[:])
			entries = append(entries, entry{g, owner{int32(i), int32(k)}})
			h := g * spread >> (64 - shortBits)
			t.bitmap[h>>6] |= 1 << (h & 63)
		}
	}
	t.grams = newIndex(entries)
	return t
}

// gramAt is the first three of eight bytes, letters folded; the others are
// shifted out at the top.
func gramAt(b []byte) uint64 { return folded(b) << (64 - 8*shortGram) }

// find tests four probes before one branch, up to where the end of the text is
// near.
func (t *short) find(text []byte, hit func(at, literal int) int) {
	const unused, shift = 64 - 8*shortGram, 64 - shortBits
	le, bitmap, s := binary.LittleEndian, &t.bitmap, t.stride
	i := 0
	for i+4*s+8 <= len(text) {
		b := text[i : i+4*s+8]
		h0 := (le.Uint64(b) | ignoreCase) << unused * spread >> shift
		h1 := (le.Uint64(b[s:]) | ignoreCase) << unused * spread >> shift
		h2 := (le.Uint64(b[2*s:]) | ignoreCase) << unused * spread >> shift
		h3 := (le.Uint64(b[3*s:]) | ignoreCase) << unused * spread >> shift
		x0, x1, x2, x3 := bitmap[h0>>6]>>(h0&63), bitmap[h1>>6]>>(h1&63), bitmap[h2>>6]>>(h2&63), bitmap[h3>>6]>>(h3&63)
		next := i + 4*s
		if (x0|x1|x2|x3)&1 != 0 {
			for k, x := range [...]uint64{x0, x1, x2, x3} {
				if x&1 == 0 {
					continue
				}
				at := i + k*s
				if resume := t.check(text, at, gramAt(text[at:]), hit); resume > at {
					next = resume
					break
				}
			}
		}
		i = next
	}
	for ; i < len(text); i += s {
		var b [8]byte
		copy(b[:], text[i:])
		if resume := t.check(text, i, gramAt(b[:]), hit); resume > i {
			i = resume - s
		}
	}
}

// check is long.check.
func (t *short) check(text []byte, at int, gram uint64, hit func(at, literal int) int) int {
	return report(t.grams.owners(gram), text, at, t.literals, hit)
}
