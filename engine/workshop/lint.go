package workshop

import (
	"context"
	"fmt"
	"regexp/syntax"
	"slices"
	"strings"

	"culprit/engine"
	"culprit/engine/condition"
)

// A Remark is a weak spot of a rule or cause that loading does not refuse.
type Remark struct {
	At   engine.Position
	What string // "rule order-lost", "cause shop.order-lost"
	Text string
}

// A check looks at one rule, or at one cause; adding one is a row.
type check struct {
	rule  func(l *linter, r *engine.Rule) []string
	cause func(l *linter, c *engine.Cause) []string
}

var checks = []check{
	{rule: unusedCaptures},
	{rule: vagueLiterals},
	{rule: slowRule},
	{rule: costlyPattern},
	{rule: settledTerms},
	{rule: samePattern},
	{rule: overlapping},
	{rule: plainMessage},
	{rule: untestedRule},
	{cause: poorCause},
	{cause: unusedCause},
}

type linter struct {
	set      *engine.RuleSet
	cases    []Case
	untested map[string]bool
	byText   map[string][]*engine.Rule // rules by the text of their first match
	with     map[string][]string       // rules that fire in all firing cases of a rule
}

// Lint lists the weak spots of the rules and causes, rules first, each in the
// order of the set.
func Lint(ctx context.Context, set *engine.RuleSet, cases []Case) ([]Remark, error) {
	l := &linter{set: set, cases: cases, untested: map[string]bool{}, byText: map[string][]*engine.Rule{}}
	var err error
	if l.with, err = NewTester(set).Firing(ctx, cases); err != nil {
		return nil, err
	}
	for _, id := range Untested(set, cases) {
		l.untested[id] = true
	}
	for _, r := range set.Rules {
		key := firstMatch(r)
		l.byText[key] = append(l.byText[key], r)
	}
	var remarks []Remark
	for _, r := range set.Rules {
		for _, c := range checks {
			if c.rule != nil {
				for _, text := range c.rule(l, r) {
					remarks = append(remarks, Remark{r.Defined, "rule " + r.ID, text})
				}
			}
		}
	}
	ids := make([]string, 0, len(set.Causes))
	for id := range set.Causes {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		for _, c := range checks {
			if c.cause != nil {
				for _, text := range c.cause(l, set.Causes[id]) {
					remarks = append(remarks, Remark{set.Causes[id].Defined, "cause " + id, text})
				}
			}
		}
	}
	return remarks, nil
}

// overlapping finds rules of one cause that can't be told apart by their cases:
// each fires in all cases of the other.
func overlapping(l *linter, r *engine.Rule) []string {
	var found []string
	for _, id := range l.with[r.ID] {
		i, ok := slices.BinarySearchFunc(l.set.Rules, id, func(o *engine.Rule, id string) int { return strings.Compare(o.ID, id) })
		if ok && id < r.ID && l.set.Rules[i].Cause == r.Cause && slices.Contains(l.with[id], r.ID) {
			found = append(found, fmt.Sprintf("it and rule %s (%s:%d) fire in each other's cases: merge them, or show where they differ", id, l.set.Rules[i].Defined.File, l.set.Rules[i].Defined.Line))
		}
	}
	return found
}

func allMatches(r *engine.Rule) []engine.Match { return slices.Concat(r.Matches, r.Absents, r.Untils) }

// expressions are the sources of everything a rule evaluates.
func expressions(r *engine.Rule) string {
	var b strings.Builder
	for _, m := range allMatches(r) {
		if m.Where != nil {
			b.WriteString(m.Where.Source() + "\n")
		}
	}
	for _, p := range []*condition.Program{r.Subject, r.Peer} {
		if p != nil {
			b.WriteString(p.Source() + "\n")
		}
	}
	if r.Message != nil {
		for _, s := range r.Message.Sources() {
			b.WriteString(s + "\n")
		}
	}
	return b.String()
}

func unusedCaptures(_ *linter, r *engine.Rule) []string {
	all := expressions(r)
	var found []string
	for _, m := range allMatches(r) {
		for _, name := range m.Pattern.Groups() {
			if !strings.Contains(all, m.Name+".capture."+name) {
				found = append(found, fmt.Sprintf("the capture %q of %s is not used; write (?:…), or show it in message", name, m.Name))
			}
		}
	}
	return found
}

