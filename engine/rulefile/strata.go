package rulefile

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"culprit/engine"
	"culprit/engine/condition"
)

// buildsOn checks that a match of findings says whose it means: rules are
// applied in strata, and one that looks at all findings would look at its own.
func (b *block) buildsOn(m *engine.Match) {
	causes, rules := m.BuildsOn()
	if len(causes) == 0 && len(rules) == 0 {
		b.fail(b.header(), "Findings of what?",
			"A match of findings must say which cause or rule it builds on: where = \"%s.cause == 'dependency.refused'\", or in ['…', '…'].", m.Name)
		return
	}
	t, _ := b.text("where")
	at := func(c condition.Constant) *hcl.Range { return t.position(c.Offset, c.Length).Ptr() }
	for _, c := range causes {
		b.uses = append(b.uses, causeUse{c.Value, at(c)})
	}
	for _, c := range rules {
		b.builds = append(b.builds, causeUse{c.Value, at(c)})
	}
}

// stratify orders rules by what they build on, and refuses circles.
func (l *loader) stratify() {
	var ids []string
	for what := range l.ranges {
		if id, ok := strings.CutPrefix(what, "rule "); ok {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	for _, u := range l.builds {
		if _, found := slices.BinarySearch(ids, u.id); !found {
			l.diags = append(l.diags, &hcl.Diagnostic{
				Severity: hcl.DiagError, Summary: "Unknown rule",
				Detail: "There is no rule \"" + u.id + "\"" + condition.DidYouMean(u.id, ids), Subject: u.at,
			})
		}
	}
	circle := engine.Stratify(l.set.Rules)
	if circle == nil {
		return
	}
	names := make([]string, len(circle))
	for i, r := range circle {
		names[i] = r.ID
	}
	slices.Reverse(names)
	l.diags = append(l.diags, &hcl.Diagnostic{
		Severity: hcl.DiagError, Summary: "Rules build on each other",
		Detail:  "A rule can't wait for its own findings: " + names[0] + " builds on " + strings.Join(names[1:], ", which builds on ") + ". Name single rules (rule == '…') instead of a whole cause, or leave one out.",
		Subject: l.ranges["rule "+names[0]],
	})
}
