package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"culprit/engine"
	"culprit/engine/condition"
	"culprit/engine/rulefile"
	"culprit/rules"
)

// ruleOptions choose the rules.
type ruleOptions struct {
	folders   []string
	noBuiltin bool
}

func (o *ruleOptions) flags(f *pflag.FlagSet) {
	f.StringArrayVar(&o.folders, "rules", nil, "a folder of further rule files; may be given more than once")
	f.BoolVar(&o.noBuiltin, "no-builtin-rules", false, "use only the rules of --rules")
}

// loadRules loads the chosen rules; their mistakes are printed with place.
func (c *console) loadRules(o ruleOptions) (*engine.RuleSet, error) {
	var roots []rulefile.Root
	if !o.noBuiltin {
		roots = append(roots, rulefile.Root{FS: rules.FS, Name: "builtin"})
	}
	for _, folder := range o.folders {
		info, err := os.Stat(folder)
		if err == nil && !info.IsDir() {
			err = fmt.Errorf("%s is no folder", folder)
		}
		if err != nil {
			return nil, usage(fmt.Errorf("cannot read rules: %w", err))
		}
		roots = append(roots, rulefile.Root{FS: os.DirFS(folder), Name: folder})
	}
	if len(roots) == 0 {
		return nil, usage(errors.New("--no-builtin-rules needs --rules DIR"))
	}
	set, files, diags := rulefile.Load(roots...)
	if diags.HasErrors() {
		return nil, c.mistakes(files, diags)
	}
	return set, nil
}

func rulesCommand(c *console) *cobra.Command {
	var o ruleOptions
	cmd := &cobra.Command{Use: "rules", Short: "List and show the rules"}
	o.flags(cmd.PersistentFlags())
	cmd.AddCommand(&cobra.Command{
		Use: "list", Short: "List all rules with their cause and file", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			set, err := c.loadRules(o)
			if err != nil {
				return err
			}
			for _, r := range set.Rules {
				fmt.Fprintf(c.out, "%-40s %-30s %s:%d\n", r.ID, r.Cause, r.Defined.File, r.Defined.Line)
			}
			return nil
		},
	}, &cobra.Command{
		Use: "show RULE|CAUSE", Short: "Show a rule or a cause", Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return c.showRule(o, args[0]) },
	}, &cobra.Command{
		Use: "functions", Short: "List the functions of conditions and templates", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			for _, f := range condition.Functions {
				fmt.Fprintf(c.out, "%-32s %s\n", f.Signature, f.Doc)
			}
			return nil
		},
	})
	return cmd
}

func (c *console) showRule(o ruleOptions, id string) error {
	set, err := c.loadRules(o)
	if err != nil {
		return err
	}
	var names []string
	for _, r := range set.Rules {
		if r.ID == id {
			fmt.Fprintf(c.out, "rule %s: %s\n  cause       %s\n  confidence  %g\n  defined     %s:%d\n", r.ID, r.Title, r.Cause, r.Confidence, r.Defined.File, r.Defined.Line)
			for _, m := range r.Matches {
				fmt.Fprintf(c.out, "  match       %s: %s\n", m.Name, m.Kind)
			}
			return nil
		}
		names = append(names, r.ID)
	}
	if cause := set.Causes[id]; cause != nil {
		fmt.Fprintf(c.out, "cause %s: %s\n  severity    %s\n  %s\n", cause.ID, cause.Title, cause.Severity, cause.Summary)
		for _, r := range set.Rules {
			if r.Cause == id {
				fmt.Fprintf(c.out, "  rule        %s\n", r.ID)
			}
		}
		return nil
	}
	for causeID := range set.Causes {
		names = append(names, causeID)
	}
	return usage(fmt.Errorf("there is no rule or cause %q%s", id, condition.DidYouMean(id, names)))
}
