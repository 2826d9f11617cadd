package rulefile

import (
	"culprit/engine"
	"culprit/engine/condition"
)

// dissent reads a witness that may contradict a cause:
//
//	dissent "box" {
//	  fact    = "container.state"
//	  where   = "same(box, cause.subject) && not box.oom_killed"
//	  message = "docker inspect says OOMKilled=false: …"
//	  doubt   = 0.1
//	}
func (l *loader) dissent(n *node) (engine.Dissent, bool) {
	scope := condition.DissentScope()
	m, ok := l.match(n, "cause", false, scope)
	if !ok {
		return engine.Dissent{}, false
	}
	b := l.block(n, "cause")
	if b.attr("message") == nil {
		b.fail(b.header(), "Missing attribute", "A dissent needs message = …: what the witness says, and why the cause is believed all the same.")
	}
	return engine.Dissent{
		Match:   m,
		Message: b.template("message", append(scope, condition.Variable{Name: m.Name, Kind: m.Kind, Pattern: m.Pattern})),
		Doubt:   b.part("doubt"),
	}, true
}

// prediction reads whom the effects of a cause must show on:
//
//	predicts {
//	  among  = "clients"
//	  weight = 0.2
//	}
func (l *loader) prediction(n *node) *engine.Prediction {
	b := l.block(n, "leads_to")
	b.unknown()
	for _, name := range []string{"among", "weight"} {
		if b.attr(name) == nil {
			b.fail(b.header(), "Missing attribute", "A predicts needs %s.", name)
		}
	}
	return &engine.Prediction{Among: b.word("among", engine.Amongs), Weight: b.part("weight")}
}

// part reads a part of a confidence.
func (b *block) part(name string) float64 {
	part := b.number(name, 0)
	if a := b.attr(name); a != nil && (part <= 0 || part >= 1) {
		b.fail(a.value.at(), "Invalid "+name, "%s is a part of the confidence, above 0 and below 1; %g is not.", name, part)
	}
	return part
}
