package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"culprit/engine"
	"culprit/engine/compare"
	"culprit/engine/coverage"
	"culprit/engine/report"
)

func diffCommand(c *console) *cobra.Command {
	var o analysis
	cmd := &cobra.Command{
		Use:   "diff A B",
		Short: "Compare two bundles: server against local, before against after",
		Long: "Tells which causes B has that A has not, which are gone, worse or the same; what\n" +
			"is set differently, each difference beside the cause it may explain; and the\n" +
			"list of what to compare between a server and a local machine. What one side\n" +
			"did not collect is said to be unknown, not different.\n\n" +
			"Exit code 1: a cause at or above --fail-on is new or worse in B.",
		Example: "  culprit diff before.tar.gz after.tar.gz\n  culprit diff --format json server/ local/",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return &exit{exitUsage, errors.New("diff needs two paths"), "culprit diff SERVER LOCAL, or culprit diff BEFORE AFTER"}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return c.diff(cmd.Context(), args[0], args[1], o) },
	}
	f := cmd.Flags()
	o.rules.flags(f)
	f.StringVar(&o.format, "format", "text", "how to write the comparison: text, json")
	f.StringVarP(&o.output, "output", "o", "", "write it to a file instead of standard output")
	f.StringVar(&o.color, "color", "auto", "colour in text: auto, always, never")
	f.StringVar(&o.failOn, "fail-on", "error", "exit with 1 from this severity on: "+strings.Join(engine.SeverityNames(), ", "))
	return cmd
}

// diffFormats is the list of ways to write a comparison.
var diffFormats = map[string]func(io.Writer, *report.Diff, report.Style) error{"text": report.DiffText, "json": report.DiffJSON}

func (c *console) diff(ctx context.Context, pathA, pathB string, o analysis) error {
	write, err := formatNamed(o.format, diffFormats)
	if err != nil {
		return err
	}
	failOn, color, set, err := c.judging(o)
	if err != nil {
		return err
	}
	var sides [2]*compare.Side
	var read [2]*input
	for i, path := range []string{pathA, pathB} {
		in, err := c.read(ctx, []string{path}, set)
		if err != nil {
			return err
		}
		read[i] = in
		sides[i] = &compare.Side{Name: path, Facts: in.Facts, Result: engine.Diagnose(set, in.Facts, engine.Options{Coverage: coverage.Of(in.Result)})}
	}
	compared := compare.Compare(set, sides[0], sides[1])
	tool := report.Tool{Name: "culprit", Version: version, Rules: len(set.Rules), RulesDigest: set.Digest}
	d := report.NewDiff(tool, compared, read[0].reported(), read[1].reported())
	if err := c.write(o.output, func(w io.Writer) error {
		return write(w, d, report.Style{Color: color && o.output == "", Width: c.width(c.out)})
	}); err != nil {
		return err
	}
	for i, side := range []*report.DiffSide{&d.A, &d.B} {
		if why := side.Coverage.Nothing(); why != "" {
			return unreadable(fmt.Errorf("%s: %s", side.Path, why), "")
		}
		if read[i].Partial {
			for _, g := range read[i].unreadable() {
				c.say("not read: %s", strings.TrimPrefix(g.Stream+": "+g.Reason, ": "))
			}
			return &exit{code: exitPartial}
		}
	}
	for _, x := range compared.Causes {
		if (x.Status == compare.New || x.Status == compare.Worse) && x.B.Status == engine.StatusActive && x.B.Severity >= failOn {
			return &exit{code: exitFound}
		}
	}
	return nil
}
