package rulefile

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"culprit/engine"
	"culprit/engine/condition"
	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
)

var (
	causeID = lazyregexp.New(`^[a-z][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)+$`)
	slug    = lazyregexp.New(`^[a-z0-9][a-z0-9-]*$`)
)

// causes reads the cause blocks of a file.
func (l *loader) causes(file *node) {
	for i := range file.nodes {
		n := &file.nodes[i]
		switch n.kind {
		case "cause":
			l.cause(n)
		case "rule", "until":
		default:
			names := topLevel()
			at := n.typeAt()
			l.diags = append(l.diags, &hcl.Diagnostic{
				Severity: hcl.DiagError, Summary: "Unknown block",
				Detail:  "A rule file holds cause, rule and until blocks, not " + n.kind + condition.DidYouMean(n.kind, names),
				Subject: &at,
			})
		}
	}
	for i := range file.attrs {
		a := &file.attrs[i]
		at := a.nameAt()
		l.diags = append(l.diags, &hcl.Diagnostic{
			Severity: hcl.DiagError, Summary: "Unexpected attribute",
			Detail:  "A rule file holds cause, rule and until blocks; " + a.name + " must stand inside one.",
			Subject: &at,
		})
	}
}

func (l *loader) cause(n *node) {
	b := l.block(n, "")
	id, ok := b.label()
	if !ok {
		return
	}
	if !causeID.MatchString(id) {
		b.fail(b.labelAt(), "Invalid cause id", "A cause is called area.name in lower case, such as memory.container-limit; %q is not.", id)
	}
	if !l.define("cause "+id, n) {
		return
	}
	b.unknown()
	c := &engine.Cause{
		ID:         id,
		Title:      b.required("title", "what a person reads first"),
		Summary:    b.string("summary"),
		Risk:       b.bool("risk"),
		Quiet:      b.duration("quiet"),
		Prevent:    values(b.strings("prevent")),
		References: b.references(),
		Changes:    b.settings(),
		Defined:    n.position(),
	}
	if b.required("severity", strings.Join(engine.SeverityNames(), ", ")) != "" {
		c.Severity, _ = engine.ParseSeverity(b.word("severity", engine.SeverityNames()))
	}
	c.LiesInPeer = b.word("lies_in", []string{"peer", "subject"}) == "peer"
	ids := map[string]bool{}
	for i := range b.nodes {
		inner := &b.nodes[i]
		switch inner.kind {
		case "leads_to":
			c.LeadsTo = append(c.LeadsTo, l.edge(inner))
		case "dissent":
			if w, ok := l.dissent(inner); ok {
				c.Dissents = append(c.Dissents, w)
			}
		case "fix":
			if f, ok := l.fix(inner); ok {
				if ids[f.ID] {
					b.fail(inner.labelAt(), "Duplicate fix", "The cause %s has a fix %q already.", id, f.ID)
				}
				ids[f.ID] = true
				c.Fixes = append(c.Fixes, f)
			}
		}
	}
	l.set.Causes[id] = c
}

// untils reads the until blocks that stand outside of rules: what ends the
// episodes of all rules of some causes, so that they need not repeat it.
func (l *loader) untils(file *node) {
	for i := range file.nodes {
		n := &file.nodes[i]
		if n.kind != "until" {
			continue
		}
		m, ok := l.match(n, "", false, nil)
		if !ok || !l.define("until "+m.Name, n) {
			continue
		}
		b := l.block(n, "")
		if b.attr("causes") == nil {
			b.fail(b.header(), "Missing attribute", "An until outside of a rule needs causes = [\"…\"]: the ids of the causes that it ends.")
		}
		for _, t := range b.strings("causes") {
			l.uses = append(l.uses, causeUse{t.value, t.place()})
			if c := l.set.Causes[t.value]; c != nil {
				c.Untils = append(c.Untils, m)
			}
		}
	}
}

func (l *loader) edge(n *node) engine.Edge {
	b := l.block(n, "cause")
	b.unknown()
	if b.attr("causes") == nil {
		b.fail(b.header(), "Missing attribute", "A leads_to needs causes = [\"…\"]: the ids of what it brings about.")
	}
	e := engine.Edge{Within: b.duration("within"), Where: b.condition("where", condition.CauseScope(), condition.Bool)}
	for i := range b.nodes {
		if inner := &b.nodes[i]; inner.kind == "predicts" {
			e.Predicts = l.prediction(inner)
		}
	}
	for _, t := range b.strings("causes") {
		e.Causes = append(e.Causes, t.value)
		l.uses = append(l.uses, causeUse{t.value, t.place()})
	}
	return e
}

