package rulefile

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"culprit/engine"
	"culprit/engine/condition"
	"culprit/engine/fact"
	"culprit/engine/scan"
)

// DefaultConfidence is that of a rule which names none: typical, not certain.
const DefaultConfidence = 0.8

// rules reads the rule blocks of a file.
func (l *loader) rules(file *node) {
	for i := range file.nodes {
		if n := &file.nodes[i]; n.kind == "rule" {
			l.rule(n)
		}
	}
}

func (l *loader) rule(n *node) {
	b := l.block(n, "")
	id, ok := b.label()
	if !ok {
		return
	}
	if !slug.MatchString(id) {
		b.fail(b.labelAt(), "Invalid rule id", "A rule id has lower case letters, digits and hyphens; %q has others.", id)
	}
	if !l.define("rule "+id, n) {
		return
	}
	b.unknown()
	r := &engine.Rule{
		ID: id, Title: b.string("title"), Cause: b.required("cause", "the id of the cause it points to"),
		Confidence: b.number("confidence", DefaultConfidence),
		Within:     b.duration("within"), Quiet: b.duration("quiet"), Ordered: b.bool("ordered"), Overlap: b.bool("overlap"), Slow: b.bool("slow"), Fallback: b.bool("fallback"),
		References: b.references(), Defined: n.position(),
	}
	if r.Title == "" {
		r.Title = id
	}
	if t, ok := b.text("cause"); ok {
		l.uses = append(l.uses, causeUse{t.value, t.place()})
	}
	if b.attr("severity") != nil {
		r.Severity, _ = engine.ParseSeverity(b.word("severity", engine.SeverityNames()))
	}
	if a := b.attr("confidence"); a != nil && (r.Confidence <= 0 || r.Confidence > 1) {
		b.fail(a.value.at(), "Invalid confidence", "confidence is a probability above 0 and at most 1; %g is not.", r.Confidence)
	}
	scope := b.matches(r)
	r.Subject = b.condition("subject", scope, condition.Subject)
	r.Peer = b.condition("peer", scope, condition.Subject)
	r.Message = b.template("message", scope)
	if r.Message == nil {
		r.Message = condition.NewTemplate([]condition.Part{{Text: r.Title}})
	}
	l.set.Rules = append(l.set.Rules, r)
}

// matches reads match blocks first, because absent and until may refer to all
// of them, and returns the scope of the matches.
func (b *block) matches(r *engine.Rule) condition.Scope {
	var scope condition.Scope
	names, written := map[string]bool{}, 0
	for _, kind := range []string{"match", "absent", "until"} {
		for i := range b.nodes {
			n := &b.nodes[i]
			if n.kind != kind {
				continue
			}
			if kind == "match" {
				written++
			}
			m, ok := b.loader.match(n, "rule", r.Slow, scope)
			if !ok {
				continue
			}
			if names[m.Name] {
				b.fail(n.labelAt(), "Duplicate name", "The rule has a match, absent or until %q already.", m.Name)
				continue
			}
			names[m.Name] = true
			switch kind {
			case "match":
				r.Matches = append(r.Matches, m)
				scope = append(scope, condition.Variable{Name: m.Name, Kind: m.Kind, Pattern: m.Pattern})
			case "absent":
				r.Absents = append(r.Absents, m)
			case "until":
				r.Untils = append(r.Untils, m)
			}
		}
	}
	if written == 0 {
		b.fail(b.header(), "No match", "A rule needs at least one match block: match \"name\" { fact = \"log.line\" … }")
	} else if len(r.Matches) > 0 && r.Matches[0].Optional {
		b.fail(b.header(), "Optional anchor", "The first match of a rule anchors it and can't be optional; put a required match first.")
	}
	return scope
}

