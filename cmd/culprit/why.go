package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"culprit/engine"
	"culprit/engine/condition"
	"culprit/engine/coverage"
	"culprit/engine/report"
)

func whyCommand(c *console) *cobra.Command {
	var o analysis
	cmd := &cobra.Command{
		Use:   "why CAUSE|RULE PATH…",
		Short: "Prove a diagnosis, or say what is missing for it",
		Long: "Shows for a cause, or for one rule, the proof tree of each diagnosis down to file\n" +
			"and line, with what brought it about and what it brought about. For what did not\n" +
			"hold: the first unmet condition, the nearest misses with the values that did not\n" +
			"fit, and the command that collects what is missing.\n\n" +
			"Exit code 1: nothing held.",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) < 2 {
				return usage(errors.New("why needs a cause or rule, and a path"))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return c.why(cmd.Context(), o, args[0], args[1:]) },
	}
	f := cmd.Flags()
	o.rules.flags(f)
	f.StringVar(&o.format, "format", "text", "how to write the explanation: text, json")
	f.StringVar(&o.color, "color", "auto", "colour in text: auto, always, never")
	return cmd
}

// rulesDebugCommand is why for a rule's author: one rule alone.
func rulesDebugCommand(c *console, rules *ruleOptions) *cobra.Command {
	return &cobra.Command{
		Use:   "debug RULE PATH…",
		Short: "Step through what each match of a rule saw in an input",
		Long: "For each match: how many facts of its kind there are and how many fit, the first\n" +
			"condition that failed with the values of its operands, and the windows that were\n" +
			"missed. The same as culprit why RULE.",
		Args: cobra.MinimumNArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.why(cmd.Context(), analysis{rules: *rules, format: "text", color: "auto"}, args[0], args[1:])
		},
	}
}

// whyFormats is the list of ways to write an explanation.
var whyFormats = map[string]func(io.Writer, *report.Why, report.Style) error{"text": report.WhyText, "json": report.WhyJSON}

func (c *console) why(ctx context.Context, o analysis, id string, paths []string) error {
	write, err := formatNamed(o.format, whyFormats)
	if err != nil {
		return err
	}
	color, err := colored(o.color, c.out)
	if err != nil {
		return err
	}
	set, err := c.loadRules(o.rules)
	if err != nil {
		return err
	}
	var rules []*engine.Rule
	var names []string
	for _, r := range set.Rules {
		if r.ID == id || r.Cause == id {
			rules = append(rules, r)
		}
		names = append(names, r.ID)
	}
	if len(rules) == 0 {
		for cause := range set.Causes {
			names = append(names, cause)
		}
		return usage(fmt.Errorf("there is no rule or cause %q%s", id, condition.DidYouMean(id, names)))
	}
	in, err := c.read(ctx, paths, set)
	if err != nil {
		return err
	}
	x := engine.Explain(set, rules, in.Facts, engine.Options{Coverage: coverage.Of(in.Result)})
	tool := report.Tool{Name: "culprit", Version: version, Rules: len(set.Rules), RulesDigest: set.Digest}
	if err := write(c.out, report.NewWhy(tool, id, x), report.Style{Color: color, Width: c.width(c.out)}); err != nil {
		return err
	}
	if !slices.ContainsFunc(x.Rules, func(w engine.Why) bool { return len(w.Findings) > 0 }) {
		return &exit{code: exitFound}
	}
	return nil
}
