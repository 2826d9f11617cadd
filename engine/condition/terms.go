package condition

import "github.com/expr-lang/expr/parser"

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
