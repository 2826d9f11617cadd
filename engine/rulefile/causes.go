package rulefile

import (
	"regexp"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"culprit/engine"
	"culprit/engine/condition"
	"culprit/engine/fact"
)

var (
	causeID = regexp.MustCompile(`^[a-z][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)+$`)
	slug    = regexp.MustCompile(`^[a-z0-9][a-z0-9-]*$`)
)

// causes reads the cause blocks of a file.
func (l *loader) causes(body *hclsyntax.Body) {
	for _, hb := range body.Blocks {
		switch hb.Type {
		case "cause":
			l.cause(hb)
		case "rule", "until":
		default:
			names := topLevel()
			at := hb.TypeRange
			l.diags = append(l.diags, &hcl.Diagnostic{
				Severity: hcl.DiagError, Summary: "Unknown block",
				Detail:  "A rule file holds cause, rule and until blocks, not " + hb.Type + condition.DidYouMean(hb.Type, names),
				Subject: &at,
			})
		}
	}
	for name, a := range body.Attributes {
		at := a.NameRange
		l.diags = append(l.diags, &hcl.Diagnostic{
			Severity: hcl.DiagError, Summary: "Unexpected attribute",
			Detail:  "A rule file holds cause, rule and until blocks; " + name + " must stand inside one.",
			Subject: &at,
		})
	}
}

