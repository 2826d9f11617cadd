package condition

import (
	"regexp/syntax"
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
)

// whereAlternatives returns what each alternative of a condition requires of
// the message of the log or kernel record name.
func whereAlternatives(source, name string) []required {
	if !strings.Contains(source, "message") && !strings.Contains(source, "text") {
		return []required{{}} // and is not worth parsing
	}
	tree, err := parser.Parse(source)
	if err != nil {
		return nil
	}
	return conditionAlternatives(tree.Node, name)
}

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
