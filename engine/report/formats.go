package report

import (
	"encoding/json"
	"fmt"
	"io"

	"culprit/engine/condition"
)

// Style is how a person wants to see a report.
type Style struct {
	Color   bool
	Width   int  // columns of the terminal; 0 is 80
	Verbose bool // with the reasons for each confidence
}

// A Format is one way to write a report.
type Format struct {
	Name  string
	Doc   string
	Write func(io.Writer, *Report, Style) error
}

// Formats is the list of formats; adding one is a file and a row.
var Formats = []Format{
	{"text", "for people", Text},
	{"json", "for programs; the contract of schema_version 1", JSON},
	{"markdown", "for issue trackers and wikis", Markdown},
	{"html", "one page, which loads and runs nothing", HTML},
	{"sarif", "for code hosts and editors (SARIF 2.1.0)", SARIF},
	{"junit", "for CI systems (JUnit XML)", JUnit},
}

// FormatNames lists the names of all formats.
func FormatNames() []string {
	names := make([]string, len(Formats))
	for i, f := range Formats {
		names[i] = f.Name
	}
	return names
}

// FormatByName returns a format; an unknown name is an error that suggests one.
func FormatByName(name string) (Format, error) {
	for _, f := range Formats {
		if f.Name == name {
			return f, nil
		}
	}
	return Format{}, fmt.Errorf("unknown format %q%s", name, condition.DidYouMean(name, FormatNames()))
}

// JSON writes the report as JSON.
func JSON(w io.Writer, r *Report, _ Style) error { return encode(w, r) }

// DiffJSON writes a comparison as JSON.
func DiffJSON(w io.Writer, d *Diff, _ Style) error { return encode(w, d) }

// WhyJSON writes an explanation as JSON.
func WhyJSON(w io.Writer, x *Why, _ Style) error { return encode(w, x) }

func encode(w io.Writer, v any) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(v)
}
