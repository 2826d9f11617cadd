package condition

import (
	"regexp/syntax"
	"slices"
	"strings"

	"culprit/engine/scan"
)

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
