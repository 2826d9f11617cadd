package cre

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"culprit/engine/foreign"
	"culprit/engine/rulefile"
)

// severities: 0 critical, 1 high, 2 medium, 3 low, 4 info.
var severities = []string{"critical", "error", "warning", "warning", "info"}

// A part is one term as a condition on a record.
type part struct {
	where string // over the placeholder variable
	count int
	slow  bool // requires no text that can be looked for
}

// variable stands for the match's name in a part's condition.
const variable = "\x00"

func (p *part) as(name string) string { return strings.ReplaceAll(p.where, variable, name) }

// plan is a rule taken apart.
type plan struct {
	ordered  bool
	window   time.Duration
	parts    []part
	negates  []negate
	remarks  []string // what is carried over only nearly
	indirect bool     // has groups inside groups
}

// negate is a part that must not be found in a range of time.
type negate struct {
	part
	from, to   string
	start, end time.Duration
}

// errUnsupported marks terms that culprit's language can't say.
var errUnsupported = errors.New("not supported")

// analyze takes the rule apart; an error means that it can't be translated.
func analyze(r *rule, named map[string]term) (*plan, error) {
	p := &plan{}
	g := r.Rule.Set
	if r.Rule.Sequence != nil {
		// With both, a sequence wins, as in the original compiler.
		g, p.ordered = r.Rule.Sequence, true
	}
	if g == nil {
		return nil, errors.New("it has neither a set nor a sequence")
	}
	if err := p.group(g, named); err != nil {
		return nil, err
	}
	if len(p.parts) == 0 {
		return nil, errors.New("it has no terms")
	}
	for _, t := range g.Negate {
		n, err := p.negate(t.resolve(named))
		if err != nil {
			return nil, err
		}
		p.negates = append(p.negates, n)
	}
	if len(p.negates) > 0 {
		p.expand()
	}
	if p.indirect {
		p.remarks = append(p.remarks, "groups inside groups are read as one group of all their terms within the window")
	}
	return p, nil
}

func (p *plan) group(g *group, named map[string]term) error {
	window, err := duration(g.Window)
	if err != nil {
		return err
	}
	p.window = max(p.window, window)
	if len(g.Correlations) > 0 {
		p.remarks = append(p.remarks, "correlations ("+strings.Join(g.Correlations, ", ")+") are not compared")
	}
	for _, t := range append(append([]term(nil), g.Order...), g.Match...) {
		t = t.resolve(named)
		if inner := t.Set; inner != nil || t.Sequence != nil {
			if inner == nil {
				inner = t.Sequence
				p.ordered = true
			}
			p.indirect = true
			if err := p.group(inner, named); err != nil {
				return err
			}
			continue
		}
		one, err := translate(&t)
		if err != nil {
			return err
		}
		p.add(one)
	}
	return nil
}

// add appends a term. Equal terms of a set are one slot that must be filled
// more often; in a sequence each repetition is a step of its own.
func (p *plan) add(one part) {
	if p.ordered {
		for range one.count {
			p.parts = append(p.parts, part{one.where, 1, one.slow})
		}
		return
	}
	for i := range p.parts {
		if p.parts[i].where == one.where {
			p.parts[i].count += one.count
			return
		}
	}
	p.parts = append(p.parts, one)
}

// expand writes a term that must be found n times as n terms on different
// records: the range of a negate is counted from the first and last of them.
func (p *plan) expand() {
	var all []part
	for _, one := range p.parts {
		n := one.count
		first := len(all)
		one.count = 1
		for i := range n {
			repeated := one
			for j := first; j < first+i; j++ {
				repeated.where += fmt.Sprintf(" && %s.origin.offset != %s.origin.offset", variable, matchName(j))
			}
			all = append(all, repeated)
		}
	}
	p.parts = all
}

// translate makes a condition of a term. It looks at the record as printed,
// with its time and level.
func translate(t *term) (part, error) {
	one := part{count: t.times()}
	switch {
	case !t.PromQL.IsZero():
		return one, fmt.Errorf("promql asks a running Prometheus: %w", errUnsupported)
	case !t.Extract.IsZero():
		return one, fmt.Errorf("extract ties terms by values of structured events: %w", errUnsupported)
	case t.Regex != "":
		source := "(?s)" + strings.TrimSpace(t.Regex) // joined lines are one text in the original
		re, err := regexp.Compile(source)
		if err != nil {
			return one, fmt.Errorf("regex: %w", err)
		}
		one.where, one.slow = variable+".text matches "+rulefile.Quote(source), foreign.Unindexed(re)
	case t.JQ != "":
		where, err := jq(t.JQ)
		if err != nil {
			return one, err
		}
		one.where = where
	case t.Value != "":
		one.where, one.slow = variable+".text contains "+rulefile.Quote(t.Value), len(t.Value) < 3
	default:
		return one, errors.New("a term has no value, regex or jq")
	}
	return one, nil
}

// negate translates a term that must be absent from
// [t(anchor)+slide, t(anchor)+slide+window+(absolute ? 0 : last-first)].
func (p *plan) negate(t term) (negate, error) {
	one, err := translate(&t)
	if err != nil {
		return negate{}, err
	}
	window, err := duration(t.Window)
	if err != nil {
		return negate{}, err
	}
	slide, err := duration(t.Slide)
	if err != nil {
		return negate{}, err
	}
	n := negate{part: one, from: "first", to: "last", start: slide, end: slide + window}
	switch {
	case t.Anchor == 0:
	case p.ordered && t.Anchor < len(p.parts):
		n.from = matchName(t.Anchor)
	case t.Anchor == len(p.parts)-1:
		n.from = "last"
	default:
		return n, fmt.Errorf("a negate is anchored at term %d of a set, whose place in time is not fixed: %w", t.Anchor, errUnsupported)
	}
	if t.Absolute {
		n.to = n.from
	} else if t.Anchor > 0 {
		p.remarks = append(p.remarks, "the range of a negate with an anchor ends after the last match, not as far after its anchor as the matches span")
	}
	return n, nil
}

func matchName(i int) string { return fmt.Sprintf("m%d", i+1) }