func (l *loader) cause(hb *hclsyntax.Block) {
	b := l.block(hb, "")
	id, ok := b.label(hb)
	if !ok {
		return
	}
	if !causeID.MatchString(id) {
		b.fail(hb.LabelRanges[0], "Invalid cause id", "A cause is called area.name in lower case, such as memory.container-limit; %q is not.", id)
	}
	if !l.define("cause "+id, hb) {
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
		Defined:    position(hb.DefRange()),
	}
	if b.required("severity", strings.Join(engine.SeverityNames(), ", ")) != "" {
		c.Severity, _ = engine.ParseSeverity(b.word("severity", engine.SeverityNames()))
	}
	c.LiesInPeer = b.word("lies_in", []string{"peer", "subject"}) == "peer"
	ids := map[string]bool{}
	for _, inner := range b.body.Blocks {
		switch inner.Type {
		case "leads_to":
			c.LeadsTo = append(c.LeadsTo, l.edge(inner))
		case "dissent":
			if w, ok := l.dissent(inner); ok {
				c.Dissents = append(c.Dissents, w)
			}
		case "fix":
			if f, ok := l.fix(inner); ok {
				if ids[f.ID] {
					b.fail(inner.LabelRanges[0], "Duplicate fix", "The cause %s has a fix %q already.", id, f.ID)
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
func (l *loader) untils(body *hclsyntax.Body) {
	for _, hb := range body.Blocks {
		if hb.Type != "until" {
			continue
		}
		m, ok := l.match(hb, "", false, nil)
		if !ok || !l.define("until "+m.Name, hb) {
			continue
		}
		b := l.block(hb, "")
		if b.attr("causes") == nil {
			b.fail(b.at, "Missing attribute", "An until outside of a rule needs causes = [\"…\"]: the ids of the causes that it ends.")
		}
		for _, t := range b.strings("causes") {
			l.uses = append(l.uses, causeUse{t.value, t.whole})
			if c := l.set.Causes[t.value]; c != nil {
				c.Untils = append(c.Untils, m)
			}
		}
	}
}

func (l *loader) edge(hb *hclsyntax.Block) engine.Edge {
	b := l.block(hb, "cause")
	b.unknown()
	if b.attr("causes") == nil {
		b.fail(b.at, "Missing attribute", "A leads_to needs causes = [\"…\"]: the ids of what it brings about.")
	}
	e := engine.Edge{Within: b.duration("within"), Where: b.condition("where", condition.CauseScope(), condition.Bool)}
	for _, inner := range b.body.Blocks {
		if inner.Type == "predicts" {
			e.Predicts = l.prediction(inner)
		}
	}
	for _, t := range b.strings("causes") {
		e.Causes = append(e.Causes, t.value)
		l.uses = append(l.uses, causeUse{t.value, t.whole})
	}
	return e
}

func (l *loader) fix(hb *hclsyntax.Block) (engine.Fix, bool) {
	b := l.block(hb, "cause")
	id, ok := b.label(hb)
	if !ok {
		return engine.Fix{}, false
	}
	b.unknown()
	for _, name := range []string{"title", "stage", "risk"} {
		if b.attr(name) == nil {
			b.fail(b.at, "Missing attribute", "A fix needs %s.", name)
		}
	}
	scope := condition.FixScope()
	f := engine.Fix{
		ID:     id,
		Title:  b.template("title", scope),
		Stage:  engine.Stage(b.word("stage", []string{string(engine.StageNow), string(engine.StageNext), string(engine.StageLastResort)})),
		Risk:   engine.Risk(b.word("risk", []string{string(engine.RiskSafe), string(engine.RiskDisruptive), string(engine.RiskDestructive)})),
		Verify: b.condition("verify", scope, condition.Bool),
	}
	if a := b.attr("commands"); a != nil {
		f.Commands = b.commands(a, scope)
	}
	return f, true
}

// commands reads a list of argument vectors.
func (b *block) commands(a *hclsyntax.Attribute, scope condition.Scope) [][]*condition.Template {
	const shape = "commands is a list of argument lists: commands = [[\"docker\", \"restart\", \"${subject.name}\"]]."
	list, ok := a.Expr.(*hclsyntax.TupleConsExpr)
	if !ok {
		b.fail(a.Expr.Range(), "Not a list", shape)
		return nil
	}
	var commands [][]*condition.Template
	for _, e := range list.Exprs {
		argv, ok := e.(*hclsyntax.TupleConsExpr)
		if !ok || len(argv.Exprs) == 0 {
			b.fail(e.Range(), "Not an argument list", shape)
			continue
		}
		var command []*condition.Template
		for _, arg := range argv.Exprs {
			if t := b.templateOf("commands", arg, scope); t != nil {
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
			b.fail(t.whole, "Not a URL", "A reference is an http(s) address; %q is not.", t.value)
		}
	}
	return values(texts)
}

// settings reads a list of kinds, or of kinds and their fields, whose change may
// bring a cause about: "host.firewall", "container.state.env_names".
func (b *block) settings() []string {
	texts := b.strings("changes")
	for _, t := range texts {
		var kinds, fields []string
		found := false
		for i := range fact.Kinds {
			k := &fact.Kinds[i]
			kinds = append(kinds, k.Name)
			field, ok := strings.CutPrefix(t.value, k.Name+".")
			found = found || t.value == k.Name
			if !ok {
				continue
			}
			for _, f := range fact.Fields(k.Zero) {
				fields = append(fields, k.Name+"."+f.Name)
				found = found || f.Name == field
			}
		}
		if !found {
			b.fail(t.whole, "Unknown setting", "%q is no kind of fact and no field of one%s", t.value, condition.DidYouMean(t.value, append(fields, kinds...)))
		}
	}
	return values(texts)
}

// define records where something was defined and refuses a second definition.
func (l *loader) define(what string, hb *hclsyntax.Block) bool {
	at := hb.DefRange()
	if first, ok := l.ranges[what]; ok && !l.overrides(at.Filename, hb.Labels[0]) {
		label := hb.LabelRanges[0]
		l.diags = append(l.diags, &hcl.Diagnostic{
			Severity: hcl.DiagError, Summary: "Defined twice",
			Detail:  "The " + what + " is defined already, at " + first.String() + ".",
			Subject: &label,
		})
		return false
	}
	l.ranges[what] = at
	return true
}

func position(r hcl.Range) engine.Position {
	return engine.Position{File: r.Filename, Line: r.Start.Line}
}
