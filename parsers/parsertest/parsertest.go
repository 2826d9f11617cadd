// Package parsertest runs the txtar cases of a parser. A case is one file
// testdata/<name>.txtar: a comment with the provenance of the text ("captured
// on …" or "made up"), then
//
//	-- command --          optional: the command that printed it, for a parser that needs to know
//	-- input --            the text, or input/<stream name> for a name that matters
//	-- facts --            one line a fact, as String prints it
//	-- left --             optional: the first line the parser must leave unread
//
// `go test ./parsers/... -update` rewrites facts and left.
package parsertest

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"culprit/engine/fact"
	"culprit/parsers/section"
)

var update = flag.Bool("update", false, "rewrite the expected facts of parser cases")

// Parser is what a case needs of a parser; see parsers.Parser.
type Parser interface {
	Name() string
	Sniff(head []byte) bool
	Parse(r *section.Reader, emit func(fact.Fact)) error
}

// starter is parsers.Starter.
type starter interface {
	SniffStart(argv []string, head []byte) bool
}

// Reference is the capture time every case is read with.
var Reference = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// Run runs all cases in testdata/*.txtar against p. The parser must recognise
// its own input and must read it without an error.
func Run(t *testing.T, p Parser) {
	t.Helper()
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no testdata/*.txtar: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got, left := read(t, p, archive)
			if *update {
				rewrite(archive, got, left)
				if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if want := string(member(archive, "facts")); got != want {
				t.Errorf("facts differ (-want +got):\n%s", diff(want, got))
			}
			if want := string(member(archive, "left")); left != want {
				t.Errorf("left unread: got %q, want %q", left, want)
			}
		})
	}
}

func read(t *testing.T, p Parser, archive *txtar.Archive) (facts, left string) {
	t.Helper()
	var out strings.Builder
	for _, f := range archive.Files {
		stream, ok := strings.CutPrefix(f.Name, "input")
		if !ok {
			continue
		}
		stream = strings.TrimPrefix(stream, "/")
		if stream == "" {
			stream = "input"
		}
		r := section.NewReader(bytes.NewReader(f.Data), section.Context{Stream: stream, Reference: Reference})
		r.Command = strings.Fields(string(member(archive, "command")))
		if len(r.Command) == 0 {
			r.Command = nil
		}
		s, ok := p.(starter)
		if !p.Sniff(r.Head(4<<10)) && !(ok && s.SniffStart(r.Command, r.Head(4<<10))) {
			t.Errorf("%s: Sniff does not recognise %s", p.Name(), f.Name)
		}
		if err := p.Parse(r, func(f fact.Fact) { out.WriteString(String(f) + "\n") }); err != nil {
			t.Errorf("Parse: %v", err)
		}
		for _, s := range r.Skipped() {
			fmt.Fprintf(&out, "%s:%d skipped %d lines: %s\n", stream, s.Line, s.Lines, s.Reason)
		}
		if line, ok := r.PeekLine(); ok {
			left += string(line) + "\n"
		}
	}
	return out.String(), left
}

// String is the one-line form of a fact in cases: place, kind, time, subject
// and the fields that are not zero.
func String(f fact.Fact) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%d %s", f.Origin.Stream, f.Origin.Line, f.Kind)
	switch {
	case f.Time.Quality == fact.QualityBoot:
		fmt.Fprintf(&b, " boot+%s", f.Time.SinceBoot)
	case f.Time.Known():
		fmt.Fprintf(&b, " %s", f.Time.At.Format(time.RFC3339Nano))
		if f.Time.Quality != fact.QualityExact {
			fmt.Fprintf(&b, "(%s)", f.Time.Quality)
		}
	}
	if !f.Subject.Zero() {
		fmt.Fprintf(&b, " subject=%s:%s", f.Subject.Kind, f.Subject.Label())
	}
	for _, field := range fact.FieldValues(f.Data) {
		fmt.Fprintf(&b, " %s=%s", field.Name, field.Text)
	}
	return b.String()
}

func member(a *txtar.Archive, name string) []byte {
	for _, f := range a.Files {
		if f.Name == name {
			return f.Data
		}
	}
	return nil
}

func rewrite(a *txtar.Archive, facts, left string) {
	kept := a.Files[:0]
	for _, f := range a.Files {
		if f.Name != "facts" && f.Name != "left" {
			kept = append(kept, f)
		}
	}
	a.Files = append(kept, txtar.File{Name: "facts", Data: []byte(facts)})
	if left != "" {
		a.Files = append(a.Files, txtar.File{Name: "left", Data: []byte(left)})
	}
}

// diff lists the lines that are in only one of the two texts.
func diff(want, got string) string {
	var b strings.Builder
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(w), len(g)) {
		var x, y string
		if i < len(w) {
			x = w[i]
		}
		if i < len(g) {
			y = g[i]
		}
		if x != y {
			fmt.Fprintf(&b, "-%s\n+%s\n", x, y)
		}
	}
	return b.String()
}

// Fuzz checks for any bytes that a parser ends, keeps to its contract (it
// consumes at least one line of what it recognised) and does not panic. Call
// it from a FuzzParse of the format's package; the cases are the seeds.
func Fuzz(f *testing.F, p Parser) {
	files, _ := filepath.Glob("testdata/*.txtar")
	for _, file := range files {
		if archive, err := txtar.ParseFile(file); err == nil {
			for _, m := range archive.Files {
				if strings.HasPrefix(m.Name, "input") {
					f.Add(m.Data)
				}
			}
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r := section.NewReader(bytes.NewReader(data), section.Context{Stream: "fuzz", Reference: Reference})
		for len(r.Head(1)) > 0 {
			_, before := r.Position()
			if err := p.Parse(r, func(fact.Fact) {}); err != nil {
				return
			}
			if _, after := r.Position(); after == before {
				t.Fatalf("Parse consumed nothing at offset %d", before)
			}
		}
	})
}
