// Package metrics writes figures in the text format of Prometheus
// (prometheus.io/docs/instrumenting/exposition_formats, version 0.0.4). The
// client library would add four megabytes to the program and a millisecond to
// each start, for what is a page.
package metrics

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// ContentType of what Write writes.
const ContentType = "text/plain; version=0.0.4; charset=utf-8"

// A Family is one figure, with all its values.
type Family struct {
	Name    string
	Help    string
	Type    string // counter or gauge
	Samples []Sample
}

// A Sample is a value, and what tells it from the others of its family: names
// and texts in turn.
type Sample struct {
	Labels []string
	Value  float64
}

// Counter is a figure that only grows, with one value.
func Counter(name, help string, value float64) Family {
	return Family{name, help, "counter", []Sample{{Value: value}}}
}

// Gauge is a figure with one value.
func Gauge(name, help string, value float64) Family {
	return Family{name, help, "gauge", []Sample{{Value: value}}}
}

// Add adds a value.
func (f *Family) Add(value float64, labels ...string) {
	f.Samples = append(f.Samples, Sample{labels, value})
}

var (
	helpText  = strings.NewReplacer(`\`, `\\`, "\n", `\n`)
	labelText = strings.NewReplacer(`\`, `\\`, "\n", `\n`, `"`, `\"`)
)

// Write writes a page of figures.
func Write(w io.Writer, families []Family) error {
	b := bufio.NewWriter(w)
	for _, f := range families {
		fmt.Fprintf(b, "# HELP %s %s\n# TYPE %s %s\n", f.Name, helpText.Replace(f.Help), f.Name, f.Type)
		for _, s := range f.Samples {
			b.WriteString(f.Name)
			for i := 0; i+1 < len(s.Labels); i += 2 {
				fmt.Fprintf(b, `%c%s="%s"`, "{,"[min(i, 1)], s.Labels[i], labelText.Replace(strings.ToValidUTF8(s.Labels[i+1], "\ufffd")))
			}
			if len(s.Labels) > 0 {
				b.WriteByte('}')
			}
			b.WriteString(" " + strconv.FormatFloat(s.Value, 'g', -1, 64) + "\n")
		}
	}
	return b.Flush()
}
