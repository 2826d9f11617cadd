// Package scan finds which texts contain any of many literals, in one pass
// over the bytes whatever the number of literals.
package scan

// gram is the length of the piece of a literal that the filter looks for.
const gram = 3

// A Set is a set of literals, compiled. It is immutable and may be used from
// several goroutines.
//
// Each literal is represented by its rarest three bytes. A bitmap over hashes
// of three bytes rejects almost every position of a text with one load; what
// passes is compared with the literals of that hash. Letters match in either
// case.
type Set struct {
	every   bool
	bitmap  [1 << 16 / 64]uint64
	buckets map[uint16][]entry
}

type entry struct {
	literal []byte // in lower case
	at      int    // where its three bytes begin in it
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

// Compile makes a set of literals in lower case. A literal shorter than three
// bytes, or every, makes the set match all texts.
func Compile(literals []string, every bool) *Set {
	s := &Set{every: every, buckets: map[uint16][]entry{}}
	for _, l := range literals {
		if len(l) < gram {
			s.every = true
			continue
		}
		at := rarest(l)
		h := hash(uint32(l[at])<<16 | uint32(l[at+1])<<8 | uint32(l[at+2]))
		s.bitmap[h/64] |= 1 << (h % 64)
		s.buckets[h] = append(s.buckets[h], entry{[]byte(l), at})
	}
	return s
}

func hash(g uint32) uint16 { return uint16(g * 0x9E3779B1 >> 16) }

// commonness orders bytes by how often they occur in logs, most common first;
// bytes that are not listed are rare.
const commonness = " e0tao1nirs2ldcu3-:.5p4mh6/78f9gbvy,_\"wk=[]x"

var rarity = func() (t [256]int) {
	for i := range t {
		t[i] = len(commonness)
	}
	for i := range len(commonness) {
		t[commonness[i]] = i
	}
	return t
}()

func rarest(l string) int {
	best, score := 0, -1
	for i := 0; i+gram <= len(l); i++ {
		if r := rarity[l[i]] + rarity[l[i+1]] + rarity[l[i+2]]; r > score {
			best, score = i, r
		}
	}
	return best
}

// Wants reports whether text contains one of the literals.
func (s *Set) Wants(text []byte) bool {
	if s.every {
		return true
	}
	if len(text) < gram {
		return false
	}
	g := uint32(fold[text[0]])<<8 | uint32(fold[text[1]])
	for i := gram - 1; i < len(text); i++ {
		g = (g<<8 | uint32(fold[text[i]])) & 0xffffff
		h := hash(g)
		if s.bitmap[h/64]>>(h%64)&1 != 0 && s.confirm(h, text, i-gram+1) {
			return true
		}
	}
	return false
}

// Each calls hit for the literals that text contains, some more than once.
func (s *Set) Each(text []byte, hit func(literal string)) {
	if len(text) < gram {
		return
	}
	g := uint32(fold[text[0]])<<8 | uint32(fold[text[1]])
	for i := gram - 1; i < len(text); i++ {
		g = (g<<8 | uint32(fold[text[i]])) & 0xffffff
		h := hash(g)
		if s.bitmap[h/64]>>(h%64)&1 == 0 {
			continue
		}
		for _, e := range s.buckets[h] {
			if e.in(text, i-gram+1) {
				hit(string(e.literal))
			}
		}
	}
}

// in reports whether the literal stands in text with its three bytes at a
// position.
func (e *entry) in(text []byte, at int) bool {
	start := at - e.at
	return start >= 0 && start+len(e.literal) <= len(text) && equalFold(text[start:start+len(e.literal)], e.literal)
}

// confirm compares the literals of a hash with the text around a position.
func (s *Set) confirm(h uint16, text []byte, at int) bool {
	for _, e := range s.buckets[h] {
		if e.in(text, at) {
			return true
		}
	}
	return false
}

func equalFold(text, lower []byte) bool {
	for i, c := range lower {
		if fold[text[i]] != c {
			return false
		}
	}
	return true
}
