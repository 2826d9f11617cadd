package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"culprit/engine"
	"culprit/engine/coverage"
)

func rulesBenchCommand(c *console, o *ruleOptions) *cobra.Command {
	most := 20
	cmd := &cobra.Command{
		Use:   "bench PATH…",
		Short: "Show what each rule costs on an input",
		Long: "Reads the input as analyze does and shows, dearest first, how many log lines were\n" +
			"decoded because of a rule, on how many records its matches were tried, and how\n" +
			"long it took to apply it. A line that several rules look at counts for each.",
		Example: "  culprit rules bench bundle.tar.gz",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return &exit{exitUsage, errors.New("rules bench needs a path"), "culprit rules bench BUNDLE, or - for standard input"}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return c.benchRules(cmd.Context(), *o, args, most) },
	}
	cmd.Flags().IntVar(&most, "top", most, "show so many rules; 0 shows all")
	return cmd
}

func (c *console) benchRules(ctx context.Context, o ruleOptions, paths []string, most int) error {
	began := time.Now()
	set, err := c.loadRules(o)
	if err != nil {
		return err
	}
	meter := set.Meter()
	loaded := time.Since(began)
	began = time.Now()
	in, err := c.readWith(ctx, paths, meter)
	if err != nil {
		return err
	}
	read := time.Since(began)
	began = time.Now()
	costs := meter.Costs(set, in.Facts, engine.Options{Coverage: coverage.Of(in.Result)})
	applied := time.Since(began)
	slices.SortStableFunc(costs, func(a, b engine.Cost) int {
		return cmp.Or(cmp.Compare(b.Lines, a.Lines), cmp.Compare(b.Records, a.Records), cmp.Compare(b.Time, a.Time), cmp.Compare(a.Rule.ID, b.Rule.ID))
	})
	fmt.Fprintf(c.out, "%9s %9s %9s %9s  %-36s %s\n", "lines", "records", "findings", "µs", "rule", "looks for")
	for i, cost := range costs {
		if most > 0 && i == most {
			fmt.Fprintf(c.out, "… and %d more rules; --top 0 shows all\n", len(costs)-most)
			break
		}
		fmt.Fprintf(c.out, "%9d %9d %9d %9d  %-36s %s\n", cost.Lines, cost.Records, cost.Findings, cost.Time.Microseconds(), cost.Rule.ID, shown(cost.Literals))
	}
	var bytes, lines int64
	for _, s := range in.Coverage.Streams {
		bytes += s.Bytes
		lines += int64(s.Lines)
	}
	fmt.Fprintf(c.out, "\n%d rules loaded in %d ms; %d lines, %d KiB read in %d ms; rules applied in %d ms\n",
		len(set.Rules), loaded.Milliseconds(), lines, bytes>>10, read.Milliseconds(), applied.Milliseconds())
	return nil
}

// shown are the first literals of a rule.
func shown(literals []string) string {
	const most = 3
	more := ""
	if n := len(literals) - most; n > 0 {
		literals, more = literals[:most], fmt.Sprintf(" and %d more", n)
	}
	return strings.Trim(fmt.Sprintf("%q", literals), "[]") + more
}
