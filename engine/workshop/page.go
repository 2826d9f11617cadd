package workshop

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"culprit/engine"
	"culprit/engine/report"
	"culprit/engine/rulefile"
)

// A Library is a rule set with its sources and cases, as pages show it.
type Library struct {
	Set   *engine.RuleSet
	Files rulefile.Files
	Cases []Case
}

// CausePage writes a cause as Markdown: what it means, what it brings about,
// what to do, and which rules find it.
func (l *Library) CausePage(w io.Writer, c *engine.Cause) error {
	p := &page{w: w}
	p.line("## %s", c.ID)
	p.line("")
	p.line("**%s** (%s). %s", c.Title, c.Severity, c.Summary)
	if c.Risk {
		p.line("")
		p.line("A risk: it has not failed yet, and is told without alarm.")
	}
	var effects []string
	for _, e := range c.LeadsTo {
		for _, id := range e.Causes {
			effects = append(effects, "`"+id+"`")
		}
	}
	if len(effects) > 0 {
		p.line("")
		p.line("Leads to %s.", strings.Join(effects, ", "))
	}
	if len(c.Fixes) > 0 {
		p.line("")
	}
	for _, f := range c.Fixes {
		p.line("* %s (%s): %s", f.Stage, f.Risk, f.Title.Outline())
		for _, command := range f.Commands {
			var argv []string
			for _, arg := range command {
				argv = append(argv, arg.Outline())
			}
			p.line("")
			p.line("      %s", report.ShellQuote(argv))
			p.line("")
		}
	}
	for _, s := range c.Prevent {
		p.line("* prevent: %s", s)
	}
	for _, s := range c.References {
		p.line("* see <%s>", s)
	}
	var rules []string
	for _, r := range l.Set.Rules {
		if r.Cause == c.ID {
			rules = append(rules, "`"+r.ID+"`")
		}
	}
	if len(rules) > 0 {
		p.line("")
		p.line("Found by %s.", strings.Join(rules, ", "))
	}
	p.line("")
	return p.err
}

// RulePage writes a rule as Markdown: its source, and its cases.
func (l *Library) RulePage(w io.Writer, r *engine.Rule) error {
	p := &page{w: w}
	p.line("### %s", r.ID)
	p.line("")
	p.line("%s. Cause `%s`, confidence %g, %s:%d.", strings.TrimSuffix(r.Title, "."), r.Cause, r.Confidence, r.Defined.File, r.Defined.Line)
	if src := l.Files.Block(r.Defined); src != "" {
		p.fence("hcl", src)
	}
	for _, c := range l.Cases {
		if c.Rule != r.ID {
			continue
		}
		word := "It fires in"
		if !c.Fires {
			word = "It stays quiet in"
		}
		for _, name := range slices.Sorted(maps.Keys(c.Input)) {
			p.line("")
			p.line("%s `%s` (%s):", word, name, c.File)
			p.fence("", shown(string(c.Input[name])))
		}
	}
	p.line("")
	return p.err
}

// maxShown is how many lines of a case a page shows.
const maxShown = 12

func shown(text string) string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	if len(lines) > maxShown {
		lines = append(lines[:maxShown], fmt.Sprintf("… %d more lines", len(lines)-maxShown))
	}
	return strings.Join(lines, "\n")
}

// Reference writes all causes with their rules, by area.
func (l *Library) Reference(w io.Writer) error {
	p := &page{w: w}
	p.line("# Causes and rules")
	p.line("")
	p.line("%d causes, %d rules.", len(l.Set.Causes), len(l.Set.Rules))
	p.line("")
	causes := slices.SortedFunc(maps.Values(l.Set.Causes), func(a, b *engine.Cause) int { return cmp.Compare(a.ID, b.ID) })
	for _, c := range causes {
		if p.err == nil {
			p.err = l.CausePage(w, c)
		}
		for _, r := range l.Set.Rules {
			if r.Cause == c.ID && p.err == nil {
				p.err = l.RulePage(w, r)
			}
		}
	}
	return p.err
}

// page writes lines and remembers the first error.
type page struct {
	w   io.Writer
	err error
}

func (p *page) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}

// fence writes a code block whose fence no line of the text can close.
func (p *page) fence(language, text string) {
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	p.line("")
	p.line("%s%s", fence, language)
	p.line("%s", text)
	p.line("%s", fence)
}
