package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"culprit/engine/foreign"
	"culprit/engine/foreign/cre"
	"culprit/engine/foreign/npd"
	"culprit/engine/foreign/troubleshoot"
)

// importers lists the rule collections that can be read; adding one is a row.
var importers = []struct {
	name, argument, short string
	// read translates a file of a folder, or all of them for "."
	read func(folder fs.FS, root string) (*foreign.Translation, error)
}{
	{"cre", "DIR", "Common Reliability Enumerations (rules of preq)", cre.Import},
	{"node-problem-detector", "FILE", "Log monitors of node-problem-detector", npd.Import},
	{"troubleshoot", "FILE", "textAnalyze analyzers of troubleshoot specs", troubleshoot.Import},
}

func rulesImportCommand(c *console) *cobra.Command {
	cmd := &cobra.Command{
		Use: "import", Short: "Translate rules of other tools to rule files",
		Long: "Writes readable HCL that keeps ids, titles, severities, causes, mitigations,\n" +
			"references and licences, and the tests where there are some. What can't be\n" +
			"translated is listed with the reason.\n\nExit codes: 0 all rules translated, 1 some are left out.",
	}
	for _, i := range importers {
		var out string
		sub := &cobra.Command{
			Use: i.name + " " + i.argument, Short: i.short, Args: cobra.ExactArgs(1),
			RunE: func(_ *cobra.Command, args []string) error {
				folder, root := args[0], "."
				if info, err := os.Stat(folder); err == nil && !info.IsDir() {
					folder, root = filepath.Split(folder)
				}
				t, err := i.read(os.DirFS(filepath.Clean(folder)), root)
				if err != nil {
					return usage(fmt.Errorf("cannot import %s: %w", args[0], err))
				}
				return c.imported(t, out)
			},
		}
		sub.Flags().StringVar(&out, "out", "", "folder to write to; must be new or empty")
		if err := sub.MarkFlagRequired("out"); err != nil {
			panic(err) // the flag is defined one line above
		}
		cmd.AddCommand(sub)
	}
	return cmd
}

func (c *console) imported(t *foreign.Translation, out string) error {
	if err := t.WriteTo(out); err != nil {
		return usage(fmt.Errorf("cannot write rules: %w", err))
	}
	lost := 0
	for _, n := range t.Notes {
		word := "nearly"
		if n.Lost {
			word = "left out"
			lost++
		}
		fmt.Fprintf(c.out, "%s: %s: %s\n", word, n.Where, n.Reason)
	}
	fmt.Fprintf(c.out, "%d rules written to %s, %d left out\n", t.Rules, out, lost)
	if lost > 0 {
		return &exit{code: exitFound}
	}
	return nil
}
