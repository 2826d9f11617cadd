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

	lines bool       // where it has no starts: it is tried where lines begin
	first *[256]bool // and begins with one of these; nil: with anything

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
			a.atLines()
		}
		useful = useful || a.starts != nil || a.need != nil || a.lines
		list = append(list, a)
	}
	if !useful {
		return nil
	}
	return list
}

// atLines sees whether matches begin only where lines do, and with which bytes.
// There the line is tried as if it were a text.
func (a *alternative) atLines() {
	if a.tree.Op != syntax.OpConcat || a.tree.Sub[0].Op != syntax.OpBeginLine || hasOp(a.tree, syntax.OpBeginText) {
		return
	}
	a.lines, a.looks = true, false
	line := *a.tree
	line.Sub = slices.Clone(line.Sub)
	line.Sub[0] = &syntax.Regexp{Op: syntax.OpBeginText}
	a.tree = &line
	var first [256]bool
	if empty, known := firstBytes(a.tree, &first); known && !empty {
		a.first = &first
	}
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
		if a.lines {
			return a.inLines(text, limit)
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

// inLines is in for an alternative that is tried where lines begin.
func (a *alternative) inLines(text string, limit int) []int {
	for from := 0; from < limit; from++ {
		if a.first == nil || from < len(text) && a.first[text[from]] {
			if m := a.at(text, from); m != nil {
				return m
			}
		}
		n := strings.IndexByte(text[from:], '\n')
		if n < 0 {
			break
		}
		from += n
	}
	return nil
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

// lowerOnce is a text in lower case, made when it is first asked for.
func lowerOnce(text string) func() string {
	low := ""
	return func() string {
		if low == "" {
			low = strings.ToLower(text)
		}
		return low
	}
}

// firstOf returns what the alternatives capture: the match that begins first, of
// several the one of the first alternative, as package regexp does.
func firstOf(list []*alternative, groups int, text string) []string {
	lower := lowerOnce(text)
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