// commonWords stand in many healthy logs: a rule that only looks for one of
// them evaluates its conditions on a large part of every log.
var commonWords = []string{"error", "failed", "warning", "info", "fail", "connect", "connection", "request", "server", "http", "exception", "timeout", "start", "memory", "file", "host", "user", "the "}

func vagueLiterals(_ *linter, r *engine.Rule) []string {
	var found []string
	for _, m := range allMatches(r) {
		if m.Kind != "log.line" && m.Kind != "record" {
			continue
		}
		clues, _ := engine.MatchClues(&m)
		for _, c := range clues {
			vague := slices.IndexFunc(c.Any, func(l string) bool { return len(strings.TrimSpace(l)) < 4 || slices.Contains(commonWords, l) })
			if vague >= 0 {
				found = append(found, fmt.Sprintf("%s is looked for by the words %q, which stand in many logs; require a rarer text", m.Name, c.Any[vague]))
				break
			}
		}
	}
	return found
}

func slowRule(_ *linter, r *engine.Rule) []string {
	if r.Slow {
		return []string{"slow = true tests every record of every log; require a text of at least 3 characters instead"}
	}
	return nil
}

// costly is the number of instructions from which a pattern is worth a look.
const costly = 1000

func costlyPattern(_ *linter, r *engine.Rule) []string {
	var found []string
	for _, m := range allMatches(r) {
		if m.Pattern == nil {
			continue
		}
		tree, err := syntax.Parse(m.Pattern.String(), syntax.Perl)
		if err != nil {
			continue
		}
		if p, err := syntax.Compile(tree.Simplify()); err == nil && len(p.Inst) > costly {
			found = append(found, fmt.Sprintf("the pattern of %s has %d instructions; split it into several rules or shorten counted repetitions", m.Name, len(p.Inst)))
		}
	}
	return found
}

// settledTerms finds terms that are always or never true.
func settledTerms(_ *linter, r *engine.Rule) []string {
	var found []string
	for _, m := range allMatches(r) {
		if m.Where == nil {
			continue
		}
		for _, said := range condition.Settled(m.Where) {
			found = append(found, m.Name+": "+said)
		}
	}
	return found
}

func firstMatch(r *engine.Rule) string {
	if len(r.Matches) == 0 {
		return ""
	}
	m := r.Matches[0]
	key := m.Kind
	if m.Pattern != nil {
		key += "\x00" + m.Pattern.String()
	}
	if m.Where != nil {
		key += "\x00" + m.Where.Source()
	}
	return key
}

func samePattern(l *linter, r *engine.Rule) []string {
	for _, other := range l.byText[firstMatch(r)] {
		if other.ID < r.ID && len(other.Matches) == 1 && len(r.Matches) == 1 {
			return []string{fmt.Sprintf("it looks for the same as rule %s (%s:%d)", other.ID, other.Defined.File, other.Defined.Line)}
		}
	}
	return nil
}

func plainMessage(_ *linter, r *engine.Rule) []string {
	if r.Title == r.ID && (r.Message == nil || r.Message.Literal()) {
		return []string{"it has neither a title nor a message with facts: the report can only name its cause"}
	}
	return nil
}

func untestedRule(l *linter, r *engine.Rule) []string {
	if l.untested[r.ID] {
		return []string{"it has no firing or no quiet case beside it"}
	}
	return nil
}

func poorCause(_ *linter, c *engine.Cause) []string {
	var missing []string
	for _, part := range []struct {
		name string
		has  bool
	}{{"summary", c.Summary != ""}, {"fix", len(c.Fixes) > 0}, {"prevent", len(c.Prevent) > 0}, {"references", len(c.References) > 0}} {
		if !part.has {
			missing = append(missing, part.name)
		}
	}
	if len(missing) > 0 {
		return []string{"it has no " + strings.Join(missing, ", no ")}
	}
	return nil
}

func unusedCause(l *linter, c *engine.Cause) []string {
	if slices.ContainsFunc(l.set.Rules, func(r *engine.Rule) bool { return r.Cause == c.ID }) {
		return nil
	}
	return []string{"no rule points to it"}
}
