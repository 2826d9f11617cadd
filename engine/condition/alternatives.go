package condition

import (
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"sync"
	"unsafe"

	"culprit/engine/scan"
)

// An alternative is one of the alternatives of a pattern. It is tried only where
// one of the texts stands that each of its matches begins with: package regexp
// tries a pattern that matches in any case at every byte, with all alternatives.
type alternative struct {
	tree   *syntax.Regexp
	starts []string // in lower case; nil: a match may begin with anything
	need   *Need    // where it has no starts; nil: nothing
	looks  bool     // whether it looks at the byte before its match
	groups int      // groups of the alternatives before it

	compile sync.Once
	found   *regexp.Regexp // without starts: the alternative
	here    *regexp.Regexp // it, at the beginning of the text
	behind  *regexp.Regexp // it, behind one byte; nil where that changes nothing
}

// Limits of what an alternative may begin with.
const (
	maxStarts = 24
	minStart  = 2 // bytes
)

// alternativesOf takes a pattern apart; nil when that is no use.
func alternativesOf(tree *syntax.Regexp) []*alternative {
	subs := []*syntax.Regexp{tree}
	if tree.Op == syntax.OpAlternate {
		subs = tree.Sub
	}
	var list []*alternative
	groups, useful := 0, false
	for _, sub := range subs {
		a := &alternative{tree: sub, groups: groups}
		groups += countGroups(sub)
		if a.starts, a.looks = startsOf(sub); a.starts == nil {
			a.need = need(sub.Simplify())
		}
		useful = useful || a.starts != nil || a.need != nil
		list = append(list, a)
	}
	if !useful {
		return nil
	}
	return list
}

func countGroups(re *syntax.Regexp) int {
	n := 0
	if re.Op == syntax.OpCapture {
		n++
	}
	for _, sub := range re.Sub {
		n += countGroups(sub)
	}
	return n
}

// startsOf returns texts of which each match begins with one, in lower case;
// nil when there is no short list of them that are long enough. looks is true
// when an assertion stands before them.
func startsOf(re *syntax.Regexp) (starts []string, looks bool) {
	texts, _, looks := beginnings(re)
	for _, t := range texts {
		if len(t) < minStart {
			return nil, looks
		}
	}
	return texts, looks
}

// beginnings is startsOf without the least length. exact is true when the texts
// are all that re matches, so that what follows may be joined to them.
func beginnings(re *syntax.Regexp) (texts []string, exact, looks bool) {
	switch re.Op {
	case syntax.OpEmptyMatch:
		return []string{""}, true, false
	case syntax.OpBeginLine, syntax.OpBeginText, syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return []string{""}, true, true
	case syntax.OpLiteral:
		text := string(re.Rune)
		if re.Flags&syntax.FoldCase != 0 {
			if i := strings.IndexFunc(text, func(r rune) bool { return r >= 0x80 }); i >= 0 {
				return []string{scan.Lower(text[:i])}, false, false
			}
		}
		return []string{scan.Lower(text)}, true, false
	case syntax.OpCharClass:
		for i := 0; i+1 < len(re.Rune); i += 2 {
			for r := re.Rune[i]; r <= re.Rune[i+1]; r++ {
				if r == kelvin || r == longS {
					continue
				}
				if r >= 0x80 || len(texts) >= maxStarts {
					return []string{""}, false, false
				}
				if l := scan.Lower(string(r)); !slices.Contains(texts, l) {
					texts = append(texts, l)
				}
			}
		}
		return texts, true, false
	case syntax.OpCapture:
		return beginnings(re.Sub[0])
	case syntax.OpPlus:
		texts, _, looks = beginnings(re.Sub[0])
		return texts, false, looks
	case syntax.OpRepeat:
		if re.Min > 0 {
			texts, _, looks = beginnings(re.Sub[0])
			return texts, false, looks
		}
	case syntax.OpQuest:
		texts, exact, looks = beginnings(re.Sub[0])
		return append(texts[:len(texts):len(texts)], ""), exact, looks
	case syntax.OpAlternate:
		exact = true
		for _, sub := range re.Sub {
			t, e, l := beginnings(sub)
			texts, exact, looks = append(texts, t...), exact && e, looks || l
		}
		if len(texts) > maxStarts {
			return []string{""}, false, looks
		}
		return texts, exact, looks
	case syntax.OpConcat:
		texts, exact = []string{""}, true
		for _, sub := range re.Sub {
			t, e, l := beginnings(sub)
			looks = looks || l
			if len(texts)*len(t) > maxStarts {
				return texts, false, looks
			}
			var joined []string
			for _, a := range texts {
				for _, b := range t {
					if j := a + b; !slices.Contains(joined, j) {
						joined = append(joined, j)
					}
				}
			}
			if texts = joined; !e {
				return texts, false, looks
			}
		}
		return texts, exact, looks
	}
	return []string{""}, false, false
}

