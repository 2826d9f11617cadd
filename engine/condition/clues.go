package condition

import (
	"regexp/syntax"
	"slices"

	"culprit/engine/scan"
)

// A Clue says what a record must contain to satisfy one alternative of a
// pattern or condition. All literals are in lower case and may occur in any
// case. They have no bytes that an encoder of logs escapes, so that they can
// be looked for in the raw bytes of a JSON log.
type Clue struct {
	Any  []string   // one of these occurs: what to look for
	Line [][]string // and in the same line one of each of these, in this order
	Text [][]string // and anywhere in the record one of each of these

	Exact bool // Line is to be found in the case it has
}

// Clues returns what to look for so as to find every record that satisfies a
// pattern and a condition on the variable name; either may be nil. A record
// that satisfies both matches at least one clue. There are none when nothing
// is required; why then says what is missing, in words.
func Clues(pattern *Pattern, where *Program, name string) (clues []Clue, why string) {
	var tree *syntax.Regexp
	if pattern != nil {
		tree, _ = pattern.parse()
	}
	return TreeClues(tree, where, name)
}

// TreeClues is Clues for a pattern that is parsed already, with the flags
// syntax.Perl; nil for none.
func TreeClues(tree *syntax.Regexp, where *Program, name string) (clues []Clue, why string) {
	var inPattern []required
	var line lineClue
	if tree != nil {
		line = lineClue{one: !spansLines(tree), exact: !folds(tree)}
		inPattern = alternatives(tree, nil)
	}
	var inWhere [][]string
	var whereClues []required
	if where != nil {
		whereClues = whereAlternatives(where.source, name)
		if len(whereClues) == 1 {
			inWhere = whereClues[0].literals()
		}
	}
	if clues, why = cluesOf(inPattern, line, inWhere); why == "" && len(clues) > 0 {
		return clues, ""
	}
	if len(whereClues) > 0 {
		// The pattern requires nothing, so only the condition can tell.
		if found, whyWhere := cluesOf(whereClues, lineClue{}, nil); whyWhere == "" {
			return found, ""
		} else if tree == nil {
			why = whyWhere
		}
	}
	if why == "" {
		why = "it requires no fixed text"
	}
	return nil, why
}

// lineClue says of a pattern whether all that it requires stands in one line,
// and in the case it was written in.
type lineClue struct{ one, exact bool }

// cluesOf makes a clue of each alternative. more are literals that every
// alternative requires besides its own.
func cluesOf(alternatives []required, line lineClue, more [][]string) (clues []Clue, why string) {
	j := cheapest(more)
	clues = make([]Clue, 0, len(alternatives))
	for _, a := range alternatives {
		own := a.literals()
		i := cheapest(own)
		switch {
		case i < 0 && j < 0:
			return nil, a.lacks()
		case i < 0 || j >= 0 && cost(more[j]) < cost(own[i]):
			clues = append(clues, Clue{Any: lower(more[j]), Text: lowerAll(append(others(more, j), own...))})
		case line.one:
			c := Clue{Any: lower(own[i]), Text: lowerAll(more), Exact: line.exact}
			if c.Line = own; !line.exact {
				c.Line = lowerAll(own)
			}
			clues = append(clues, c)
		default:
			clues = append(clues, Clue{Any: lower(own[i]), Text: lowerAll(append(others(own, i), more...))})
		}
	}
	return clues, ""
}

// lower is a set of texts in lower case; the set itself where it is in that.
func lower(set []string) []string {
	for i, l := range set {
		if scan.Lower(l) == l {
			continue
		}
		list := slices.Clone(set)
		for ; i < len(list); i++ {
			list[i] = scan.Lower(list[i])
		}
		return list
	}
	return set
}

func lowerAll(sets [][]string) [][]string {
	if len(sets) == 0 {
		return nil
	}
	list := make([][]string, len(sets))
	for i, s := range sets {
		list[i] = lower(s)
	}
	return list
}

func others(sets [][]string, but int) [][]string {
	var list [][]string
	for i, s := range sets {
		if i != but {
			list = append(list, s)
		}
	}
	return list
}

func cost(set []string) int {
	sum := 0
	for _, l := range set {
		sum += scan.Cost(l)
	}
	return sum
}

// cheapest returns the set that costs least to look for, -1 for none.
func cheapest(sets [][]string) int {
	if len(sets) == 1 {
		return 0
	}
	best, least := -1, 0
	for i, s := range sets {
		if c := cost(s); best < 0 || c < least {
			best, least = i, c
		}
	}
	return best
}
