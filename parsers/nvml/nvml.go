// Package nvml reads what culprit's own GPU probe prints, one fact a line:
//
//	{"format":"culprit-nvml","kind":"gpu.device","data":{"index":0,"name":"NVIDIA H100 80GB HBM3","uuid":"GPU-…",…}}
//
// The names in data are those of the fact's fields; fields that are zero are
// left out.
package nvml

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strconv"

	"culprit/engine/fact"
	"culprit/parsers/section"
)

// Parser reads the lines of the probe.
type Parser struct{}

// Name implements parsers.Parser.
func (Parser) Name() string { return "nvml" }

var mark = []byte(`{"format":"culprit-nvml"`)

// Sniff implements parsers.Parser.
func (Parser) Sniff(head []byte) bool { return bytes.HasPrefix(head, mark) }

// Parse implements parsers.Parser.
func (p Parser) Parse(r *section.Reader, emit func(fact.Fact)) error {
	defer r.Pause(0) // each line stands for itself
	for first := !r.Resumed(); ; first = false {
		if peek, ok := r.PeekLine(); !ok || !first && !p.Sniff(peek) {
			return nil
		}
		l, ok := r.Next()
		if !ok {
			return nil
		}
		var line struct {
			Kind string                     `json:"kind"`
			Data map[string]json.RawMessage `json:"data"`
		}
		if err := json.Unmarshal(l.Bytes, &line); err != nil {
			r.Skip(l, 1, int64(len(l.Bytes)), "damaged line of the GPU probe")
			continue
		}
		f, ok := read(line.Kind, line.Data)
		if !ok {
			r.Skip(l, 1, int64(len(l.Bytes)), "line of the GPU probe of another version")
			continue
		}
		f.Origin, f.Text = r.Origin(l), string(l.Bytes[:min(len(l.Bytes), fact.MaxText)])
		emit(f)
	}
}

// read makes the fact of a line.
func read(kind string, values map[string]json.RawMessage) (fact.Fact, bool) {
	f := fact.Fact{Kind: kind, Subject: fact.Subject{Kind: fact.Host}}
	switch kind {
	case "gpu.driver":
		d := &fact.GPUDriver{}
		f.Data = d
		return f, fill(d, values)
	case "gpu.device":
		d := &fact.GPUDevice{}
		ok := fill(d, values)
		f.Subject = fact.Subject{Kind: fact.GPU, Name: "GPU " + strconv.Itoa(d.Index), ID: d.UUID}
		f.Data = d
		return f, ok
	case "gpu.process":
		d := &fact.GPUProcess{}
		ok := fill(d, values)
		f.Subject = fact.Subject{Kind: fact.Process, Name: d.Name, ID: strconv.Itoa(d.PID)}
		f.Data = d
		return f, ok
	}
	return f, false
}

// fill sets the fields of data by the names conditions use.
func fill(data any, values map[string]json.RawMessage) bool {
	v := reflect.ValueOf(data).Elem()
	for _, field := range fact.Fields(data) {
		if raw, ok := values[field.Name]; ok && json.Unmarshal(raw, v.Field(field.Index).Addr().Interface()) != nil {
			return false
		}
	}
	return true
}
