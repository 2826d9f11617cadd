package condition

import (
	"reflect"

	"culprit/engine/fact"
)

// FieldsOf lists the fields that expressions may use of a variable, for
// completion and explanation.
func FieldsOf(v Variable) []fact.Field {
	if v.Kind == "" {
		return fact.Fields(v.Zero)
	}
	fields := fact.Fields(fact.KindByName(v.Kind).Zero)
	fields = append(fields[:len(fields):len(fields)], CommonFields...)
	if v.Pattern != nil {
		fields = append(fields, fact.Field{Name: "capture", Doc: "the named groups of its pattern", Type: v.Pattern.captures()})
	}
	return fields
}

// FieldValue is the value of a field of a fact's own kind, or its text.
func FieldValue(f *fact.Fact, name string) (any, bool) {
	if name == "text" {
		return f.Text, true
	}
	for _, field := range fact.Fields(f.Data) {
		if field.Name == name {
			return reflect.ValueOf(f.Data).Elem().Field(field.Index).Interface(), true
		}
	}
	return nil, false
}
