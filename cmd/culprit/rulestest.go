package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"culprit/engine"
	"culprit/engine/workshop"
	"culprit/rules"
)

// trial are the options of rules test.
type trial struct {
	run    string
	matrix bool
	mutate bool
	junit  string
	update bool
	folder string // only the cases of this folder; "" for all
}

func rulesTestCommand(c *console, o *ruleOptions) *cobra.Command {
	var t trial
	cmd := &cobra.Command{
		Use:   "test",
		Short: "Run the cases beside the rule files",
		Long: "Runs the cases of <name>.txtar beside each <name>.hcl: fires/RULE/FILE must make\n" +
			"the rule fire and no undeclared cause be said, quiet/RULE/FILE must not make its\n" +
			"cause be said. With --rules only the cases of those folders are run.\n\n" +
			"Exit codes: 0 all pass, 1 a case fails or a rule has no firing case (or with\n" +
			"--mutate: a part of a rule that no case tests).",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return c.testRules(cmd.Context(), *o, t) },
	}
	f := cmd.Flags()
	f.StringVar(&t.run, "run", "", "only cases of rules whose id contains this")
	f.BoolVar(&t.matrix, "matrix", false, "show which rules fire in each firing case")
	f.BoolVar(&t.mutate, "mutate", false, "change each part of each rule and name the changes that no case notices")
	f.BoolVar(&t.update, "update", false, "declare in the case files of --rules folders the causes that firing cases say besides")
	f.StringVar(&t.junit, "junit", "", "write the results as JUnit XML to this file")
	return cmd
}

// caseFolders are the folders whose cases are run, by their names.
func (o *ruleOptions) caseFolders() (map[string]fs.FS, error) {
	if len(o.folders) == 0 {
		return map[string]fs.FS{builtinRules: rules.Cases}, nil
	}
	folders := map[string]fs.FS{}
	for _, name := range o.folders {
		files, err := openRules(name)
		if err != nil {
			return nil, err
		}
		folders[name] = files
	}
	return folders, nil
}

func (c *console) readCases(o ruleOptions) ([]workshop.Case, error) {
	folders, err := o.caseFolders()
	if err != nil {
		return nil, usage(fmt.Errorf("cannot read the cases: %w", err))
	}
	var cases []workshop.Case
	for name, folder := range folders {
		list, err := workshop.ReadCases(folder)
		if err != nil {
			return nil, usage(fmt.Errorf("cannot read the cases of %s: %w", name, err))
		}
		for i := range list {
			list[i].File = name + "/" + list[i].File
		}
		cases = append(cases, list...)
	}
	slices.SortStableFunc(cases, func(a, b workshop.Case) int { return strings.Compare(a.File, b.File) })
	return cases, nil
}

func (c *console) testRules(ctx context.Context, o ruleOptions, t trial) error {
	o.checked = true
	set, err := c.loadRules(o)
	if err != nil {
		return err
	}
	cases, err := c.readCases(o)
	if err != nil {
		return err
	}
	chosen := set.Rules
	if t.folder != "" {
		own := func(file string) bool { return strings.HasPrefix(file, t.folder+"/") }
		cases = slices.DeleteFunc(cases, func(k workshop.Case) bool { return !own(k.File) })
		chosen = slices.DeleteFunc(slices.Clone(chosen), func(r *engine.Rule) bool { return !own(r.Defined.File) })
	}
	if t.run != "" {
		cases = slices.DeleteFunc(cases, func(k workshop.Case) bool { return !strings.Contains(k.Rule, t.run) })
		chosen = slices.DeleteFunc(slices.Clone(chosen), func(r *engine.Rule) bool { return !strings.Contains(r.ID, t.run) })
	}
	if len(cases) == 0 {
		return usage(errors.New("there are no cases: write them into a .txtar file beside the rules"))
	}
	tester := workshop.NewTester(set)
	if t.update {
		if err := c.declare(ctx, o, tester, cases); err != nil {
			return err
		}
	}
	wrong := tryAll(ctx, tester, cases)
	failed := 0
	for i := range cases {
		for _, w := range wrong[i] {
			fmt.Fprintf(c.out, "FAIL %s: %s: %s\n", cases[i].File, cases[i].Name(), w)
		}
		if len(wrong[i]) > 0 {
			failed++
		}
	}
	untested := untestedIn(o, set, chosen, cases)
	quietless := 0
	for _, id := range untested {
		if slices.ContainsFunc(cases, func(k workshop.Case) bool { return k.Rule == id && k.Fires }) {
			// Rules of other tools come with the failure alone.
			fmt.Fprintf(c.out, "UNTESTED rule %s has no quiet case\n", id)
			quietless++
			continue
		}
		fmt.Fprintf(c.out, "FAIL rule %s has no firing case\n", id)
	}
	if t.junit != "" {
		if err := c.write(t.junit, func(w io.Writer) error { return workshop.WriteJUnit(w, cases, wrong) }); err != nil {
			return err
		}
	}
	if t.matrix {
		if err := c.matrix(ctx, tester, cases); err != nil {
			return err
		}
	}
	survivors := 0
	if t.mutate {
		list, err := tester.Survivors(ctx, chosen, cases)
		if err != nil {
			return unreadable(err, "")
		}
		for _, m := range list {
			fmt.Fprintf(c.out, "UNTESTED %s:%d: rule %s: no case notices the change: %s\n", m.Rule.Defined.File, m.Rule.Defined.Line, m.Rule.ID, m.Change)
		}
		survivors = len(list)
	}
	fmt.Fprintf(c.out, "%d cases, %d failed; %d rules lack a case", len(cases), failed, len(untested))
	if t.mutate {
		fmt.Fprintf(c.out, "; %d untested parts", survivors)
	}
	fmt.Fprintln(c.out)
	if failed+len(untested)-quietless+survivors > 0 {
		return &exit{code: exitFound}
	}
	return nil
}

