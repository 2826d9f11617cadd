package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"culprit/engine"
	"culprit/engine/coverage"
	"culprit/engine/fact"
	"culprit/engine/report"
	"culprit/engine/source/bundle"
	"culprit/engine/workshop"
)

func rulesNewCommand(c *console) *cobra.Command {
	var from, cause, out string
	cmd := &cobra.Command{
		Use:   "new --from BUNDLE[:FILE:LINE]",
		Short: "Begin a rule from a real log line",
		Long: "Makes a rule file and its case file of a line: what changes from one time to the\n" +
			"next becomes classes and captures, the rare words stay. Without FILE:LINE it lists\n" +
			"the lines that deserve a rule most.",
		Example: "  culprit rules new --from bundle.tar.gz\n  culprit rules new --from bundle.tar.gz:logs/worker.log:118 --out rules/shop",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return c.newRule(cmd.Context(), from, cause, out) },
	}
	f := cmd.Flags()
	f.StringVar(&from, "from", "", "the input, with the file in it and the line")
	f.StringVar(&cause, "cause", "", "cause of the catalogue that the rule points to (default: one of its own)")
	f.StringVar(&out, "out", "", "folder to write the two files to (default: print them)")
	return cmd
}

func rulesLearnCommand(c *console, o *ruleOptions) *cobra.Command {
	var good []string
	var most int
	var out string
	cmd := &cobra.Command{
		Use:   "learn BAD [GOOD…]",
		Short: "Propose rules for lines that only the failing input has",
		Long: "Compares the shapes of log messages of a failing input with those of healthy ones\n" +
			"and proposes rules for what is severe, rare and early, and seen by no rule yet.",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usage(errors.New("rules learn needs an input that shows the failure"))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			good = args[1:]
			return c.learn(cmd.Context(), *o, args[0], good, most, out)
		},
	}
	cmd.Flags().IntVarP(&most, "number", "n", 5, "how many to propose")
	cmd.Flags().StringVar(&out, "out", "", "folder to write the rules to (default: only list the lines)")
	return cmd
}

// place takes BUNDLE:FILE:LINE apart.
func place(from string) (input, file string, line int, err error) {
	if from == "" {
		return "", "", 0, usage(errors.New("rules new needs --from BUNDLE:FILE:LINE"))
	}
	if _, err := os.Stat(from); err == nil || from == "-" {
		return from, "", 0, nil
	}
	rest, last, ok := cutLast(from)
	if line, err = strconv.Atoi(last); !ok || err != nil || line < 1 {
		return "", "", 0, usage(fmt.Errorf("cannot read %q: it is no file, and does not end in :FILE:LINE", from))
	}
	if input, file, ok = cutLast(rest); !ok {
		input, file = rest, filepath.Base(rest) // a single file: FILE:LINE
	}
	return input, file, line, nil
}

func cutLast(s string) (before, after string, found bool) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+1:], true
}

func (c *console) newRule(ctx context.Context, from, cause, out string) error {
	path, file, line, err := place(from)
	if err != nil {
		return err
	}
	in, err := c.read(ctx, []string{path}, nil)
	if err != nil {
		return err
	}
	if file == "" {
		return c.lessons(ctx, path, workshop.Learn(in.Facts, nil, nil), cause, "", 10)
	}
	f := factAt(in.Facts, file, line)
	if f == nil {
		return usage(fmt.Errorf("%s has no record at %s:%d", path, file, line))
	}
	return c.scaffold(ctx, path, f, line, cause, out)
}

// factAt finds the record that stands at a line of a file, named in full or by
// the end of its name.
func factAt(facts []fact.Fact, file string, line int) *fact.Fact {
	for i := range facts {
		f := facts[i]
		o := f.Origin
		if f.Text == "" || o.Stream != file && !strings.HasSuffix(o.Stream, "/"+file) {
			continue
		}
		lines := 1
		if d, ok := f.Data.(*fact.LogLine); ok {
			lines = max(1, d.Lines)
		} else if f.Kind != "kernel.message" {
			f.Kind, f.Data = "record", &fact.Record{Kind: f.Kind}
		}
		if o.Line <= line && line < o.Line+lines {
			return &f
		}
	}
	return nil
}

