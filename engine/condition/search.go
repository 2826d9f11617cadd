package condition

import (
	"regexp/syntax"
	"slices"
	"unicode"
)

// A Search finds a pattern in texts with the result of FindStringSubmatch. It is
// tried only where one of its alternatives may begin; package regexp would try it
// at every byte.
type Search struct {
	pattern *Pattern
	groups  int            // of the pattern
	each    []*alternative // nil: they can't be told apart
}

// NewSearch prepares a pattern.
func NewSearch(pattern *Pattern) *Search {
	s := &Search{pattern: pattern}
	if tree, ok := pattern.parse(); ok {
		s.groups = countGroups(tree)
		s.each = alternativesOf(tree)
	}
	return s
}

// In returns what the pattern captures of a text; nil when it does not match.
func (s *Search) In(text string) []string {
	if s.each != nil && !oddFold(text) {
		return firstOf(s.each, s.groups, text)
	}
	return s.pattern.Regexp().FindStringSubmatch(text)
}

// Has reports whether a text matches the pattern.
func (s *Search) Has(text string) bool {
	if s.each == nil || oddFold(text) {
		return s.pattern.Regexp().MatchString(text)
	}
	lower := lowerOnce(text)
	return slices.ContainsFunc(s.each, func(a *alternative) bool { return a.in(text, lower, len(text)+1) != nil })
}

// Quick reports whether most texts are refused without trying the pattern.
func (s *Search) Quick() bool {
	return s.each != nil && !slices.ContainsFunc(s.each, func(a *alternative) bool { return a.first == nil })
}

func hasOp(re *syntax.Regexp, op syntax.Op) bool {
	if re.Op == op {
		return true
	}
	for _, sub := range re.Sub {
		if hasOp(sub, op) {
			return true
		}
	}
	return false
}

// firstBytes adds the bytes that a match may begin with. empty is true when it
// may have none; known is false when it may begin with anything.
func firstBytes(re *syntax.Regexp, set *[256]bool) (empty, known bool) {
	switch re.Op {
	case syntax.OpNoMatch:
		return false, true
	case syntax.OpEmptyMatch, syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText, syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return true, true
	case syntax.OpLiteral:
		r := re.Rune[0]
		addFirst(set, r, r)
		if re.Flags&syntax.FoldCase != 0 {
			for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
				addFirst(set, f, f)
			}
		}
		return false, true
	case syntax.OpCharClass:
		for i := 0; i+1 < len(re.Rune); i += 2 {
			addFirst(set, re.Rune[i], re.Rune[i+1])
		}
		return false, true
	case syntax.OpCapture, syntax.OpPlus:
		return firstBytes(re.Sub[0], set)
	case syntax.OpStar, syntax.OpQuest, syntax.OpRepeat:
		empty, known = firstBytes(re.Sub[0], set)
		return empty || re.Op != syntax.OpRepeat || re.Min == 0, known
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			if empty, known = firstBytes(sub, set); !empty || !known {
				return empty, known
			}
		}
		return true, true
	case syntax.OpAlternate:
		for _, sub := range re.Sub {
			e, k := firstBytes(sub, set)
			if !k {
				return false, false
			}
			empty = empty || e
		}
		return empty, true
	}
	return false, false
}

// addFirst adds the bytes that the encodings of runes begin with; beyond ASCII
// that is any byte of the upper half, as bytes that are no UTF-8 are matched as
// U+FFFD.
func addFirst(set *[256]bool, low, high rune) {
	for r := low; r <= min(high, unicode.MaxASCII); r++ {
		set[r] = true
	}
	if high > unicode.MaxASCII {
		for b := 0x80; b < 0x100; b++ {
			set[b] = true
		}
	}
}
