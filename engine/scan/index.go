package scan

import (
	"cmp"
	"math/bits"
	"slices"
)

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
	slices.SortFunc(entries, func(a, b entry) int {
		if a.word != b.word {
			return cmp.Compare(a.word, b.word)
		}
		return cmp.Compare(a.literal, b.literal)
	})
	width := bits.Len(uint(8 * len(entries)))
	words := 1
	for i := 1; i < len(entries); i++ {
		if entries[i].word != entries[i-1].word {
			words++
		}
	}
	x := index{heads: make([]int32, 1<<width), shift: uint(64 - width), list: make([]owner, len(entries)), groups: make([]wordGroup, 0, words)}
	for i, e := range entries {
		if i == 0 || e.word != entries[i-1].word {
			head := &x.heads[e.word*spread>>x.shift]
			x.groups = append(x.groups, wordGroup{word: e.word, from: int32(i), next: *head})
			*head = int32(len(x.groups))
		}
		x.list[i] = e.owner
		x.groups[len(x.groups)-1].to = int32(i + 1)
	}
	return x
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
