package condition

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/agext/levenshtein"
	"github.com/expr-lang/expr/ast"

	"culprit/engine/fact"
)

// check finds misspelt fields of match variables before expr does, because it
// knows the fact kind and can name the field that was meant.
func check(source string, scope Scope, node ast.Node) error {
	v := &fieldChecker{source: source, scope: scope}
	ast.Walk(&node, v)
	if v.err == nil {
		return nil
	}
	return v.err
}

type fieldChecker struct {
	source string
	scope  Scope
	err    *Error
}

// Visit implements ast.Visitor.
func (c *fieldChecker) Visit(node *ast.Node) {
	if c.err != nil {
		return
	}
	if b, ok := (*node).(*ast.BuiltinNode); ok && slices.Contains(disabled, b.Name) {
		c.err = place(c.source, b, fmt.Sprintf("The function %q is not allowed in rules: its cost has no bound, or its result depends on the clock.", b.Name))
		return
	}
	if id, ok := (*node).(*ast.IdentifierNode); ok {
		c.name(id)
	}
	member, ok := (*node).(*ast.MemberNode)
	if !ok {
		return
	}
	property, ok := member.Property.(*ast.StringNode)
	if !ok {
		return
	}
	path := pathOf(member.Node)
	if len(path) == 0 {
		return
	}
	v, ok := c.scope.variable(path[0])
	if !ok {
		return
	}
	what, fields := c.fields(v, path[1:])
	if what == "" {
		return
	}
	for _, f := range fields {
		if f == property.Value {
			return
		}
	}
	c.err = place(c.source, property, fmt.Sprintf("%s has no field %q%s", what, property.Value, DidYouMean(property.Value, fields)))
	c.err.Length = len(property.Value)
}

// name finds names that mean nothing here. expr overlooks them among the
// arguments of a function that takes anything. The nodes of a let are visited
// before its declaration, so a condition that uses let is left to expr.
func (c *fieldChecker) name(id *ast.IdentifierNode) {
	if _, ok := c.scope.variable(id.Value); ok || isFunction(id.Value) || strings.Contains(c.source, "let ") || strings.HasPrefix(id.Value, "$") {
		return
	}
	c.err = place(c.source, id, unknownVariable(id.Value, c.scope))
	c.err.Length = len(id.Value)
	if strings.HasPrefix(c.source[min(len(c.source), c.err.Offset+len(id.Value)):], "(") {
		c.err.Message = unknownFunction(id.Value)
	}
}

func unknownVariable(name string, scope Scope) string {
	return fmt.Sprintf("There is no match or variable %q here%s", name, DidYouMean(name, scope.names()))
}

func unknownFunction(name string) string {
	return fmt.Sprintf("There is no function %q%s", name, DidYouMean(name, functionNames()))
}

// fields lists what may follow a path, and what to call its owner; "" when the
// owner is not ours to check.
func (c *fieldChecker) fields(v Variable, path []string) (owner string, fields []string) {
	t := reflect.TypeOf(v.Zero)
	owner = v.Name
	if v.Kind != "" {
		t, owner = viewType(v), v.Kind
		if len(path) == 1 && path[0] == "capture" {
			groups := v.Pattern.Groups()
			if len(groups) == 0 {
				return "The pattern of " + v.Name, []string{}
			}
			return "The pattern of " + v.Name, groups
		}
	}
	for _, p := range path {
		next := reflect.Type(nil)
		for _, f := range fact.FieldsOf(t) {
			if f.Name == p {
				next = f.Type
			}
		}
		if next == nil || next.Kind() != reflect.Struct || next.PkgPath() == "time" {
			return "", nil
		}
		t, owner = next, owner+"."+p
	}
	if v.Kind != "" && len(path) == 0 {
		for _, f := range fact.Fields(fact.KindByName(v.Kind).Zero) {
			fields = append(fields, f.Name)
		}
		return owner, append(fields, commonFields...)
	}
	for _, f := range fact.FieldsOf(t) {
		fields = append(fields, f.Name)
	}
	if len(fields) == 0 {
		return "", nil
	}
	return owner, fields
}

// pathOf returns the names of a chain a.b.c, nil for anything else.
func pathOf(node ast.Node) []string {
	switch n := node.(type) {
	case *ast.IdentifierNode:
		return []string{n.Value}
	case *ast.MemberNode:
		if property, ok := n.Property.(*ast.StringNode); ok {
			if path := pathOf(n.Node); path != nil {
				return append(path, property.Value)
			}
		}
	}
	return nil
}

func place(source string, node ast.Node, message string) *Error {
	at := node.Location()
	from := byteOffset(source, at.From)
	return &Error{Offset: from, Length: max(1, byteOffset(source, at.To)-from), Message: message}
}

// DidYouMean ends a sentence about a misspelt word: with `; did you mean "x"?`
// for the nearest candidate, or with a full stop when none is near. A third of the word may differ, or two
// letters of a short one (two swapped letters are two).
func DidYouMean(word string, candidates []string) string {
	best, distance := "", min(max(2, len(word)/3)+1, len(word))
	for _, c := range candidates {
		if d := levenshtein.Distance(strings.ToLower(word), strings.ToLower(c), nil); d < distance {
			best, distance = c, d
		}
	}
	if best == "" {
		return "."
	}
	return fmt.Sprintf("; did you mean %q?", best)
}
