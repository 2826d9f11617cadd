package condition

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
)

// Settled says which parts of a condition do not depend on the facts: terms
// that are always or never true, and terms that exclude each other. It looks
// at comparisons of one field with constants, no deeper.
func Settled(p *Program) []string {
	tree, err := parser.Parse(p.source)
	if err != nil {
		return nil
	}
	var said []string
	bounds := map[string]*bound{}
	for _, term := range conjuncts(tree.Node, nil) {
		if len(names(term)) == 0 {
			said = append(said, fmt.Sprintf("%s does not depend on any fact", term))
			continue
		}
		path, op, values := comparison(term)
		if path == "" {
			continue
		}
		b := bounds[path]
		if b == nil {
			b = &bound{low: math.Inf(-1), high: math.Inf(1)}
			bounds[path] = b
		}
		if !b.add(op, values) {
			said = append(said, fmt.Sprintf("%s can't hold together with what stands before it, so the rule never fires", term))
		}
	}
	return said
}

// comparison takes apart a term that compares a field with constants.
func comparison(node ast.Node) (path, op string, values []any) {
	n, ok := node.(*ast.BinaryNode)
	if !ok {
		return "", "", nil
	}
	names := pathOf(n.Left)
	if len(names) < 2 {
		return "", "", nil
	}
	if list, ok := n.Right.(*ast.ArrayNode); ok && n.Operator == "in" {
		for _, e := range list.Nodes {
			v, ok := constant(e)
			if !ok {
				return "", "", nil
			}
			values = append(values, v)
		}
		return strings.Join(names, "."), "in", values
	}
	v, ok := constant(n.Right)
	if !ok {
		return "", "", nil
	}
	return strings.Join(names, "."), n.Operator, []any{v}
}

func constant(node ast.Node) (any, bool) {
	switch n := node.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.BoolNode:
		return n.Value, true
	case *ast.IntegerNode:
		return float64(n.Value), true
	case *ast.FloatNode:
		return n.Value, true
	}
	return nil, false
}

// A bound is what the terms so far leave possible for one field.
type bound struct {
	only      []any // the values it may have; nil: any
	never     []any
	low, high float64 // of a number
	openLow   bool    // low itself is excluded
	openHigh  bool
}

// add takes in one comparison; false when nothing is possible any more.
func (b *bound) add(op string, values []any) bool {
	switch op {
	case "==", "in":
		if b.only == nil {
			b.only = values
		} else {
			b.only = slices.DeleteFunc(slices.Clone(b.only), func(v any) bool { return !slices.Contains(values, v) })
		}
	case "!=":
		b.never = append(b.never, values[0])
	case ">", ">=", "<", "<=":
		n, ok := values[0].(float64)
		if !ok {
			return true
		}
		if op[0] == '>' && n >= b.low {
			b.low, b.openLow = n, op == ">"
		}
		if op[0] == '<' && n <= b.high {
			b.high, b.openHigh = n, op == "<"
		}
	}
	return b.possible()
}

func (b *bound) possible() bool {
	if b.low > b.high || b.low == b.high && (b.openLow || b.openHigh) {
		return false
	}
	if b.only == nil {
		return true
	}
	return slices.ContainsFunc(b.only, func(v any) bool {
		if slices.Contains(b.never, v) {
			return false
		}
		n, ok := v.(float64)
		return !ok || n >= b.low && n <= b.high && !(n == b.low && b.openLow) && !(n == b.high && b.openHigh)
	})
}
