package condition

import (
	"slices"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
)

// Blind returns the terms of a condition on own alone that hold or not whatever
// a pattern captures: they look neither at .capture nor at .found. all is true
// when those are all its terms.
func (p *Program) Blind(scope Scope, own string) (terms []*Program, all bool) {
	tree, err := parser.Parse(p.source)
	if err != nil {
		return nil, false
	}
	all = true
	for _, node := range conjuncts(tree.Node, nil) {
		if uses(node, own) != usesOnly || !blind(node) {
			all = false
			continue
		}
		term, err := Compile(node.String(), scope, Bool)
		if err != nil {
			all = false
			continue
		}
		terms = append(terms, term)
	}
	return terms, all
}

// blind reports whether a node reads fields other than those that a pattern
// fills in, and uses no variable as a whole.
func blind(node ast.Node) bool {
	names, fields := &nameCount{}, &reader{}
	ast.Walk(&node, names)
	ast.Walk(&node, fields)
	return names.n == len(fields.reads) && !slices.ContainsFunc(fields.reads, func(r Read) bool { return r.Field == "capture" || r.Field == "found" })
}

// Matches reports whether a condition tries patterns.
func (p *Program) Matches() bool {
	tree, err := parser.Parse(p.source)
	if err != nil {
		return true
	}
	v := &matchCount{}
	ast.Walk(&tree.Node, v)
	return v.n > 0
}

type matchCount struct{ n int }

// Visit implements ast.Visitor.
func (v *matchCount) Visit(node *ast.Node) {
	if b, ok := (*node).(*ast.BinaryNode); ok && b.Operator == "matches" {
		v.n++
	}
}

type nameCount struct{ n int }

// Visit implements ast.Visitor.
func (v *nameCount) Visit(node *ast.Node) {
	if id, ok := (*node).(*ast.IdentifierNode); ok && !isFunction(id.Value) {
		v.n++
	}
}
