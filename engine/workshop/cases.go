// Package workshop helps the people who write rules: it runs the cases that
// stand beside rule files, finds conditions that no case tests, and points at
// weak spots of rules before users meet them.
//
// A case file <name>.txtar stands beside <name>.hcl and holds
//
//	-- fires/<rule>/<file> --   an input in which the rule finds its cause
//	-- quiet/<rule>/<file> --   a near miss in which its cause must not be said
//	-- also/<rule> --           causes that may be said besides in the firing input
//
// "<rule>~2" is a further input of the same rule.
package workshop

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"maps"
	"path"
	"slices"
	"strings"

	"golang.org/x/tools/txtar"

	"culprit/engine/source"
	"culprit/engine/source/bundle"
)

// A Case is one input with what a rule must make of it.
type Case struct {
	File  string // the case file
	Label string // "<rule>" or "<rule>~2"
	Rule  string
	Fires bool     // the rule must fire; else its cause must not be said
	Also  []string // causes that may be said besides
	Input Input
}

// Name is how a case is called: fires/<label> or quiet/<label>.
func (c *Case) Name() string {
	if c.Fires {
		return "fires/" + c.Label
	}
	return "quiet/" + c.Label
}

// An Input is the files of a case, by name. It is a source.Source.
type Input map[string][]byte

// Kind implements source.Source.
func (Input) Kind() string { return "folder" }

// Name is how the input is called in a report.
func (Input) Name() string { return "case" }

// Streams implements source.Source.
func (in Input) Streams(context.Context) iter.Seq2[source.Stream, error] {
	return func(yield func(source.Stream, error) bool) {
		for _, name := range slices.Sorted(maps.Keys(in)) {
			open := func(context.Context) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(in[name])), nil }
			if !yield(source.Stream{Name: name, Size: -1, Open: open, Subject: bundle.SubjectOf(name)}, nil) {
				return
			}
		}
	}
}

// MaxCaseFile bounds a case file: cases are trimmed to what a rule needs.
const MaxCaseFile = 4 << 20

// ReadCases reads all case files below a folder, in the order of their names.
func ReadCases(fsys fs.FS) ([]Case, error) {
	var cases []Case
	err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path.Ext(name) != ".txtar" {
			return err
		}
		if info, err := entry.Info(); err == nil && info.Size() > MaxCaseFile {
			return fmt.Errorf("%s: larger than %d MiB; trim the inputs to what the rule needs", name, MaxCaseFile>>20)
		}
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		list, err := parseCases(name, data)
		cases = append(cases, list...)
		return err
	})
	return cases, err
}

// parseCases groups the members of a case file by case, in the order written.
func parseCases(name string, data []byte) ([]Case, error) {
	var cases []Case
	at := map[string]int{}
	also := map[string][]string{}
	for _, f := range txtar.Parse(data).Files {
		parts := strings.SplitN(f.Name, "/", 3)
		switch {
		case parts[0] == "also" && len(parts) == 2:
			also[parts[1]] = strings.Fields(string(f.Data))
		case (parts[0] == "fires" || parts[0] == "quiet") && len(parts) == 3:
			key := parts[0] + "/" + parts[1]
			i, ok := at[key]
			if !ok {
				i = len(cases)
				at[key] = i
				rule, _, _ := strings.Cut(parts[1], "~")
				cases = append(cases, Case{File: name, Label: parts[1], Rule: rule, Fires: parts[0] == "fires", Input: Input{}})
			}
			cases[i].Input[parts[2]] = f.Data
		default:
			return nil, fmt.Errorf("%s: %q is no part of a case: write fires/RULE/FILE, quiet/RULE/FILE or also/RULE", name, f.Name)
		}
	}
	for i := range cases {
		cases[i].Also = append(slices.Clone(also[cases[i].Rule]), also[cases[i].Label]...)
	}
	return cases, nil
}
