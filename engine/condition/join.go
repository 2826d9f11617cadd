package condition

import (
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
)

// A Join is an equation inside a condition that ties one variable to others:
// `box.id == kill.container_id`, `same(box.subject, kill.subject)`. It lets
// the engine look partners up instead of trying all of them.
type Join struct {
	Own      *Program // the side that uses only the variable itself
	Other    *Program // the side that uses only other variables
	Subjects bool     // same(a, b): compare what the sides mean, not their values
}

// FindJoin returns the first equation that must hold for p to hold and that
// has own alone on one side; nil when there is none.
func FindJoin(p *Program, scope Scope, own string) *Join {
	tree, err := parser.Parse(p.Source())
	if err != nil {
		return nil
	}
	for _, term := range conjuncts(tree.Node, nil) {
		var left, right ast.Node
		want, subjects := Any, false
		switch n := term.(type) {
		case *ast.BinaryNode:
			if n.Operator == "==" {
				left, right = n.Left, n.Right
			}
		case *ast.CallNode:
			if callee, ok := n.Callee.(*ast.IdentifierNode); ok && callee.Value == "same" && len(n.Arguments) == 2 {
				left, right = n.Arguments[0], n.Arguments[1]
				want, subjects = Subject, true
			}
		}
		if left == nil {
			continue
		}
		for range 2 {
			if uses(left, own) == usesOnly && uses(right, own) == usesOthers {
				a, errA := Compile(left.String(), scope, want)
				b, errB := Compile(right.String(), scope, want)
				if errA == nil && errB == nil {
					return &Join{Own: a, Other: b, Subjects: subjects}
				}
			}
			left, right = right, left
		}
	}
	return nil
}

// conjuncts lists the terms that must all hold for node to hold.
func conjuncts(node ast.Node, terms []ast.Node) []ast.Node {
	if b, ok := node.(*ast.BinaryNode); ok && (b.Operator == "&&" || b.Operator == "and") {
		return conjuncts(b.Right, conjuncts(b.Left, terms))
	}
	return append(terms, node)
}

type usage uint8

const (
	usesNothing usage = iota // constants alone
	usesOnly                 // the variable and nothing else
	usesOthers               // other variables and not this one
	usesBoth
)

func uses(node ast.Node, own string) usage {
	v := &identifiers{own: own}
	ast.Walk(&node, v)
	switch {
	case v.mine && v.others:
		return usesBoth
	case v.mine:
		return usesOnly
	case v.others:
		return usesOthers
	default:
		return usesNothing
	}
}

type identifiers struct {
	own          string
	mine, others bool
}

// Visit implements ast.Visitor. Names of functions count as constants.
func (v *identifiers) Visit(node *ast.Node) {
	id, ok := (*node).(*ast.IdentifierNode)
	switch {
	case !ok || isFunction(id.Value):
	case id.Value == v.own:
		v.mine = true
	default:
		v.others = true
	}
}