// fixScope is made once for the many fixes.
var fixScope = condition.FixScope()

func (l *loader) fix(n *node) (engine.Fix, bool) {
	b := l.block(n, "cause")
	id, ok := b.label()
	if !ok {
		return engine.Fix{}, false
	}
	b.unknown()
	for _, name := range []string{"title", "stage", "risk"} {
		if b.attr(name) == nil {
			b.fail(b.header(), "Missing attribute", "A fix needs %s.", name)
		}
	}
	scope := fixScope
	f := engine.Fix{
		ID:     id,
		Title:  b.template("title", scope),
		Stage:  engine.Stage(b.word("stage", []string{string(engine.StageNow), string(engine.StageNext), string(engine.StageLastResort)})),
		Risk:   engine.Risk(b.word("risk", []string{string(engine.RiskSafe), string(engine.RiskDisruptive), string(engine.RiskDestructive)})),
		Verify: b.condition("verify", scope, condition.Bool),
	}
	if a := b.attr("commands"); a != nil {
		f.Commands = b.commands(&a.value, scope)
	}
	return f, true
}

// commands reads a list of argument vectors.
func (b *block) commands(v *value, scope condition.Scope) [][]*condition.Template {
	const shape = "commands is a list of argument lists: commands = [[\"docker\", \"restart\", \"${subject.name}\"]]."
	if v.kind != isList {
		b.fail(v.at(), "Not a list", shape)
		return nil
	}
	var commands [][]*condition.Template
	for i := range v.list {
		argv := &v.list[i]
		if argv.kind != isList || len(argv.list) == 0 {
			b.fail(argv.at(), "Not an argument list", shape)
			continue
		}
		var command []*condition.Template
		for i := range argv.list {
			if t := b.templateOf("commands", &argv.list[i], scope); t != nil {
				command = append(command, t)
			}
		}
		commands = append(commands, command)
	}
	return commands
}

// references reads a list of URLs.
func (b *block) references() []string {
	texts := b.strings("references")
	for _, t := range texts {
		if !strings.HasPrefix(t.value, "https://") && !strings.HasPrefix(t.value, "http://") {
			b.fail(t.at(), "Not a URL", "A reference is an http(s) address; %q is not.", t.value)
		}
	}
	return values(texts)
}

// settings reads a list of kinds, or of kinds and their fields, whose change may
// bring a cause about: "host.firewall", "container.state.env_names".
func (b *block) settings() []string {
	texts := b.strings("changes")
	for _, t := range texts {
		if !b.trusted && !isSetting(t.value) {
			b.fail(t.at(), "Unknown setting", "%q is no kind of fact and no field of one%s", t.value, condition.DidYouMean(t.value, settings(t.value)))
		}
	}
	return values(texts)
}

// isSetting reports whether a name is that of a kind, or of a field of one.
func isSetting(name string) bool {
	if fact.KindByName(name) != nil {
		return true
	}
	dot := strings.LastIndexByte(name, '.')
	if dot < 0 {
		return false
	}
	k := fact.KindByName(name[:dot])
	return k != nil && slices.ContainsFunc(fact.Fields(k.Zero), func(f fact.Field) bool { return f.Name == name[dot+1:] })
}

// settings lists all kinds and the fields of those that a name begins with.
func settings(name string) []string {
	var fields []string
	for i := range fact.Kinds {
		if k := &fact.Kinds[i]; strings.HasPrefix(name, k.Name+".") {
			for _, f := range fact.Fields(k.Zero) {
				fields = append(fields, k.Name+"."+f.Name)
			}
		}
	}
	return append(fields, kindNames()...)
}

// define records where something was defined and refuses a second definition.
func (l *loader) define(what string, n *node) bool {
	if first, ok := l.ranges[what]; ok && !l.overrides(n.name, n.labels[0]) {
		label := n.labelAt()
		l.diags = append(l.diags, &hcl.Diagnostic{
			Severity: hcl.DiagError, Summary: "Defined twice",
			Detail:  "The " + what + " is defined already, at " + first.String() + ".",
			Subject: &label,
		})
		return false
	}
	l.ranges[what] = n.place()
	return true
}

func (n *node) position() engine.Position { return engine.Position{File: n.name, Line: n.line} }
