package condition

import (
	"regexp/syntax"
	"slices"
	"strings"

	"culprit/engine/scan"
)

// A Need is what a text must contain for a pattern to match it: literals, in
// lower case, joined by and and or. Testing it costs a fraction of the pattern.
type Need struct {
	literal string
	all     bool
	parts   []*Need
}

// need works out what a simplified pattern needs; nil when nothing is known.
func need(re *syntax.Regexp) *Need {
	switch re.Op {
	case syntax.OpCapture, syntax.OpPlus:
		return need(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return need(re.Sub[0])
		}
	case syntax.OpConcat:
		return needAll(re.Sub)
	case syntax.OpAlternate:
		either := &Need{}
		for _, sub := range re.Sub {
			n := need(sub)
			if n == nil {
				return nil
			}
			either.parts = append(either.parts, n)
		}
		return either
	default:
		return oneOf(analyze(re).exact)
	}
	return nil
}

// needAll joins the exact texts of neighbours, as concat does, and keeps every
// run, not only the best.
func needAll(subs []*syntax.Regexp) *Need {
	all := &Need{all: true}
	keep := func(n *Need) {
		if n != nil {
			all.parts = append(all.parts, n)
		}
	}
	run := []string{""}
	for _, sub := range subs {
		exact := analyze(sub).exact
		if exact == nil || len(run)*len(exact) > maxExact {
			keep(oneOf(run))
			run = []string{""}
		}
		if exact == nil {
			keep(need(sub))
			continue
		}
		var joined []string
		for _, a := range run {
			for _, b := range exact {
				joined = append(joined, a+b)
			}
		}
		run = joined
	}
	keep(oneOf(run))
	if len(all.parts) == 0 {
		return nil
	}
	return all
}

func oneOf(texts []string) *Need {
	either := &Need{}
	for _, t := range texts {
		if len(t) < scan.MinLiteral {
			return nil
		}
		either.parts = append(either.parts, &Need{literal: strings.ToLower(t)})
	}
	if len(texts) == 0 {
		return nil
	}
	return either
}

// In reports whether a text, in lower case, has what is needed.
func (n *Need) In(lower string) bool {
	switch {
	case n.literal != "":
		return strings.Contains(lower, n.literal)
	case n.all:
		return !slices.ContainsFunc(n.parts, func(part *Need) bool { return !part.In(lower) })
	default:
		return slices.ContainsFunc(n.parts, func(part *Need) bool { return part.In(lower) })
	}
}
