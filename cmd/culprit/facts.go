package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"culprit/engine/condition"
	"culprit/engine/fact"
	"culprit/engine/redact"
)

func factsCommand(c *console) *cobra.Command {
	cmd := &cobra.Command{Use: "facts", Short: "Show the kinds of fact, or the facts of an input"}
	cmd.AddCommand(&cobra.Command{
		Use: "kinds [KIND…]", Short: "Print the reference of fact kinds and their fields", Args: cobra.ArbitraryArgs,
		RunE: func(_ *cobra.Command, args []string) error { return c.kinds(args) },
	}, &cobra.Command{
		Use: "dump PATH…", Short: "Print the facts of an input as JSON lines: what was read?",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usage(errors.New("facts dump needs a path"))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return c.dump(cmd, args) },
	})
	return cmd
}

func (c *console) kinds(names []string) error {
	var kinds []fact.Kind
	for _, n := range names {
		k := fact.KindByName(n)
		if k == nil {
			var all []string
			for _, k := range fact.Kinds {
				all = append(all, k.Name)
			}
			return usage(fmt.Errorf("there is no kind of fact %q%s", n, condition.DidYouMean(n, all)))
		}
		kinds = append(kinds, *k)
	}
	if len(names) == 0 {
		kinds = fact.Kinds
		fmt.Fprintln(c.out, "Every match variable has:")
		c.fields(condition.CommonFields)
		fmt.Fprintln(c.out)
	}
	for i, k := range kinds {
		if i > 0 {
			fmt.Fprintln(c.out)
		}
		fmt.Fprintf(c.out, "%s: %s\n", k.Name, k.Doc)
		c.fields(fact.Fields(k.Zero))
	}
	return nil
}

func (c *console) fields(fields []fact.Field) {
	for _, f := range fields {
		fmt.Fprintf(c.out, "  %-26s %-18s %s\n", f.Name, f.TypeName(), f.Doc)
	}
}

func (c *console) dump(cmd *cobra.Command, paths []string) error {
	in, err := c.read(cmd.Context(), paths, nil)
	if err != nil {
		return err
	}
	encoder := json.NewEncoder(c.out)
	encoder.SetEscapeHTML(false)
	hide := redact.New()
	for i := range in.Facts {
		f := &in.Facts[i]
		line := struct {
			Kind    string       `json:"kind"`
			Time    *time.Time   `json:"time"`
			Quality string       `json:"time_quality"`
			Subject fact.Subject `json:"subject"`
			Origin  fact.Origin  `json:"origin"`
			Count   int          `json:"count"`
			Data    any          `json:"data"`
		}{Kind: f.Kind, Quality: f.Time.Quality.String(), Subject: f.Subject, Origin: f.Origin, Count: f.Count(), Data: hide.Value(fact.JSON(f.Data))}
		if f.Time.Known() {
			line.Time = &f.Time.At
		}
		if err := encoder.Encode(line); err != nil {
			return err
		}
	}
	if in.Partial {
		for _, g := range in.unreadable() {
			c.say("not read: %s: %s", g.Stream, g.Reason)
		}
		return &exit{code: exitPartial}
	}
	return nil
}
