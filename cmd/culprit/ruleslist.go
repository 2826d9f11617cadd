package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"culprit/engine"
)

// listing are the options of rules list.
type listing struct {
	cause string
	kind  string
	word  string
	json  bool
}

func rulesListCommand(c *console, o *ruleOptions) *cobra.Command {
	var l listing
	cmd := &cobra.Command{
		Use: "list", Short: "List the rules with their cause and file", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return c.listRules(*o, l) },
	}
	f := cmd.Flags()
	f.StringVar(&l.cause, "cause", "", "only rules of this cause or area: memory, memory.container-limit")
	f.StringVar(&l.kind, "fact", "", "only rules that look at this kind of fact")
	f.StringVar(&l.word, "grep", "", "only rules with this word in id, title or pattern")
	f.BoolVar(&l.json, "json", false, "one JSON object a line")
	return cmd
}

func (l *listing) wants(r *engine.Rule) bool {
	if l.cause != "" && r.Cause != l.cause && !strings.HasPrefix(r.Cause, l.cause+".") {
		return false
	}
	text := r.ID + "\n" + r.Title
	kind := l.kind == ""
	for _, m := range r.Matches {
		kind = kind || m.Kind == l.kind
		if m.Pattern != nil {
			text += "\n" + m.Pattern.String()
		}
	}
	return kind && strings.Contains(strings.ToLower(text), strings.ToLower(l.word))
}

func (c *console) listRules(o ruleOptions, l listing) error {
	set, err := c.loadRules(o)
	if err != nil {
		return err
	}
	e := json.NewEncoder(c.out)
	for _, r := range set.Rules {
		if !l.wants(r) {
			continue
		}
		if !l.json {
			fmt.Fprintf(c.out, "%-40s %-30s %s:%d\n", r.ID, r.Cause, r.Defined.File, r.Defined.Line)
			continue
		}
		var kinds []string
		for _, m := range r.Matches {
			kinds = append(kinds, m.Kind)
		}
		severity := r.Severity
		if severity == engine.SeverityInvalid {
			severity = set.Causes[r.Cause].Severity
		}
		if err := e.Encode(struct {
			ID         string   `json:"id"`
			Title      string   `json:"title"`
			Cause      string   `json:"cause"`
			Severity   string   `json:"severity"`
			Confidence float64  `json:"confidence"`
			Facts      []string `json:"facts"`
			File       string   `json:"file"`
			Line       int      `json:"line"`
		}{r.ID, r.Title, r.Cause, severity.String(), r.Confidence, kinds, r.Defined.File, r.Defined.Line}); err != nil {
			return err
		}
	}
	return nil
}