// declare writes into the case files what firing cases say besides, and takes it
// as declared.
func (c *console) declare(ctx context.Context, o ruleOptions, tester *workshop.Tester, cases []workshop.Case) error {
	for i := range cases {
		k := &cases[i]
		causes, err := tester.Undeclared(ctx, k)
		if err != nil {
			return unreadable(err, "")
		}
		if len(causes) == 0 {
			continue
		}
		if o.builtin(k.File) {
			return usage(fmt.Errorf("%s is built in and can't be written; name its folder with --rules", k.File))
		}
		text, err := os.ReadFile(k.File)
		if err != nil {
			return usage(fmt.Errorf("cannot update cases: %w", err))
		}
		if err := replace(k.File, workshop.Declare(text, k.Label, causes)); err != nil {
			return usage(fmt.Errorf("cannot update cases: %w", err))
		}
		k.Also = append(k.Also, causes...)
		fmt.Fprintf(c.out, "DECLARED %s: %s: %s\n", k.File, k.Name(), strings.Join(causes, ", "))
	}
	return nil
}

// untestedIn lists the rules without cases among those of the folders whose
// cases are run: with --rules the builtin ones have theirs elsewhere.
func untestedIn(o ruleOptions, set *engine.RuleSet, chosen []*engine.Rule, cases []workshop.Case) []string {
	ids := workshop.Untested(&engine.RuleSet{Rules: chosen, Causes: set.Causes}, cases)
	return slices.DeleteFunc(ids, func(id string) bool {
		i := slices.IndexFunc(chosen, func(r *engine.Rule) bool { return r.ID == id })
		return len(o.folders) > 0 && o.builtin(chosen[i].Defined.File)
	})
}

// tryAll runs the cases on all cores; the results are in the order of the
// cases.
func tryAll(ctx context.Context, tester *workshop.Tester, cases []workshop.Case) [][]string {
	wrong := make([][]string, len(cases))
	next := make(chan int)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range next {
				wrong[i] = tester.Try(ctx, &cases[i])
			}
		})
	}
	for i := range cases {
		next <- i
	}
	close(next)
	wg.Wait()
	return wrong
}

func (c *console) matrix(ctx context.Context, tester *workshop.Tester, cases []workshop.Case) error {
	for i := range cases {
		if !cases[i].Fires {
			continue
		}
		diagnoses, err := tester.Diagnose(ctx, cases[i].Input)
		if err != nil {
			return unreadable(err, "")
		}
		var ids []string
		for _, d := range diagnoses {
			for _, f := range d.Findings {
				ids = append(ids, f.Rule.ID)
			}
		}
		slices.Sort(ids)
		fmt.Fprintf(c.out, "%-40s %s\n", cases[i].Label, strings.Join(slices.Compact(ids), " "))
	}
	return nil
}
