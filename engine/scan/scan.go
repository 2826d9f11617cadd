// Package scan finds which of many literals occur in raw bytes, in one pass
// whose cost follows the bytes and hardly the number of literals.
//
// The text is not read byte by byte. Every fourth position is probed: the bytes
// there are hashed and one bit of a filter is tested, eight probes before one
// branch; on processors that have AVX-512 sixteen, with no branch. A literal has
// four neighbouring words in the filter, so that it is probed once however it
// lies. What passes is looked up exactly, compared, and only then handed on.
// Literals too short for that are found by a second, denser table of their own,
// which costs nothing where there are none.
//
// Letters match in either case: literals must be in lower case.
package scan

import "bytes"

// minLong is the shortest literal for the long table.
const minLong = 6

// MinLiteral is the shortest literal that can be looked for.
const MinLiteral = 3

// A Set is a set of literals, compiled. It is immutable and may be used from
// several goroutines.
type Set struct {
	literals []string
	long     *long // nil: no such literals
	short    *short
}

// Compile makes a set of literals in lower case; those shorter than MinLiteral
// must not be among them. A literal is known by its place in the list. The sample
// is of what will be searched; nil stands for ordinary logs.
func Compile(literals []string, sample *Sample) *Set {
	s := &Set{literals: literals}
	var long, short []int
	for i, l := range literals {
		if len(l) >= minLong {
			long = append(long, i)
		} else {
			short = append(short, i)
		}
	}
	s.long = newLong(literals, long, sample)
	s.short = newShort(literals, short)
	return s
}

// Literal returns the literal of a place in the list.
func (s *Set) Literal(i int) string { return s.literals[i] }

// Find calls hit for each literal that occurs in text, with where it begins,
// in no particular order. hit returns the place to go on from: a place at or
// before the literal's goes on as if nothing had been found.
func (s *Set) Find(text []byte, hit func(at, literal int) (resume int)) {
	if s.long != nil {
		s.long.find(text, hit)
	}
	if s.short != nil {
		s.short.find(text, hit)
	}
}

// Any reports whether one of the literals occurs in text.
func (s *Set) Any(text []byte) bool {
	found := false
	s.Find(text, func(int, int) int {
		found = true
		return len(text)
	})
	return found
}

// fold maps ASCII letters to lower case.
var fold = func() (t [256]byte) {
	for i := range t {
		t[i] = byte(i)
		if i >= 'A' && i <= 'Z' {
			t[i] = byte(i) + 'a' - 'A'
		}
	}
	return t
}()

// Lower returns s with ASCII letters in lower case, as literals must be.
func Lower(s string) string {
	b := []byte(s)
	for i, c := range b {
		b[i] = fold[c]
	}
	return string(b)
}

func equalFold(text []byte, lower string) bool {
	if len(text) < len(lower) {
		return false
	}
	for i := range len(lower) {
		if fold[text[i]] != lower[i] {
			return false
		}
	}
	return true
}

// Contains reports whether text contains a literal in lower case, in any case.
func Contains(text []byte, lower string) bool { return Index(text, lower) >= 0 }

// Index returns where a literal in lower case first stands in text, in any
// case; -1 when it does not.
func Index(text []byte, lower string) int {
	rare, best := 0, 1<<30
	for i := range len(lower) {
		if n := byteFrequency(lower[i]); n < best {
			rare, best = i, n
		}
	}
	if len(lower) == 0 {
		return 0
	}
	first := indexAt(text, lower, rare, lower[rare])
	if c := lower[rare]; c >= 'a' && c <= 'z' {
		if first >= 0 {
			text = text[:first+len(lower)-1]
		}
		if upper := indexAt(text, lower, rare, c-('a'-'A')); upper >= 0 {
			return upper
		}
	}
	return first
}

// indexAt is Index for the occurrences whose byte at a place is c.
func indexAt(text []byte, lower string, at int, c byte) int {
	for i := at; i < len(text); i++ {
		n := bytes.IndexByte(text[i:], c)
		if n < 0 {
			return -1
		}
		i += n
		if equalFold(text[i-at:], lower) {
			return i - at
		}
	}
	return -1
}