func (c *console) learn(ctx context.Context, o ruleOptions, bad string, good []string, most int, out string) error {
	set, err := c.loadRules(o)
	if err != nil {
		return err
	}
	in, err := c.read(ctx, []string{bad}, nil)
	if err != nil {
		return err
	}
	var healthy [][]fact.Fact
	for _, path := range good {
		g, err := c.read(ctx, []string{path}, nil)
		if err != nil {
			return err
		}
		healthy = append(healthy, g.Facts)
	}
	var known []*fact.Fact
	for _, d := range engine.Diagnose(set, in.Facts, engine.Options{Coverage: coverage.Of(in.Result)}).Diagnoses {
		for _, f := range d.Findings {
			for _, e := range f.Evidence {
				known = append(known, e.Fact)
			}
		}
	}
	return c.lessons(ctx, bad, workshop.Learn(in.Facts, healthy, known), "", out, most)
}

// lessons lists the lines that deserve a rule, and writes their rules to a
// folder if one is given.
func (c *console) lessons(ctx context.Context, path string, lessons []workshop.Lesson, cause, out string, most int) error {
	if len(lessons) == 0 {
		fmt.Fprintln(c.out, "no line deserves a rule")
		return nil
	}
	p := report.NewProof()
	for _, l := range lessons[:min(most, len(lessons))] {
		fmt.Fprintf(c.out, "%s:%d  %d times: %s\n", p.Text(l.First.Origin.Stream), l.First.Origin.Line, l.Count, p.Text(l.Shape))
		if out == "" {
			continue
		}
		if err := c.scaffold(ctx, path, l.First, 0, cause, out); err != nil {
			return err
		}
	}
	if out == "" {
		c.say("hint: culprit rules new --from %s:FILE:LINE begins a rule from one of them", path)
	}
	return nil
}

// scaffold writes or prints a rule and its cases.
func (c *console) scaffold(ctx context.Context, path string, f *fact.Fact, line int, cause, out string) error {
	lines, err := c.lines(ctx, path, f)
	if err != nil {
		return err
	}
	s, err := workshop.NewScaffold(f, line, lines, cause)
	if err != nil {
		return usage(fmt.Errorf("cannot make a rule of %s:%d: %w", f.Origin.Stream, f.Origin.Line, err))
	}
	if out == "" {
		fmt.Fprintf(c.out, "# %s.hcl\n%s\n# %s.txtar\n%s", s.ID, s.Rule, s.ID, s.Cases)
		return nil
	}
	for name, content := range map[string][]byte{s.ID + ".hcl": s.Rule, s.ID + ".txtar": s.Cases} {
		full := filepath.Join(out, name)
		if _, err := os.Stat(full); err == nil {
			return usage(fmt.Errorf("%s is there already", full))
		}
		if err := os.MkdirAll(out, 0o755); err != nil {
			return usage(err)
		}
		if err := c.write(full, func(w io.Writer) error { _, err := w.Write(content); return err }); err != nil {
			return err
		}
	}
	fmt.Fprintln(c.out, filepath.Join(out, s.ID+".hcl"))
	return nil
}

// lines reads the stream of a fact up to a little behind it.
func (c *console) lines(ctx context.Context, path string, f *fact.Fact) ([]string, error) {
	if path == "-" {
		return nil, nil // standard input is read already; the case keeps the record alone
	}
	b, err := bundle.Open(path, c.in, bundle.DefaultLimits)
	if err != nil {
		return nil, unreadable(fmt.Errorf("cannot read %w", err), "")
	}
	for stream, err := range b.Streams(ctx) {
		if err != nil || stream.Name != f.Origin.Stream {
			continue
		}
		body, err := stream.Open(ctx)
		if err != nil {
			return nil, unreadable(err, "")
		}
		defer body.Close()
		return linesUpTo(body, f.Origin.Line+64), nil
	}
	return nil, nil
}

func linesUpTo(r io.Reader, most int) []string {
	var lines []string
	s := bufio.NewScanner(r)
	s.Buffer(nil, 1<<20)
	for len(lines) < most && s.Scan() {
		lines = append(lines, s.Text())
	}
	return lines
}
