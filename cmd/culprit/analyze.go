package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"culprit/engine"
	"culprit/engine/coverage"
	"culprit/engine/report"
)

// analysis are the options of commands that analyse.
type analysis struct {
	rules  ruleOptions
	format string
	output string
	color  string
	failOn string
	boxes  []string // containers the report is about; none: all
	since  string   // the time it is about; empty: all
	until  string

	verbose bool
}

func analyzeCommand(c *console) *cobra.Command {
	var o analysis
	cmd := &cobra.Command{
		Use:   "analyze PATH…",
		Short: "Name the root causes in a captured bundle, file or folder",
		Long: "Reads folders, files, archives (tar, zip; gzip, zstd, xz, bzip2; nothing is\n" +
			"extracted) or standard input (-) and reports the root causes of what failed.",
		Example: "  culprit analyze bundle.tar.gz\n  docker logs -t worker 2>&1 | culprit analyze -",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return &exit{exitUsage, errors.New("analyze needs a path"), "culprit analyze BUNDLE, or - for standard input"}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return c.analyze(cmd.Context(), args, o) },
	}
	f := cmd.Flags()
	o.flags(f)
	f.StringArrayVar(&o.boxes, "container", nil, "show only diagnoses of this container and of what explains them; may be given more than once")
	f.StringVar(&o.since, "since", "", "show only diagnoses seen from then on and what explains them: a time, or a duration before the input's last (30m, 7d)")
	f.StringVar(&o.until, "until", "", "show only diagnoses seen until then and what explains them")
	return cmd
}

func (o *analysis) flags(f *pflag.FlagSet) {
	o.rules.flags(f)
	f.StringVar(&o.format, "format", "text", "how to write the report: "+strings.Join(report.FormatNames(), ", "))
	f.StringVarP(&o.output, "output", "o", "", "write the report to a file instead of standard output")
	f.StringVar(&o.color, "color", "auto", "colour in text: auto, always, never")
	f.StringVar(&o.failOn, "fail-on", "error", "exit with 1 from this severity on: "+strings.Join(engine.SeverityNames(), ", "))
	f.BoolVarP(&o.verbose, "verbose", "v", false, "show in text what each confidence is made of")
}

func (c *console) analyze(ctx context.Context, paths []string, o analysis) error {
	return c.judge(o, func(set *engine.RuleSet) (*input, error) { return c.read(ctx, paths, set) })
}

// judge applies the rules to what gather reads and writes the report.
func (c *console) judge(o analysis, gather func(*engine.RuleSet) (*input, error)) error {
	format, err := report.FormatByName(o.format)
	if err != nil {
		return usage(err)
	}
	failOn, color, set, err := c.judging(o)
	if err != nil {
		return err
	}
	in, err := gather(set)
	if err != nil {
		return err
	}
	window, err := windowOf(o.since, o.until, in.Coverage)
	if err != nil {
		return err
	}
	result := engine.Diagnose(set, in.Facts, engine.Options{Coverage: coverage.Of(in.Result)})
	wanted := func(d *engine.Diagnosis) bool { return called(d, o.boxes) && window.has(d) }
	result.Diagnoses, result.Risks = only(result.Diagnoses, wanted), only(result.Risks, wanted)
	result.Next = nextOf(result.Next, o.boxes)
	r := report.New(report.Tool{Name: "culprit", Version: version, Rules: len(set.Rules), RulesDigest: set.Digest}, in.inputs(), in.reported(), result)
	if err := c.write(o.output, func(w io.Writer) error {
		return format.Write(w, r, report.Style{Color: color && o.output == "", Width: c.width(c.out), Verbose: o.verbose})
	}); err != nil {
		return err
	}
	if why := r.Coverage.Nothing(); why != "" {
		return unreadable(errors.New(why), "culprit reads logs and the output of docker, kernel and host commands, plain or in archives")
	}
	if in.Partial {
		for _, g := range in.unreadable() {
			c.say("not read: %s", strings.TrimPrefix(g.Stream+": "+g.Reason, ": "))
		}
		return &exit{code: exitPartial}
	}
	for _, d := range result.Diagnoses {
		if d.Status == engine.StatusActive && d.Severity >= failOn {
			return &exit{code: exitFound}
		}
	}
	return nil
}

// called reports whether a diagnosis is of one of the containers; of any when
// there are none.
func called(d *engine.Diagnosis, boxes []string) bool {
	return len(boxes) == 0 || slices.ContainsFunc(boxes, func(box string) bool { return d.Subject.Called(box) })
}

// only keeps the wanted diagnoses and what explains them.
func only(diagnoses []*engine.Diagnosis, wanted func(*engine.Diagnosis) bool) []*engine.Diagnosis {
	keep := map[*engine.Diagnosis]bool{}
	var want func(*engine.Diagnosis)
	want = func(d *engine.Diagnosis) {
		if !keep[d] {
			keep[d] = true
			for _, up := range d.CausedBy {
				want(up)
			}
		}
	}
	for _, d := range diagnoses {
		if wanted(d) {
			want(d)
		}
	}
	return slices.DeleteFunc(slices.Clone(diagnoses), func(d *engine.Diagnosis) bool { return !keep[d] })
}

// nextOf keeps the next best evidence when it concerns the containers.
func nextOf(next *engine.Next, boxes []string) *engine.Next {
	if next == nil || len(boxes) == 0 || slices.ContainsFunc(boxes, func(box string) bool { return next.About.Called(box) }) {
		return next
	}
	return nil
}

// write writes to standard output, or to a file by way of a temporary one.
func (c *console) write(name string, write func(io.Writer) error) error {
	if name == "" || name == "-" {
		return write(c.out)
	}
	temporary := name + ".part"
	f, err := os.Create(temporary)
	if err != nil {
		return usage(fmt.Errorf("cannot write %s: %w", name, err))
	}
	err = errors.Join(write(f), f.Close())
	if err == nil {
		err = os.Rename(temporary, name)
	}
	if err != nil {
		os.Remove(temporary)
		return usage(fmt.Errorf("cannot write %s: %w", name, err))
	}
	return nil
}
