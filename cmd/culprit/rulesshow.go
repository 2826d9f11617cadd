package main

import (
	"bytes"
	"fmt"
	"io"

	"github.com/spf13/cobra"
	"github.com/yuin/goldmark"

	"culprit/engine/condition"
	"culprit/engine/workshop"
)

// library loads the chosen rules with their sources and cases.
func (c *console) library(o ruleOptions) (*workshop.Library, error) {
	set, files, err := c.readRules(o)
	if err != nil {
		return nil, err
	}
	cases, err := c.readCases(o)
	if err != nil {
		return nil, err
	}
	return &workshop.Library{Set: set, Files: files, Cases: cases}, nil
}

func rulesShowCommand(c *console, o *ruleOptions) *cobra.Command {
	return &cobra.Command{
		Use: "show RULE|CAUSE", Short: "Show a rule or a cause as a page: source, cause, fixes, cases", Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return c.showRule(*o, args[0]) },
	}
}

func (c *console) showRule(o ruleOptions, id string) error {
	l, err := c.library(o)
	if err != nil {
		return err
	}
	var names []string
	for _, r := range l.Set.Rules {
		if r.ID == id {
			if err := l.RulePage(c.out, r); err != nil {
				return err
			}
			return l.CausePage(c.out, l.Set.Causes[r.Cause])
		}
		names = append(names, r.ID)
	}
	if cause := l.Set.Causes[id]; cause != nil {
		return l.CausePage(c.out, cause)
	}
	for causeID := range l.Set.Causes {
		names = append(names, causeID)
	}
	return usage(fmt.Errorf("there is no rule or cause %q%s", id, condition.DidYouMean(id, names)))
}

func rulesDocsCommand(c *console, o *ruleOptions) *cobra.Command {
	var output, format string
	cmd := &cobra.Command{
		Use: "docs", Short: "Write the reference of all causes and rules", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if format != "markdown" && format != "html" {
				return usage(fmt.Errorf("unknown --format %q; choose markdown or html", format))
			}
			l, err := c.library(*o)
			if err != nil {
				return err
			}
			return c.write(output, func(w io.Writer) error {
				if format == "markdown" {
					return l.Reference(w)
				}
				return htmlReference(w, l)
			})
		},
	}
	cmd.Flags().StringVarP(&output, "output", "o", "", "write to a file instead of standard output")
	cmd.Flags().StringVar(&format, "format", "markdown", "markdown or html")
	return cmd
}

// htmlReference renders the Markdown. goldmark leaves out raw HTML of its
// input, so a hostile rule file can't put scripts into the page.
func htmlReference(w io.Writer, l *workshop.Library) error {
	var text bytes.Buffer
	if err := l.Reference(&text); err != nil {
		return err
	}
	if _, err := io.WriteString(w, "<!doctype html>\n<meta charset=\"utf-8\">\n"+
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"+
		"<title>Causes and rules</title>\n<style>body{max-width:60em;margin:2em auto;font:16px/1.5 sans-serif;padding:0 1em}pre{background:#f4f4f4;padding:.6em;overflow-x:auto}</style>\n"); err != nil {
		return err
	}
	return goldmark.Convert(text.Bytes(), w)
}