// The letters beyond ASCII that k and s match in any case: the Kelvin sign and
// the long s. Nobody writes them into logs; a text that has one is left to
// package regexp.
const kelvin, longS = '\u212a', '\u017f'

func oddFold(text string) bool {
	return strings.Contains(text, string(kelvin)) || strings.Contains(text, string(longS))
}

// in returns the place of the first match that begins before limit, with its
// groups; nil when there is none.
func (a *alternative) in(text string, lower func() string, limit int) []int {
	if a.starts == nil {
		if a.need != nil && !a.need.In(lower()) {
			return nil
		}
		a.compile.Do(func() { a.found = regexp.MustCompile(a.tree.String()) })
		if m := a.found.FindStringSubmatchIndex(text); m != nil && m[0] < limit {
			return m
		}
		return nil
	}
	var best []int
	for _, start := range a.starts {
		for from := 0; from < limit; from++ {
			// A match must begin before the best one, so what it begins with ends soon after.
			n := scan.Index(bytesOf(text[from:min(len(text), limit+len(start)-1)]), start)
			if n < 0 {
				break
			}
			from += n
			if m := a.at(text, from); m != nil {
				best, limit = m, from
				break
			}
		}
	}
	return best
}

// at returns the match that begins at a place.
func (a *alternative) at(text string, from int) []int {
	a.compile.Do(func() {
		source := a.tree.String()
		a.here = regexp.MustCompile(`\A(?:` + source + `)`)
		if a.looks {
			a.behind = regexp.MustCompile(`\A(?s:.)(` + source + `)`)
		}
	})
	var m []int
	if a.behind != nil && from > 0 {
		if m = a.behind.FindStringSubmatchIndex(text[from-1:]); m != nil {
			m = m[2:] // the group around it is its match
		}
		from--
	} else {
		m = a.here.FindStringSubmatchIndex(text[from:])
	}
	for i := range m {
		if m[i] >= 0 {
			m[i] += from
		}
	}
	return m
}

// firstOf returns what the alternatives capture: the match that begins first, of
// several the one of the first alternative, as package regexp does.
func firstOf(list []*alternative, groups int, text string) []string {
	low := ""
	lower := func() string {
		if low == "" {
			low = strings.ToLower(text)
		}
		return low
	}
	limit := len(text) + 1
	var best []int
	var of *alternative
	for _, a := range list {
		if m := a.in(text, lower, limit); m != nil {
			best, of, limit = m, a, m[0]
		}
	}
	if best == nil {
		return nil
	}
	capture := make([]string, groups+1)
	capture[0] = text[best[0]:best[1]]
	for i := 2; i+1 < len(best); i += 2 {
		if best[i] >= 0 {
			capture[of.groups+i/2] = text[best[i]:best[i+1]]
		}
	}
	return capture
}

// bytesOf is a text as bytes that must not be changed.
func bytesOf(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }
