package condition

import (
	"regexp/syntax"
	"slices"
	"unicode/utf8"
)

// alternatives adds what each alternative of a pattern requires.
func alternatives(re *syntax.Regexp, list []required) []required {
	re = core(re)
	if re.Op != syntax.OpAlternate {
		return append(list, analyze(re))
	}
	list = slices.Grow(list, len(re.Sub))
	for _, sub := range re.Sub {
		list = alternatives(sub, list)
	}
	return list
}

// core takes off a pattern what requires nothing: groups around it, anchors and
// repetitions of anything at its ends.
func core(re *syntax.Regexp) *syntax.Regexp {
	switch re.Op {
	case syntax.OpCapture:
		return core(re.Sub[0])
	case syntax.OpRepeat:
		return core(re.Simplify())
	case syntax.OpConcat:
		var only *syntax.Regexp
		for _, sub := range re.Sub {
			if requiresNothing(sub) {
				continue
			}
			if only != nil {
				return re
			}
			only = sub
		}
		if only != nil {
			return core(only)
		}
	}
	return re
}

func requiresNothing(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpStar, syntax.OpQuest, syntax.OpEmptyMatch, syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText, syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return true
	case syntax.OpRepeat:
		return re.Min == 0
	}
	return false
}

// nothing is the one text of what matches at a place and takes no bytes.
var nothing = []string{""}

func analyze(re *syntax.Regexp) required {
	switch re.Op {
	case syntax.OpLiteral:
		return literal(re)
	case syntax.OpEmptyMatch, syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText, syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return required{exact: nothing}
	case syntax.OpCharClass:
		return required{exact: classTexts(re.Rune)}
	case syntax.OpCapture:
		return analyze(re.Sub[0])
	case syntax.OpPlus:
		return analyze(re.Sub[0]).inside()
	case syntax.OpQuest:
		if inner := analyze(re.Sub[0]); inner.exact != nil && len(inner.exact) < maxExact {
			return required{exact: append([]string{""}, inner.exact...)}
		}
		return required{}
	case syntax.OpRepeat:
		return repeat(re)
	case syntax.OpConcat:
		return concat(re.Sub)
	case syntax.OpAlternate:
		return alternate(re.Sub)
	default:
		return required{}
	}
}

// repeat is what a counted repetition requires.
func repeat(re *syntax.Regexp) required {
	inner := analyze(re.Sub[0])
	if inner.exact != nil {
		return analyze(re.Simplify()) // written out
	}
	var sets [][]string
	for range re.Min {
		if len(inner.sets) == 0 {
			break
		}
		sets = append(sets, inner.sets...)
	}
	return required{sets: sets}
}

// literal: RE2 folds k to the Kelvin sign and s to the long s; neither occurs
// in logs. Other letters beyond ASCII that are to match in any case are not
// looked for, because the scanner folds ASCII alone.
func literal(re *syntax.Regexp) required {
	text := string(re.Rune)
	if re.Flags&syntax.FoldCase == 0 {
		return required{exact: []string{text}}
	}
	beyond := func(i int) breaking {
		if text[i] >= utf8.RuneSelf {
			return breaks
		}
		return joins
	}
	if !slices.ContainsFunc([]byte(text), func(c byte) bool { return c >= utf8.RuneSelf }) {
		return required{exact: []string{text}}
	}
	var sets [][]string
	for _, run := range runs(text, beyond) {
		sets = append(sets, []string{run})
	}
	return required{sets: sets}
}

// inside is what is required of a repetition of r.
func (r required) inside() required {
	sets := r.sets
	if r.exact != nil {
		sets = append(sets[:len(sets):len(sets)], r.exact)
	}
	return required{sets: sets}
}

// classTexts are the characters of a class; nil when they are many.
func classTexts(ranges []rune) []string {
	const most = 8
	n := 0
	for i := 0; i+1 < len(ranges); i += 2 {
		if n += int(ranges[i+1]-ranges[i]) + 1; n > most {
			return nil
		}
	}
	texts := make([]string, 0, n)
	for i := 0; i+1 < len(ranges); i += 2 {
		for r := ranges[i]; r <= ranges[i+1]; r++ {
			texts = append(texts, string(r))
		}
	}
	return texts
}

// concat joins the exact texts of neighbours for as long as they stay few.
func concat(subs []*syntax.Regexp) required {
	var sets [][]string
	run, whole := nothing, true
	for _, sub := range subs {
		info := analyze(sub)
		switch {
		case info.exact == nil:
			sets = append(addRun(sets, run), info.sets...)
			run, whole = nothing, false
		case len(run)*len(info.exact) > maxExact:
			sets = addRun(sets, run)
			run, whole = info.exact, false
		default:
			run = joined(run, info.exact)
		}
	}
	if whole {
		return required{exact: run}
	}
	return required{sets: addRun(sets, run)}
}

// addRun adds a run of texts that says something.
func addRun(sets [][]string, run []string) [][]string {
	if len(run) == 1 && run[0] == "" {
		return sets
	}
	return append(sets, run)
}

// joined are all texts of a with one of b behind it.
func joined(a, b []string) []string {
	if len(a) == 1 && a[0] == "" {
		return b
	}
	if len(b) == 1 && b[0] == "" {
		return a
	}
	list := make([]string, 0, len(a)*len(b))
	for _, x := range a {
		for _, y := range b {
			list = append(list, x+y)
		}
	}
	return list
}

// alternate requires the best literals of each alternative, as one set.
func alternate(subs []*syntax.Regexp) required {
	exact, any := make([]string, 0, len(subs)), make([]string, 0, len(subs))
	allExact, each := true, true
	for _, sub := range subs {
		info := analyze(sub)
		allExact = allExact && info.exact != nil
		exact = append(exact, info.exact...)
		if len(info.exact) == 1 && whole(info.exact[0]) {
			any = append(any, info.exact[0])
			continue
		}
		sets := info.literals()
		if i := cheapest(sets); i >= 0 {
			any = append(any, sets[i]...)
		} else {
			each = false
		}
	}
	if allExact && len(exact) <= maxExact {
		return required{exact: exact}
	}
	if each {
		return required{sets: [][]string{any}}
	}
	return required{}
}

// folds reports whether part of a pattern matches letters in either case.
func folds(re *syntax.Regexp) bool {
	return re.Op == syntax.OpLiteral && re.Flags&syntax.FoldCase != 0 || slices.ContainsFunc(re.Sub, folds)
}

// spansLines reports whether a pattern can match a line end, so that what it
// requires may stand in several lines.
func spansLines(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpAnyChar:
		return true
	case syntax.OpCharClass:
		for i := 0; i+1 < len(re.Rune); i += 2 {
			if re.Rune[i] <= '\n' && '\n' <= re.Rune[i+1] {
				return true
			}
		}
	case syntax.OpLiteral:
		return slices.Contains(re.Rune, '\n')
	}
	return slices.ContainsFunc(re.Sub, spansLines)
}
