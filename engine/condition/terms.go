package condition

import (
	"fmt"
	"strings"
	"time"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"

	"culprit/engine/fact"
)

// Terms splits a condition into the parts that must all hold, each a condition
// of its own.
func (p *Program) Terms(scope Scope) []*Program {
	tree, err := parser.Parse(p.source)
	if err != nil {
		return []*Program{p}
	}
	var terms []*Program
	for _, node := range conjuncts(tree.Node, nil) {
		term, err := Compile(node.String(), scope, Bool)
		if err != nil {
			return []*Program{p}
		}
		terms = append(terms, term)
	}
	return terms
}

// An Operand is a part of a condition with its value.
type Operand struct {
	Source string // box.id
	Value  string // as a person reads it
}

// maxOperand is how much of a value is shown.
const maxOperand = 60

// Operands lists what a condition compares, with the values in env: the fields
// and subjects it looks at, each once, without constants.
func (p *Program) Operands(scope Scope, env Env) []Operand {
	tree, err := parser.Parse(p.source)
	if err != nil {
		return nil
	}
	v := &operands{}
	v.of(tree.Node)
	var list []Operand
	for _, source := range v.sources {
		program, err := Compile(source, scope, Any)
		if err != nil {
			continue
		}
		value, err := program.Value(env)
		if err != nil {
			continue
		}
		list = append(list, Operand{source, shown(value)})
	}
	return list
}

func shown(value any) string {
	text := ""
	switch v := value.(type) {
	case string:
		text = fmt.Sprintf("%q", v)
	case time.Time:
		if v.IsZero() {
			return "unknown"
		}
		text = v.UTC().Format(time.RFC3339)
	case fact.Subject:
		text = v.Label()
	default:
		if s, ok := subjectOf(v); ok {
			text = s.Label()
		} else {
			text = fmt.Sprint(v)
		}
	}
	if len(text) > maxOperand {
		text = strings.ToValidUTF8(text[:maxOperand], "") + "…"
	}
	return text
}

// operands collects the outermost names and fields of an expression.
type operands struct{ sources []string }

func (v *operands) of(node ast.Node) {
	switch n := node.(type) {
	case *ast.BinaryNode:
		v.of(n.Left)
		v.of(n.Right)
	case *ast.UnaryNode:
		v.of(n.Node)
	case *ast.ConditionalNode:
		v.of(n.Cond)
	case *ast.CallNode:
		for _, a := range n.Arguments {
			v.of(a)
		}
	case *ast.BuiltinNode:
		for _, a := range n.Arguments {
			if _, inner := a.(*ast.PredicateNode); !inner {
				v.of(a)
			}
		}
	case *ast.IdentifierNode, *ast.MemberNode:
		source := node.String()
		for _, s := range v.sources {
			if s == source {
				return
			}
		}
		v.sources = append(v.sources, source)
	}
}
