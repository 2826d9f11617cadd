package condition

import (
	"regexp/syntax"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"

	"culprit/engine/scan"
)

// maxExact bounds the texts that are enumerated for one part of a pattern.
const maxExact = 32

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
	var inPattern []required
	var line lineClue
	if pattern != nil {
		if tree, ok := pattern.parse(); ok {
			tree = tree.Simplify()
			line = lineClue{one: !spansLines(tree), exact: !folds(tree)}
			inPattern = alternatives(tree)
		}
	}
	var inWhere [][]string
	var whereClues []required
	if where != nil {
		if tree, err := parser.Parse(where.source); err == nil {
			whereClues = conditionAlternatives(tree.Node, name)
			if len(whereClues) == 1 {
				inWhere = whereClues[0].literals()
			}
		}
	}
	if clues, why = cluesOf(inPattern, line, inWhere); why == "" && len(clues) > 0 {
		return clues, ""
	}
	if len(whereClues) > 0 {
		// The pattern requires nothing, so only the condition can tell.
		if found, whyWhere := cluesOf(whereClues, lineClue{}, nil); whyWhere == "" {
			return found, ""
		} else if pattern == nil {
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
	for _, a := range alternatives {
		own := a.literals()
		i := cheapest(own)
		j := cheapest(more)
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

func lower(set []string) []string {
	list := make([]string, len(set))
	for i, l := range set {
		list[i] = scan.Lower(l)
	}
	return list
}

func lowerAll(sets [][]string) [][]string {
	var list [][]string
	for _, s := range sets {
		list = append(list, lower(s))
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
	best, least := -1, 0
	for i, s := range sets {
		if c := cost(s); best < 0 || c < least {
			best, least = i, c
		}
	}
	return best
}

// required is what is known of the texts a sub-expression matches.
type required struct {
	exact []string   // all the texts it can match, when they are few; nil: not known
	sets  [][]string // each has a member that occurs in every text it matches
}

// literals turns what is known into sets of literals that can be looked for.
func (r required) literals() [][]string {
	var sets [][]string
	for _, texts := range append([][]string{r.exact}, r.sets...) {
		if len(texts) == 1 {
			for _, l := range parts(texts[0]) {
				sets = append(sets, []string{l})
			}
		} else if set := usable(texts); set != nil {
			sets = append(sets, set)
		}
	}
	return sets
}

// lacks says in words why nothing can be looked for.
func (r required) lacks() string {
	longest := ""
	for _, s := range append(r.sets, r.exact) {
		for _, text := range s {
			if len(text) > len(longest) {
				longest = text
			}
		}
	}
	if longest == "" {
		return "one of its alternatives requires no fixed text"
	}
	return "the longest text that one of its alternatives requires is " + strconv.Quote(longest)
}

// usable returns the literal to look for of each text of a set; nil when one
// of them has none.
func usable(texts []string) []string {
	var set []string
	for _, t := range texts {
		l := plain(t)
		if l == "" {
			return nil
		}
		if !slices.Contains(set, l) {
			set = append(set, l)
		}
	}
	return set
}

// plain returns the part of a text that is best to look for: the rarest run of
// bytes that no writer of logs escapes or takes apart. JSON escapes quotes,
// backslashes and control characters, Docker's also <, > and &; some encoders
// all that is not ASCII; a structured record keeps "failed: refused" in two
// fields. Runs without the latter come first, unless they are short or so
// common that looking for them would cost much.
func plain(text string) string { return rarest(parts(text)) }

// parts are all the parts of a text that can be looked for, in order.
func parts(text string) []string {
	whole := runs(text, func(i int) breaking {
		switch c := text[i]; {
		case c == '"', c == '\\':
			return breaksBefore // what stands behind an escaped one is untouched
		case c < ' ', c == 0x7f, c == '<', c == '>', c == '&':
			return breaks
		}
		return joins
	})
	var list []string
	for _, w := range whole {
		pieces := runs(w, func(i int) breaking {
			if c := w[i]; c >= 0x7f || c == ' ' && i > 0 && w[i-1] == ':' {
				return breaks
			}
			return joins
		})
		const enough, common, much = 10, 500, 4 // bytes, occurrences in 16 MiB, times
		if best := rarest(pieces); len(best) < enough || scan.Cost(best) > common && scan.Cost(best) > much*scan.Cost(w) {
			pieces = []string{w}
		}
		list = append(list, pieces...)
	}
	return list
}

// breaking says what a byte does to the run it stands in.
type breaking uint8

const (
	joins        breaking = iota
	breaks                // it belongs to no run
	breaksBefore          // it begins a run
)

// runs are the parts of a text between what breaks it that are long enough to
// be looked for.
func runs(text string, at func(i int) breaking) []string {
	var list []string
	start := 0
	for i := 0; i <= len(text); i++ {
		b := breaks
		if i < len(text) {
			b = at(i)
		}
		if b == joins {
			continue
		}
		if i-start >= scan.MinLiteral {
			list = append(list, text[start:i])
		}
		start = i
		if b == breaks {
			start++
		}
	}
	return list
}

func rarest(texts []string) string {
	best, least := "", 0
	for _, t := range texts {
		if c := scan.Cost(t); best == "" || c < least {
			best, least = t, c
		}
	}
	return best
}

// alternatives returns what each alternative of a pattern requires.
func alternatives(re *syntax.Regexp) []required {
	re = core(re)
	if re.Op != syntax.OpAlternate {
		return []required{analyze(re)}
	}
	var list []required
	for _, sub := range re.Sub {
		list = append(list, alternatives(sub)...)
	}
	return list
}

// core takes off a pattern what requires nothing: groups around it, anchors and
// repetitions of anything at its ends.
func core(re *syntax.Regexp) *syntax.Regexp {
	switch re.Op {
	case syntax.OpCapture:
		return core(re.Sub[0])
	case syntax.OpConcat:
		var rest []*syntax.Regexp
		for _, sub := range re.Sub {
			switch sub.Op {
			case syntax.OpStar, syntax.OpQuest, syntax.OpEmptyMatch, syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText, syntax.OpWordBoundary, syntax.OpNoWordBoundary:
			default:
				rest = append(rest, sub)
			}
		}
		if len(rest) == 1 {
			return core(rest[0])
		}
	}
	return re
}

func analyze(re *syntax.Regexp) required {
	switch re.Op {
	case syntax.OpLiteral:
		return literal(re)
	case syntax.OpEmptyMatch, syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText, syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return required{exact: []string{""}}
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
		if re.Min > 0 {
			return analyze(re.Sub[0]).inside()
		}
		return required{}
	case syntax.OpConcat:
		return concat(re.Sub)
	case syntax.OpAlternate:
		return alternate(re.Sub)
	default:
		return required{}
	}
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

func classTexts(ranges []rune) []string {
	var texts []string
	seen := map[string]bool{}
	for i := 0; i+1 < len(ranges); i += 2 {
		for r := ranges[i]; r <= ranges[i+1]; r++ {
			text := string(r)
			if !seen[text] {
				seen[text] = true
				texts = append(texts, text)
			}
			if len(texts) > 8 {
				return nil
			}
		}
	}
	return texts
}

// concat joins the exact texts of neighbours for as long as they stay few.
func concat(subs []*syntax.Regexp) required {
	var sets [][]string
	run, whole := []string{""}, true
	flush := func() {
		sets = append(sets, run)
		run, whole = []string{""}, false
	}
	for _, sub := range subs {
		info := analyze(sub)
		if info.exact == nil {
			flush()
			sets = append(sets, info.sets...)
			continue
		}
		if len(run)*len(info.exact) > maxExact {
			flush()
			run = info.exact
			continue
		}
		joined := make([]string, 0, len(run)*len(info.exact))
		for _, a := range run {
			for _, b := range info.exact {
				joined = append(joined, a+b)
			}
		}
		run = joined
	}
	if whole {
		return required{exact: run}
	}
	return required{sets: append(sets, run)}
}

// alternate requires the best literals of each alternative, as one set.
func alternate(subs []*syntax.Regexp) required {
	var exact, any []string
	allExact, each := true, true
	for _, sub := range subs {
		info := analyze(sub)
		allExact = allExact && info.exact != nil
		exact = append(exact, info.exact...)
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

// conditionAlternatives returns what each alternative of a condition requires
// of the message of the log or kernel record name.
func conditionAlternatives(node ast.Node, name string) []required {
	if n, ok := node.(*ast.BinaryNode); ok && (n.Operator == "||" || n.Operator == "or") {
		return append(conditionAlternatives(n.Left, name), conditionAlternatives(n.Right, name)...)
	}
	return []required{{sets: conditionSets(node, name)}}
}

func conditionSets(node ast.Node, name string) [][]string {
	n, ok := node.(*ast.BinaryNode)
	if !ok {
		return nil
	}
	switch n.Operator {
	case "&&", "and":
		return append(conditionSets(n.Left, name), conditionSets(n.Right, name)...)
	case "||", "or":
		var any []string
		for _, side := range []ast.Node{n.Left, n.Right} {
			sets := required{sets: conditionSets(side, name)}.literals()
			i := cheapest(sets)
			if i < 0 {
				return nil
			}
			any = append(any, sets[i]...)
		}
		return [][]string{any}
	}
	if !isMessage(n.Left, name) {
		return nil
	}
	if list, ok := n.Right.(*ast.ArrayNode); ok && n.Operator == "in" {
		var set []string
		for _, e := range list.Nodes {
			s, ok := e.(*ast.StringNode)
			if !ok {
				return nil
			}
			set = append(set, s.Value)
		}
		return [][]string{set}
	}
	text, ok := n.Right.(*ast.StringNode)
	if !ok {
		return nil
	}
	switch n.Operator {
	case "contains", "startsWith", "endsWith", "==":
		return [][]string{{text.Value}}
	case "matches":
		tree, err := syntax.Parse(text.Value, syntax.Perl)
		if err != nil {
			return nil
		}
		return analyze(tree.Simplify()).inside().sets
	}
	return nil
}

// isMessage reports whether node is name.message or lower(name.message).
func isMessage(node ast.Node, name string) bool {
	if call, ok := node.(*ast.BuiltinNode); ok && (call.Name == "lower" || call.Name == "upper" || call.Name == "trim") && len(call.Arguments) > 0 {
		node = call.Arguments[0]
	}
	path := pathOf(node)
	return len(path) == 2 && path[0] == name && (path[1] == "message" || path[1] == "text")
}
