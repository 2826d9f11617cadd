package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"culprit/engine/rulefile"
	"culprit/engine/workshop"
)

func rulesLintCommand(c *console, o *ruleOptions) *cobra.Command {
	return &cobra.Command{
		Use:   "lint",
		Short: "Name the weak spots of rules",
		Long: "Checks what loading does not refuse: unused captures, terms that are always or\n" +
			"never true, literals that stand in every log, costly and repeated patterns,\n" +
			"causes without fix or reference, rules without cases. With --rules only those\n" +
			"folders are looked at.\n\nExit codes: 0 none, 1 some.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return c.lintRules(cmd.Context(), *o) },
	}
}

func (c *console) lintRules(ctx context.Context, o ruleOptions) error {
	o.checked = true
	set, err := c.loadRules(o)
	if err != nil {
		return err
	}
	cases, err := c.readCases(o)
	if err != nil {
		return err
	}
	said := 0
	remarks, err := workshop.Lint(ctx, set, cases)
	if err != nil {
		return unreadable(err, "")
	}
	for _, r := range remarks {
		if len(o.folders) > 0 && o.builtin(r.At.File) {
			continue
		}
		fmt.Fprintf(c.out, "%s:%d: %s: %s\n", r.At.File, r.At.Line, r.What, r.Text)
		said++
	}
	if said > 0 {
		return &exit{code: exitFound}
	}
	return nil
}

func rulesFmtCommand(c *console) *cobra.Command {
	var check bool
	cmd := &cobra.Command{
		Use:   "fmt PATH…",
		Short: "Write rule files in the one layout",
		Long: "Rewrites *.hcl files, or those below a folder, in the one layout; comments stay.\n" +
			"Prints the names of the files it changed.\n\nExit codes: 0 done, 1 with --check: some would change, 2 a file has mistakes.",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usage(errors.New("rules fmt needs a file or folder"))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return c.formatRules(args, check) },
	}
	cmd.Flags().BoolVar(&check, "check", false, "change nothing, only name the files that would change")
	return cmd
}

func (c *console) formatRules(paths []string, check bool) error {
	changed := 0
	files := rulefile.Files{}
	var diags hcl.Diagnostics
	for _, root := range paths {
		err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || filepath.Ext(name) != ".hcl" && name != root {
				return err
			}
			src, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			out, mistakes := rulefile.Format(src, name)
			if mistakes.HasErrors() {
				files[name] = &hcl.File{Bytes: src}
				diags = append(diags, mistakes...)
				return nil
			}
			if bytes.Equal(src, out) {
				return nil
			}
			changed++
			fmt.Fprintln(c.out, name)
			if check {
				return nil
			}
			return replace(name, out)
		})
		if err != nil {
			return usage(fmt.Errorf("cannot format rules: %w", err))
		}
	}
	if diags.HasErrors() {
		return c.mistakes(files, diags)
	}
	if check && changed > 0 {
		return &exit{code: exitFound}
	}
	return nil
}

// replace puts new content in a file's place, with its mode, or leaves the old.
func replace(name string, content []byte) error {
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	temporary := name + ".part"
	if err := os.WriteFile(temporary, content, info.Mode().Perm()); err != nil {
		return err
	}
	return os.Rename(temporary, name)
}
