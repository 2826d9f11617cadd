package condition

import (
	"fmt"

	"github.com/expr-lang/expr/ast"
)

// quickMatches has the operator matches find its pattern as a match does: only
// where it may begin. Package regexp tries it at every byte, which takes most of
// the time of conditions that exclude a dozen wordings.
type quickMatches struct{}

// quickly is the name of the function behind it, which no source can call.
const quickly = "matches quickly"

// Visit implements ast.Visitor.
func (quickMatches) Visit(node *ast.Node) {
	b, ok := (*node).(*ast.BinaryNode)
	if !ok || b.Operator != "matches" {
		return
	}
	source, ok := b.Right.(*ast.StringNode)
	if !ok {
		return
	}
	ast.Patch(node, &ast.CallNode{
		Callee:    &ast.IdentifierNode{Value: quickly},
		Arguments: []ast.Node{b.Left, &ast.ConstantNode{Value: NewSearch(NewPattern(source.Value))}},
	})
}

func matchQuickly(args ...any) (any, error) {
	switch text := args[0].(type) {
	case string:
		return args[1].(*Search).Has(text), nil
	case nil:
		return false, nil // as the operator of expr has it
	}
	return nil, fmt.Errorf("matches looks at a text, not at %T", args[0])
}
