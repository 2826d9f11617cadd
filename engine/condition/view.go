package condition

import (
	"reflect"
	"strings"
	"sync"
	"time"

	"culprit/engine/fact"
)

// maxHaystack is how much of a text a pattern is matched against: RE2 is
// linear, but a pattern without a literal does only about a megabyte a second.
const maxHaystack = 16 << 10

// commonFields are the fields every match variable has besides those of its
// kind.
var commonFields = []string{"subject", "time", "until", "text", "found", "origin", "count", "matched", "capture"}

// CommonFields documents them for the reference.
var CommonFields = []fact.Field{
	{Name: "subject", Doc: "what the fact is about", Type: reflect.TypeOf(fact.Subject{})},
	{Name: "time", Doc: "when it happened; zero when unknown", Type: reflect.TypeOf(time.Time{})},
	{Name: "until", Doc: "when its last repetition happened", Type: reflect.TypeOf(time.Time{})},
	{Name: "text", Doc: "the words it was read from", Type: reflect.TypeOf("")},
	{Name: "found", Doc: "the line of the text in which the pattern was found; the first line without a pattern", Type: reflect.TypeOf("")},
	{Name: "origin", Doc: "stream, line, offset and field it was read from", Type: reflect.TypeOf(fact.Origin{})},
	{Name: "count", Doc: "how many observations it stands for", Type: reflect.TypeOf(0)},
	{Name: "matched", Doc: "false for an optional match that was not found", Type: reflect.TypeOf(false)},
}

// Haystack is the text a match's pattern is applied to: the message of a log
// or kernel record, else the words the fact was read from.
func Haystack(f *fact.Fact) string {
	text := f.Text
	switch d := f.Data.(type) {
	case *fact.LogLine:
		text = d.Message
	case *fact.KernelMessage:
		text = d.Message
	case *fact.K8sEvent:
		text = d.Message
	}
	if len(text) > maxHaystack {
		// The end of a long record (the exception itself) tells most.
		text = text[:maxHaystack/2] + "\n" + text[len(text)-maxHaystack/2:]
	}
	return text
}

// View is the value a match variable has in expressions: a pointer to a struct
// with the fields of the fact's kind, the common fields and the captures.
// capture is the result of FindStringSubmatch of v.Pattern, or nil.
func View(f *fact.Fact, v Variable, capture []string) any {
	frame := Frame{Variable: v}
	frame.Fill(f)
	return frame.Capture(f, capture)
}

// A Frame makes the views of a variable one after the other, in the same place
// until one is kept.
type Frame struct {
	Variable
	kind reflect.Type
	view reflect.Value
}

// Keep leaves the last view to its user.
func (m *Frame) Keep() { m.view = reflect.Value{} }

// Fill makes a fact the frame's view. What its pattern captures stays open.
func (m *Frame) Fill(f *fact.Fact) any {
	if !m.view.IsValid() {
		if m.kind == nil {
			m.kind = viewType(m.Variable)
		}
		m.view = reflect.New(m.kind)
	}
	s := m.view.Elem()
	s.Field(0).Set(reflect.ValueOf(f.Data))
	// Through pointers: a reflect.Value of a struct would be a copy on the heap.
	*s.Field(1).Addr().Interface().(*fact.Subject) = f.Subject
	*s.Field(2).Addr().Interface().(*time.Time) = f.Time.At
	*s.Field(3).Addr().Interface().(*time.Time) = f.Until().At
	s.Field(4).SetString(f.Text)
	*s.Field(5).Addr().Interface().(*fact.Origin) = f.Origin
	s.Field(6).SetInt(int64(f.Count()))
	s.Field(7).SetBool(true)
	return m.view.Interface()
}

// Capture completes the view of a fact that was filled in.
func (m *Frame) Capture(f *fact.Fact, capture []string) any {
	s := m.view.Elem()
	found := ""
	if m.Pattern != nil && capture != nil {
		m.Pattern.setCaptures(s.Field(8), capture)
		found = capture[0]
	}
	s.Field(9).SetString(lineAround(Haystack(f), found))
	return m.view.Interface()
}

// Unmatched is the value of an optional match that was not found: all zero.
func Unmatched(v Variable) any {
	view := reflect.New(viewType(v))
	kind := fact.KindByName(v.Kind)
	view.Elem().Field(0).Set(reflect.New(reflect.TypeOf(kind.Zero).Elem()))
	return view.Interface()
}

// matched reports whether a variable's value is there: an unmatched view is not.
func matched(value any) bool {
	s := reflect.Indirect(reflect.ValueOf(value))
	if !s.IsValid() || s.Kind() != reflect.Struct {
		return true
	}
	if f := s.FieldByName("Matched"); f.IsValid() && f.Kind() == reflect.Bool {
		return f.Bool()
	}
	return true
}

// subjectOf returns the subject of a match view, or the subject itself.
func subjectOf(value any) (fact.Subject, bool) {
	if s, ok := value.(fact.Subject); ok {
		return s, true
	}
	v := reflect.Indirect(reflect.ValueOf(value))
	if v.IsValid() && v.Kind() == reflect.Struct {
		if f := v.FieldByName("Subject"); f.IsValid() {
			s, ok := f.Interface().(fact.Subject)
			return s, ok
		}
	}
	return fact.Subject{}, false
}

// A viewKey is what a view's type depends on: patterns with the same groups
// share a type, as making one costs more than all else that is done for a rule.
type viewKey struct {
	kind    string
	capture reflect.Type
}

var viewTypes sync.Map // viewKey → reflect.Type

// viewType is the struct type of a match variable's view. The data of the kind
// is embedded, so that its fields are the view's own.
func viewType(v Variable) reflect.Type {
	key := viewKey{v.Kind, v.Pattern.captures()}
	if t, ok := viewTypes.Load(key); ok {
		return t.(reflect.Type)
	}
	data := reflect.TypeOf(fact.KindByName(v.Kind).Zero)
	field := func(name, tag string, t reflect.Type) reflect.StructField {
		return reflect.StructField{Name: name, Type: t, Tag: reflect.StructTag(`expr:"` + tag + `"`)}
	}
	t := reflect.StructOf([]reflect.StructField{
		{Name: data.Elem().Name(), Type: data, Anonymous: true},
		field("Subject", "subject", reflect.TypeOf(fact.Subject{})),
		field("Time", "time", reflect.TypeOf(time.Time{})),
		field("Until", "until", reflect.TypeOf(time.Time{})),
		field("Text", "text", reflect.TypeOf("")),
		field("Origin", "origin", reflect.TypeOf(fact.Origin{})),
		field("Count", "count", reflect.TypeOf(0)),
		field("Matched", "matched", reflect.TypeOf(false)),
		field("Capture", "capture", key.capture),
		field("Found", "found", reflect.TypeOf("")),
	})
	viewTypes.Store(key, t)
	return t
}

// maxFound bounds the line shown in messages.
const maxFound = 300

// lineAround is the line of text that holds part.
func lineAround(text, part string) string {
	at := max(strings.Index(text, part), 0)
	line := text[strings.LastIndexByte(text[:at], '\n')+1:]
	line, _, _ = strings.Cut(line, "\n")
	line = strings.TrimSpace(line)
	if len(line) > maxFound {
		line = strings.ToValidUTF8(line[:maxFound], "") + " …"
	}
	return line
}