// match reads a match, absent or until block; outer is where it stands.
func (l *loader) match(n *node, outer string, slow bool, scope condition.Scope) (engine.Match, bool) {
	b := l.block(n, outer)
	name, ok := b.label()
	if !ok {
		return engine.Match{}, false
	}
	if !identifier(name) || slices.Contains([]string{"topology__", "true", "false", "nil", "in", "not", "and", "or", "let", "if", "else", "matches", "contains"}, name) {
		b.fail(b.labelAt(), "Invalid name", "%q can't be used as a variable: use letters, digits and underscores, and no word of the expression language.", name)
		return engine.Match{}, false
	}
	b.unknown()
	m := engine.Match{Name: name, Kind: b.required("fact", "the kind of fact it looks for"), Optional: b.bool("optional")}
	if m.Kind == "" {
		return m, false
	}
	if fact.KindByName(m.Kind) == nil {
		t, _ := b.text("fact")
		b.fail(t.at(), "Unknown fact kind", "There is no kind of fact %q%s `culprit facts kinds` lists them.", m.Kind, condition.DidYouMean(m.Kind, kindNames()))
		return m, false
	}
	pattern, tree := b.pattern("pattern")
	m.Pattern = pattern
	if b.attr("pattern") != nil && m.Pattern == nil {
		return m, false
	}
	m.Where = b.condition("where", append(scope[:len(scope):len(scope)], condition.Variable{Name: name, Kind: m.Kind, Pattern: m.Pattern}), condition.Bool)
	if count := b.number("count", 0); b.attr("count") != nil {
		m.Count = int(count)
		if count < 1 || count != float64(int(count)) {
			b.fail(b.attr("count").value.at(), "Invalid count", "count is a whole number of at least 1; %g is not.", count)
		}
	}
	m.Before, m.After = b.duration("before"), b.duration("after")
	if d := b.duration("within"); d > 0 {
		m.Before, m.After = d, d
	}
	m.Span = b.span(scope)
	broken := b.attr("where") != nil && m.Where == nil
	if m.Kind == fact.KindFinding && !broken {
		b.buildsOn(&m)
	}
	if (m.Kind == "log.line" || m.Kind == "record") && !broken && !b.trusted {
		engine.KeepClues(&m, tree)
		if _, why := engine.MatchClues(&m); why != "" && !slow {
			b.fail(b.header(), "No literal to look for",
				"Every record of every log would have to be tested: %s. Give each alternative of the pattern (or a contains in where) a fixed text of at least %d characters, or say slow = true in the rule.", why, scan.MinLiteral)
		}
	}
	return m, true
}

// span reads the exact range of an absent.
func (b *block) span(scope condition.Scope) *engine.Span {
	if b.attr("from") == nil && b.attr("to") == nil && b.attr("start") == nil && b.attr("end") == nil {
		return nil
	}
	names := []string{engine.First, engine.Last}
	for _, v := range scope {
		names = append(names, v.Name)
	}
	s := &engine.Span{From: engine.First, To: engine.Last, Start: b.offset("start"), End: b.offset("end")}
	if b.attr("from") != nil {
		s.From = b.word("from", names)
	}
	if b.attr("to") != nil {
		s.To = b.word("to", names)
	}
	for _, name := range []string{"within", "before", "after"} {
		if a := b.attr(name); a != nil {
			b.fail(a.nameAt(), "Two ranges", "An absent has either from, to, start and end, or within, before and after; %s does not go with them.", name)
		}
	}
	return s
}

func identifier(s string) bool {
	for i, c := range s {
		if c != '_' && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return s != ""
}

// crossCheck finds references to causes that do not exist.
func (l *loader) crossCheck() {
	ids := make([]string, 0, len(l.set.Causes))
	for what := range l.ranges {
		if id, ok := strings.CutPrefix(what, "cause "); ok {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	for _, u := range l.uses {
		if _, found := slices.BinarySearch(ids, u.id); !found {
			l.diags = append(l.diags, &hcl.Diagnostic{
				Severity: hcl.DiagError, Summary: "Unknown cause",
				Detail: "There is no cause \"" + u.id + "\"" + condition.DidYouMean(u.id, ids), Subject: u.at,
			})
		}
	}
}

func kindNames() []string {
	names := make([]string, len(fact.Kinds))
	for i, k := range fact.Kinds {
		names[i] = k.Name
	}
	return names
}
