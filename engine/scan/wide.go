package scan

import "math/bits"

// A filter is what passWide reads of a long table.
type filter struct {
	lines      *uint64
	multiplier uint64
	mask       uint64 // of the number of a line
	shift      uint64 // of the product, to the number of a line
}

// batch is how many groups that passed are looked into at once, so that finding
// them needs no branch that depends on the text.
const batch = 64

// wideGroup is how many bytes sixteen probes cover.
const wideGroup = 16 * stride

// wideAt is where the probes of a group stand.
var wideAt = [16]uint8{0, 8, 16, 24, 4, 12, 20, 28, 32, 40, 48, 56, 36, 44, 52, 60}

// findWide is find for processors that can probe sixteen places at once. It
// returns where it stopped: near the end of the text.
func (t *long) findWide(text []byte, hit func(at, literal int) int) (next int) {
	f := filter{&t.lines()[0], t.multiplier, uint64(len(t.lines()) - 1), 8*lineBytes - fewLines}
	if t.many != nil {
		f.shift = 8*lineBytes - manyLines
	}
	var passed [batch]uint64
	i, resume := 0, 0
	for n := batch; n == batch; {
		i, n = passWide(&text[0], len(text), i, &f, &passed)
		for _, p := range passed[:n] {
			from := int(p >> 16)
			for which := uint16(p); which != 0; which &= which - 1 {
				at := from + int(wideAt[bits.TrailingZeros16(which)])
				if at+1 < resume { // a word may begin one byte before its literal
					continue
				}
				resume = max(resume, t.check(text, at, folded(text[at:]), hit))
			}
		}
		i = max(i, resume)
	}
	return i
}
