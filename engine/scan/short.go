package scan

import "encoding/binary"

// shortGram is the length of the grams of short literals: all three bytes of
// the shortest.
const shortGram = 3

// shortBits is the size of the filter: 32 KiB, which the first-level cache holds.
const shortBits = 15

// A short table finds literals of three to five bytes by the rarest three bytes
// of each, which are looked for at every place. Its filter is of bytes and not of
// bits: the literals are few, and a probe takes half the instructions.
type short struct {
	literals []string
	filter   [1 << shortBits]uint8
	grams    index
}

func newShort(literals []string, which []int) *short {
	if len(which) == 0 {
		return nil
	}
	t := &short{literals: literals}
	var entries []entry
	for _, i := range which {
		at := rarestGram(literals[i])
		g := gramOf(literals[i][at:])
		entries = append(entries, entry{uint64(g), owner{int32(i), int32(at)}})
		t.filter[g*shortSpread>>(32-shortBits)] = 1
	}
	t.grams = newIndex(entries)
	return t
}

// shortSpread is an odd number with well mixed bits.
const shortSpread = 0x9E3779B1

// gramOf is the first three bytes of a text, letters folded; the fourth is
// shifted out at the top.
func gramOf(text string) uint32 {
	var b [8]byte
	copy(b[:], text)
	return uint32(folded(b[:])) << 8
}

// find tests twelve places before one branch, up to where the end of the text is
// near.
func (t *short) find(text []byte, hit func(at, literal int) int) {
	const shift = 32 - shortBits
	le, filter := binary.LittleEndian, &t.filter
	i := 0
	for i+16 <= len(text) {
		b := text[i : i+16 : i+16]
		v, w := le.Uint64(b)|ignoreCase, le.Uint64(b[6:])|ignoreCase
		x := filter[uint32(v)<<8*shortSpread>>shift] |
			filter[uint32(v>>8)<<8*shortSpread>>shift] |
			filter[uint32(v>>16)<<8*shortSpread>>shift] |
			filter[uint32(v>>24)<<8*shortSpread>>shift] |
			filter[uint32(v>>32)<<8*shortSpread>>shift] |
			filter[uint32(v>>40)<<8*shortSpread>>shift] |
			filter[uint32(w)<<8*shortSpread>>shift] |
			filter[uint32(w>>8)<<8*shortSpread>>shift] |
			filter[uint32(w>>16)<<8*shortSpread>>shift] |
			filter[uint32(w>>24)<<8*shortSpread>>shift] |
			filter[uint32(w>>32)<<8*shortSpread>>shift] |
			filter[uint32(w>>40)<<8*shortSpread>>shift]
		next := i + 12
		if x != 0 {
			for at := i; at < i+12; at++ {
				if resume := t.check(text, at, (le.Uint32(text[at:])|ignoreCase&(1<<32-1))<<8, hit); resume > at {
					next = resume
					break
				}
			}
		}
		i = next
	}
	for ; i < len(text); i++ {
		if resume := t.check(text, i, gramOf(string(text[i:min(i+4, len(text))])), hit); resume > i {
			i = resume - 1
		}
	}
}

// check is long.check.
func (t *short) check(text []byte, at int, gram uint32, hit func(at, literal int) int) int {
	if t.filter[gram*shortSpread>>(32-shortBits)] == 0 {
		return 0
	}
	return report(t.grams.owners(uint64(gram)), text, at, t.literals, hit)
}
