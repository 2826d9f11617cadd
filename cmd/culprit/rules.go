package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"culprit/engine"
	"culprit/engine/condition"
	"culprit/engine/rulefile"
	"culprit/engine/workshop"
	"culprit/rules"
)

// ruleOptions choose the rules.
type ruleOptions struct {
	folders   []string
	noBuiltin bool
	checked   bool // the embedded rules are checked whole, as those of others are
}

func (o *ruleOptions) flags(f *pflag.FlagSet) {
	f.StringArrayVar(&o.folders, "rules", nil, "a folder or pack file of further rules; may be given more than once")
	f.BoolVar(&o.noBuiltin, "no-builtin-rules", false, "use only the rules of --rules")
}

// builtinRules is how the embedded rule files are called in messages.
const builtinRules = "builtin"

type builtin struct {
	set   *engine.RuleSet
	files rulefile.Files
	diags hcl.Diagnostics
}

// loadBuiltin loads the embedded rules alone, once: nobody changes them. Tests
// have checked them.
var loadBuiltin = sync.OnceValue(func() builtin {
	set, files, diags := rulefile.Load(rulefile.Root{FS: rules.FS, Name: builtinRules, Trusted: true})
	return builtin{set, files, diags}
})

// loadRules loads the chosen rules; their mistakes are printed with place.
func (c *console) loadRules(o ruleOptions) (*engine.RuleSet, error) {
	set, _, err := c.readRules(o)
	return set, err
}

// readRules is loadRules that keeps the sources.
func (c *console) readRules(o ruleOptions) (*engine.RuleSet, rulefile.Files, error) {
	if !o.noBuiltin && len(o.folders) == 0 && !o.checked {
		b := loadBuiltin()
		return b.set, b.files, c.mistakesIn(b.files, b.diags)
	}
	var roots []rulefile.Root
	if !o.noBuiltin {
		roots = append(roots, rulefile.Root{FS: rules.FS, Name: builtinRules, Trusted: !o.checked})
	}
	for _, folder := range o.folders {
		files, err := openRules(folder)
		if err != nil {
			return nil, nil, usage(fmt.Errorf("cannot read rules: %w", err))
		}
		roots = append(roots, rulefile.Root{FS: files, Name: folder, Culprit: version})
	}
	if len(roots) == 0 {
		return nil, nil, usage(errors.New("--no-builtin-rules needs --rules DIR"))
	}
	set, files, diags := rulefile.Load(roots...)
	return set, files, c.mistakesIn(files, diags)
}

// openRules opens what --rules names: a folder, or a pack file.
func openRules(name string) (fs.FS, error) {
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return nil, err
	case info.IsDir():
		return os.DirFS(name), nil
	case !info.Mode().IsRegular() || filepath.Ext(name) != ".zip":
		return nil, fmt.Errorf("%s is neither a folder nor a pack file (.zip)", name)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	files, err := workshop.OpenPack(data)
	if err != nil {
		return nil, fmt.Errorf("%s is no good pack: %w", name, err)
	}
	return files, nil
}

// builtin reports whether a rule file is one of ours.
func (o *ruleOptions) builtin(file string) bool {
	return !o.noBuiltin && strings.HasPrefix(file, builtinRules+"/")
}

func rulesCommand(c *console) *cobra.Command {
	var o ruleOptions
	cmd := &cobra.Command{Use: "rules", Short: "List, show, test and tidy the rules"}
	o.flags(cmd.PersistentFlags())
	cmd.AddCommand(rulesListCommand(c, &o), rulesShowCommand(c, &o), rulesDocsCommand(c, &o),
		rulesTestCommand(c, &o), rulesDebugCommand(c, &o), rulesBenchCommand(c, &o), rulesLintCommand(c, &o), rulesFmtCommand(c),
		rulesNewCommand(c), rulesLearnCommand(c, &o), rulesPackCommand(c, &o), rulesImportCommand(c),
		&cobra.Command{
			Use: "language", Short: "Print the reference of the rule language", Args: cobra.NoArgs,
			RunE: func(*cobra.Command, []string) error { return workshop.WriteLanguage(c.out) },
		},
		&cobra.Command{
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
