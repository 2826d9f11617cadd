package rulefile

import (
	"errors"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"culprit/engine/condition"
)

// template compiles an HCL template whose interpolations are expressions over
// the scope.
func (b *block) template(name string, scope condition.Scope) *condition.Template {
	a := b.attr(name)
	if a == nil {
		return nil
	}
	return b.templateOf(name, a.Expr, scope)
}

func (b *block) templateOf(name string, expr hclsyntax.Expression, scope condition.Scope) *condition.Template {
	if t, ok := literal(expr, b.src); ok {
		return condition.NewTemplate([]condition.Part{{Text: t.value}})
	}
	var parts []condition.Part
	switch e := expr.(type) {
	case *hclsyntax.TemplateWrapExpr:
		parts = b.interpolation(name, e.Wrapped, scope, nil)
	case *hclsyntax.TemplateExpr:
		for _, part := range e.Parts {
			if l, ok := part.(*hclsyntax.LiteralValueExpr); ok && !b.interpolated(part) {
				parts = append(parts, condition.Part{Text: l.Val.AsString()})
				continue
			}
			parts = b.interpolation(name, part, scope, parts)
		}
	default:
		b.fail(expr.Range(), "Not a string", "%s must be a string in quotes; facts are filled in with ${…}.", name)
		return nil
	}
	return condition.NewTemplate(parts)
}

// interpolated reports whether an expression stands directly after ${.
func (b *block) interpolated(e hclsyntax.Expression) bool {
	i := e.Range().Start.Byte
	for i > 0 && blank(b.src[i-1]) {
		i--
	}
	if i > 0 && b.src[i-1] == '~' {
		i--
	}
	return i >= 2 && b.src[i-1] == '{' && b.src[i-2] == '$'
}

func (b *block) interpolation(name string, e hclsyntax.Expression, scope condition.Scope, parts []condition.Part) []condition.Part {
	at := e.Range()
	if !b.interpolated(e) {
		b.fail(at, "Unsupported template", "Only ${…} is possible in %s; choose between texts with condition ? a : b inside it.", name)
		return parts
	}
	source := string(b.src[at.Start.Byte:at.End.Byte])
	p, err := condition.Compile(source, scope, condition.Any)
	if err != nil {
		var where *condition.Error
		if errors.As(err, &where) {
			at = span(b.src, at.Filename, at.Start.Byte+where.Offset, at.Start.Byte+where.Offset+where.Length)
		}
		b.fail(at, "Invalid expression in "+name, "%s", err)
		return parts
	}
	return append(parts, condition.Part{Program: p})
}
