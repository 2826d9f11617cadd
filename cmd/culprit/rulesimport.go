package main

import (
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"culprit/engine/foreign"
	"culprit/engine/foreign/cre"
)

// importers lists the rule collections that can be read; adding one is a row.
var importers = []struct {
	name, argument, short string
	read                  func(fs.FS) (*foreign.Translation, error)
}{
	{"cre", "DIR", "Common Reliability Enumerations (rules of preq)", cre.Import},
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
				t, err := i.read(os.DirFS(args[0]))
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
