package condition

import (
	"regexp"
	"regexp/syntax"
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
)

// minLiteral is the shortest literal worth looking for.
const minLiteral = 3

// maxExact bounds the texts that are enumerated for one part of a pattern.
const maxExact = 32

// PatternLiterals returns literals, in lower case, at least one of which every
// text that the pattern matches contains (in some case). ok is false when the
// pattern requires none of at least minLiteral bytes.
func PatternLiterals(pattern *regexp.Regexp) (literals []string, ok bool) {
	tree, err := syntax.Parse(pattern.String(), syntax.Perl)
	if err != nil {
		return nil, false
	}
	info := analyze(tree.Simplify())
	best := better(info.match, info.exact)
	return best, usable(best)
}

// required is what is known of the texts a sub-expression matches.
type required struct {
	exact []string // all the texts it can match, when they are few; else nil
	match []string // one of these occurs in each text it matches; nil: nothing known
}

func analyze(re *syntax.Regexp) required {
	switch re.Op {
	case syntax.OpLiteral:
		text := strings.ToLower(string(re.Rune))
		if strings.ContainsAny(text, "ſk") && re.Flags&syntax.FoldCase != 0 {
			// RE2 folds K to the Kelvin sign and s to the long s; neither
			// occurs in logs, and lower case covers the ASCII forms.
			text = strings.ReplaceAll(text, "ſ", "s")
		}
		return required{exact: []string{text}}
	case syntax.OpEmptyMatch, syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText, syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return required{exact: []string{""}}
	case syntax.OpCharClass:
		return required{exact: classTexts(re.Rune)}
	case syntax.OpCapture:
		return analyze(re.Sub[0])
	case syntax.OpPlus:
		inner := analyze(re.Sub[0])
		return required{match: better(inner.match, inner.exact)}
	case syntax.OpQuest:
		if inner := analyze(re.Sub[0]); inner.exact != nil && len(inner.exact) < maxExact {
			return required{exact: append([]string{""}, inner.exact...)}
		}
		return required{}
	case syntax.OpRepeat:
		if re.Min > 0 {
			inner := analyze(re.Sub[0])
			return required{match: better(inner.match, inner.exact)}
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

func classTexts(ranges []rune) []string {
	var texts []string
	seen := map[string]bool{}
	for i := 0; i+1 < len(ranges); i += 2 {
		for r := ranges[i]; r <= ranges[i+1]; r++ {
			text := strings.ToLower(string(r))
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

// concat joins the exact texts of neighbours for as long as they stay few and
// keeps the best run.
func concat(subs []*syntax.Regexp) required {
	var best []string
	run, whole := []string{""}, true
	flush := func() {
		best = better(best, run)
		run = []string{""}
		whole = false
	}
	for _, sub := range subs {
		info := analyze(sub)
		if info.exact == nil {
			flush()
			best = better(best, info.match)
			continue
		}
		if len(run)*len(info.exact) > maxExact {
			flush()
			run = info.exact
			continue
		}
		var joined []string
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
	return required{match: better(best, run)}
}

func alternate(subs []*syntax.Regexp) required {
	var exact, match []string
	allExact, allMatch := true, true
	for _, sub := range subs {
		info := analyze(sub)
		allExact = allExact && info.exact != nil
		exact = append(exact, info.exact...)
		m := better(info.match, info.exact)
		allMatch = allMatch && usable(m)
		match = append(match, m...)
	}
	out := required{}
	if allExact && len(exact) <= maxExact {
		out.exact = exact
	}
	if allMatch {
		out.match = match
	}
	return out
}

// better chooses between two sets of which either would do: the one whose
// shortest literal is longer, then the smaller one.
func better(a, b []string) []string {
	la, lb := shortest(a), shortest(b)
	if lb > la || lb == la && len(b) < len(a) && len(b) > 0 {
		return b
	}
	return a
}

func shortest(set []string) int {
	if len(set) == 0 {
		return -1
	}
	n := len(set[0])
	for _, s := range set {
		n = min(n, len(s))
	}
	return n
}

func usable(set []string) bool { return shortest(set) >= minLiteral }

// Literals returns literals, in lower case, at least one of which occurs in
// the message of the log or kernel record name whenever the condition holds.
func (p *Program) Literals(name string) (literals []string, ok bool) {
	tree, err := parser.Parse(p.source)
	if err != nil {
		return nil, false
	}
	set := conditionLiterals(tree.Node, name)
	return set, usable(set)
}

func conditionLiterals(node ast.Node, name string) []string {
	n, ok := node.(*ast.BinaryNode)
	if !ok {
		return nil
	}
	switch n.Operator {
	case "&&", "and":
		return better(conditionLiterals(n.Left, name), conditionLiterals(n.Right, name))
	case "||", "or":
		a, b := conditionLiterals(n.Left, name), conditionLiterals(n.Right, name)
		if usable(a) && usable(b) {
			return append(a, b...)
		}
		return nil
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
			set = append(set, strings.ToLower(s.Value))
		}
		return set
	}
	text, ok := n.Right.(*ast.StringNode)
	if !ok {
		return nil
	}
	switch n.Operator {
	case "contains", "startsWith", "endsWith", "==":
		return []string{strings.ToLower(text.Value)}
	case "matches":
		if pattern, err := regexp.Compile(text.Value); err == nil {
			set, _ := PatternLiterals(pattern)
			return set
		}
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
