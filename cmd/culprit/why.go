package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"culprit/engine"
	"culprit/engine/condition"
	"culprit/engine/report"
)

func whyCommand(c *console) *cobra.Command {
	var o ruleOptions
	cmd := &cobra.Command{
		Use:   "why CAUSE|RULE PATH…",
		Short: "Prove a diagnosis, or say what is missing for it",
		Long: "Shows for a rule, or for all rules of a cause, what each match saw: the proof\n" +
			"when it held; else the first unmet condition, the nearest misses with file and\n" +
			"line, and the input that was not collected.",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) < 2 {
				return usage(errors.New("why needs a cause or rule, and a path"))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return c.why(cmd.Context(), o, args[0], args[1:]) },
	}
	o.flags(cmd.Flags())
	return cmd
}

func (c *console) why(ctx context.Context, o ruleOptions, id string, paths []string) error {
	set, err := c.loadRules(o)
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
	held := false
	for _, w := range engine.Explain(set, rules, in.Facts, engine.Options{Coverage: in.coverage()}) {
		held = held || len(w.Findings) > 0
		c.explain(w)
	}
	if !held {
		return &exit{code: exitFound}
	}
	return nil
}

func (c *console) explain(w engine.Why) {
	p := report.NewProof()
	verdict := "did not hold"
	if len(w.Findings) > 0 {
		verdict = "held"
	}
	fmt.Fprintf(c.out, "rule %s (%s, confidence %g): %s\n", w.Rule.ID, w.Rule.Cause, w.Rule.Confidence, verdict)
	for _, s := range w.Steps {
		kind := "match"
		switch {
		case s.Absent:
			kind = "absent"
		case s.Match.Optional:
			kind = "optional"
		}
		fmt.Fprintf(c.out, "  %-8s %s: %d of %d %s facts fit\n", kind, s.Match.Name, s.Fit, s.Facts, s.Match.Kind)
		for _, m := range s.Misses {
			fmt.Fprintf(c.out, "    nearest %s:%d  %s\n      fails   %s\n", p.Text(m.Fact.Origin.Stream), m.Fact.Origin.Line, p.Text(firstLine(m.Fact.Text)), m.Term)
		}
	}
	for _, f := range w.Findings {
		fmt.Fprintf(c.out, "  found    %s, %d times: %s\n", p.Text(f.Subject.Label()), f.Count, p.Text(f.Message))
		for _, e := range f.Evidence {
			fmt.Fprintf(c.out, "    %-8s %s:%d  %s\n", e.Match, p.Text(e.Fact.Origin.Stream), e.Line(), p.Text(e.Text()))
		}
		for _, u := range f.Unknown {
			fmt.Fprintf(c.out, "    unknown  %s: %s, so the confidence is lower\n", u.Match.Name, u.Seen)
		}
	}
	if w.Unmet != "" {
		fmt.Fprintf(c.out, "  missing  %s\n", w.Unmet)
	}
	if w.Command != "" {
		fmt.Fprintf(c.out, "  collect  %s\n", w.Command)
	}
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}
