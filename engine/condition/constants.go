package condition

import (
	"slices"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
)

// A Constant is a text of a condition and where it is written.
type Constant struct {
	Value          string
	Offset, Length int // bytes of the source, with the quotes
}

// Constants lists the texts of which name.field must be one for the condition
// to hold: from name.field == 'a' and name.field in ['a', 'b']. It is empty when
// the condition leaves the field free.
func (p *Program) Constants(name, field string) []Constant {
	tree, err := parser.Parse(p.source)
	if err != nil {
		return nil
	}
	return constants(p.source, tree.Node, []string{name, field})
}

func constants(source string, node ast.Node, path []string) []Constant {
	n, ok := node.(*ast.BinaryNode)
	if !ok {
		return nil
	}
	switch n.Operator {
	case "&&", "and":
		if left := constants(source, n.Left, path); left != nil {
			return left
		}
		return constants(source, n.Right, path)
	case "||", "or":
		left, right := constants(source, n.Left, path), constants(source, n.Right, path)
		if left == nil || right == nil {
			return nil
		}
		return append(left, right...)
	case "==", "in":
		if !slices.Equal(pathOf(n.Left), path) {
			return nil
		}
		nodes := []ast.Node{n.Right}
		if list, ok := n.Right.(*ast.ArrayNode); ok {
			nodes = list.Nodes
		}
		var found []Constant
		for _, e := range nodes {
			text, ok := e.(*ast.StringNode)
			if !ok {
				return nil
			}
			at := place(source, e, "")
			found = append(found, Constant{text.Value, at.Offset, at.Length})
		}
		return found
	}
	return nil
}
