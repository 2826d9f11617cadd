package scan

import "math/bits"

// An owner is a literal that has a word at an offset; -1: the word begins one
// byte before it.
type owner struct {
	literal, offset int32
}

// An entry is a word with one of its owners.
type entry struct {
	word uint64
	owner
}

// An index finds the owners of a word. It is so sparse that what is not there is
// nearly always seen to be missing by one load and a branch that is foreseen.
type index struct {
	heads  []int32 // place of the first group in groups, plus one
	shift  uint
	groups []wordGroup
	list   []owner
}

// A wordGroup is the owners of one word: list[from:to].
type wordGroup struct {
	word           uint64
	from, to, next int32 // next is the place of the next group with this head, plus one
}

// spread is an odd number with well mixed bits.
const spread = 0x9E3779B97F4A7C15

func newIndex(entries []entry) index {
	if len(entries) == 0 {
		return index{}
	}
	width := bits.Len(uint(8 * len(entries)))
	x := index{heads: make([]int32, 1<<width), shift: uint(64 - width), list: make([]owner, len(entries)), groups: make([]wordGroup, 0, len(entries))}
	group := make([]int32, len(entries))
	for i, e := range entries {
		group[i] = x.group(e.word)
		x.groups[group[i]].to++ // for now their number
	}
	at := int32(0)
	for i := range x.groups {
		g := &x.groups[i]
		n := g.to
		g.from, g.to = at, at
		at += n
	}
	for i, e := range entries {
		g := &x.groups[group[i]]
		x.list[g.to] = e.owner
		g.to++
	}
	return x
}

// group finds the group of a word, or makes one.
func (x *index) group(w uint64) int32 {
	head := &x.heads[w*spread>>x.shift]
	for i := *head; i != 0; i = x.groups[i-1].next {
		if x.groups[i-1].word == w {
			return i - 1
		}
	}
	x.groups = append(x.groups, wordGroup{word: w, next: *head})
	*head = int32(len(x.groups))
	return *head - 1
}

// owners are those of a word; nil for none.
func (x *index) owners(w uint64) []owner {
	if len(x.heads) == 0 {
		return nil
	}
	for i := x.heads[w*spread>>x.shift]; i != 0; {
		g := &x.groups[i-1]
		if g.word == w {
			return x.list[g.from:g.to]
		}
		i = g.next
	}
	return nil
}
