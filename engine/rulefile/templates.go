package rulefile

import (
	"errors"

	"culprit/engine/condition"
)

// template compiles an HCL template whose interpolations are expressions over
// the scope.
func (b *block) template(name string, scope condition.Scope) *condition.Template {
	a := b.attr(name)
	if a == nil {
		return nil
	}
	return b.templateOf(name, &a.value, scope)
}

func (b *block) templateOf(name string, v *value, scope condition.Scope) *condition.Template {
	switch v.kind {
	case isText:
		return condition.NewTemplate([]condition.Part{{Text: v.text}})
	case isFilled:
	default:
		b.fail(v.at(), "Not a string", "%s must be a string in quotes; facts are filled in with ${…}.", name)
		return nil
	}
	parts := make([]condition.Part, 0, len(v.list))
	for i := range v.list {
		switch part := &v.list[i]; part.kind {
		case isText:
			parts = append(parts, condition.Part{Text: part.text})
		case isExpr:
			parts = b.interpolation(name, part, scope, parts)
		default:
			b.fail(part.at(), "Unsupported template", "Only ${…} is possible in %s; choose between texts with condition ? a : b inside it.", name)
		}
	}
	return condition.NewTemplate(parts)
}

func (b *block) interpolation(name string, v *value, scope condition.Scope, parts []condition.Part) []condition.Part {
	if b.trusted {
		return append(parts, condition.Part{Program: condition.Later(v.text, scope, condition.Any)})
	}
	p, err := condition.Compile(v.text, scope, condition.Any)
	if err != nil {
		at := v.at()
		var where *condition.Error
		if errors.As(err, &where) {
			at = span(b.src, at.Filename, at.Start.Byte+where.Offset, at.Start.Byte+where.Offset+where.Length)
		}
		b.fail(at, "Invalid expression in "+name, "%s", err)
		return parts
	}
	return append(parts, condition.Part{Program: p})
}
