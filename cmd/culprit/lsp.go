package main

import (
	"bytes"
	"context"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"culprit/cmd/culprit/lsp"
	"culprit/engine/fact"
	"culprit/engine/rulefile"
	"culprit/rules"
)

func lspCommand(c *console) *cobra.Command {
	return &cobra.Command{
		Use:   "lsp",
		Short: "Serve rule files to an editor (Language Server Protocol)",
		Long: "Speaks the Language Server Protocol on standard input and output: mistakes while\n" +
			"typing, completion, explanation with values of a bundle, definitions, formatting,\n" +
			"and a lens that runs a rule's cases. rules/README.md says how editors start it.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return lsp.Serve(cmd.Context(), lsp.Config{
				Version: version,
				Builtin: rulefile.Root{FS: rules.FS, Name: builtinRules, Trusted: true},
				Open: func(folder string) (rulefile.Root, error) {
					files, err := openRules(folder)
					if err != nil {
						return rulefile.Root{}, err
					}
					return rulefile.Root{FS: onlyRules{files}, Name: folder, Culprit: version}, nil
				},
				Facts: func(ctx context.Context, path string) ([]fact.Fact, error) {
					quiet := &console{in: c.in, out: &bytes.Buffer{}, err: &bytes.Buffer{}}
					in, err := quiet.read(ctx, []string{path}, nil)
					if err != nil {
						return nil, err
					}
					return in.Facts, nil
				},
				Test: func(ctx context.Context, folder, rule string, noBuiltin bool) (string, error) {
					var out bytes.Buffer
					quiet := &console{in: c.in, out: &out, err: &out}
					err := quiet.testRules(ctx, ruleOptions{folders: []string{folder}, noBuiltin: noBuiltin}, trial{run: rule, folder: folder})
					return strings.TrimSpace(out.String()), err
				},
			}, c.in, c.out)
		},
	}
}

// onlyRules hides folders that hold no rules: an editor's workspace may be a
// whole repository.
type onlyRules struct{ fs.FS }

// ReadDir implements fs.ReadDirFS.
func (o onlyRules) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(o.FS, name)
	var kept []fs.DirEntry
	for _, e := range entries {
		if !e.IsDir() || !strings.HasPrefix(e.Name(), ".") && e.Name() != "node_modules" && e.Name() != "testdata" {
			kept = append(kept, e)
		}
	}
	return kept, err
}
