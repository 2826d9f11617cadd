package fact

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"
)

// A FieldValue is one field of a fact's data with its value as text.
type FieldValue struct {
	Name string
	Text string
}

// FieldValues lists the fields of data that are not zero, in declaration
// order; strings with spaces are quoted, maps and lists are JSON.
func FieldValues(data any) []FieldValue {
	v := reflect.Indirect(reflect.ValueOf(data))
	if !v.IsValid() {
		return nil
	}
	var values []FieldValue
	for _, f := range Fields(data) {
		if fv := v.Field(f.Index); !fv.IsZero() {
			values = append(values, FieldValue{Name: f.Name, Text: valueText(fv)})
		}
	}
	return values
}

func valueText(v reflect.Value) string {
	switch x := v.Interface().(type) {
	case string:
		if x == "" || strings.ContainsAny(x, " \t\n\"=") {
			return fmt.Sprintf("%q", x)
		}
		return x
	case time.Time:
		return x.UTC().Format(time.RFC3339Nano)
	case float64:
		return fmt.Sprintf("%g", x)
	}
	if v.Kind() == reflect.Slice || v.Kind() == reflect.Map || v.Kind() == reflect.Struct {
		text, err := json.Marshal(jsonValue(v))
		if err != nil {
			return err.Error()
		}
		return string(text)
	}
	return fmt.Sprint(v.Interface())
}

// JSON returns the data as a value that encoding/json writes with the names
// conditions use; zero fields are left out.
func JSON(data any) any { return jsonValue(reflect.Indirect(reflect.ValueOf(data))) }

func jsonValue(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Pointer:
		return jsonValue(v.Elem())
	case reflect.Slice:
		list := make([]any, v.Len())
		for i := range list {
			list[i] = jsonValue(v.Index(i))
		}
		return list
	case reflect.Struct:
		if t, ok := v.Interface().(time.Time); ok {
			return t.UTC().Format(time.RFC3339Nano)
		}
		object := map[string]any{}
		for _, f := range FieldsOf(v.Type()) {
			if fv := v.Field(f.Index); !fv.IsZero() {
				object[f.Name] = jsonValue(fv)
			}
		}
		return object
	case reflect.Invalid:
		return nil
	default:
		return v.Interface()
	}
}
