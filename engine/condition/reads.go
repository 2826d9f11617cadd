package condition

import (
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
)

// A Read is a field of a variable that an expression looks at.
type Read struct{ Variable, Field string }

// Reads lists the fields that p looks at.
func (p *Program) Reads() []Read {
	tree, err := parser.Parse(p.source)
	if err != nil {
		return nil
	}
	v := &reader{}
	ast.Walk(&tree.Node, v)
	return v.reads
}

// Reads lists the fields that the template's expressions look at.
func (t *Template) Reads() []Read {
	var all []Read
	if t == nil {
		return nil
	}
	for _, p := range t.parts {
		if p.Program != nil {
			all = append(all, p.Program.Reads()...)
		}
	}
	return all
}

type reader struct{ reads []Read }

// Visit implements ast.Visitor.
func (v *reader) Visit(node *ast.Node) {
	member, ok := (*node).(*ast.MemberNode)
	if !ok {
		return
	}
	id, ok := member.Node.(*ast.IdentifierNode)
	property, isName := member.Property.(*ast.StringNode)
	if ok && isName {
		v.reads = append(v.reads, Read{id.Value, property.Value})
	}
}
