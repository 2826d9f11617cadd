package compare

import (
	"slices"
	"strings"

	"culprit/engine"
	"culprit/engine/condition"
	"culprit/engine/fact"
)

// explain puts beside each new or worse cause the differences that may explain
// it: those in fields that the cause's rules and fixes look at, or that the
// cause names itself (changes = […] in its block), of its own subject, its peer
// or the host.
func explain(set *engine.RuleSet, c *Comparison) {
	for _, cause := range c.Causes {
		if cause.Status != New && cause.Status != Worse {
			continue
		}
		d := cause.B
		looks := fieldsOf(set, d.Cause)
		whose := []string{subjectKey(d.Subject), ""}
		if !d.Peer.Zero() {
			whose = append(whose, subjectKey(d.Peer))
		}
		for _, diff := range c.Differences {
			if !looks[diff.Kind+"."+diff.Field] && !looks[diff.Kind] {
				continue
			}
			if boxed(diff.Kind) && d.Subject.Kind == fact.Container && !slices.Contains(whose, diff.Subject) {
				continue
			}
			cause.Differences = append(cause.Differences, diff)
			if !slices.Contains(diff.Explains, d.Cause.ID) {
				diff.Explains = append(diff.Explains, d.Cause.ID)
			}
		}
	}
}

// boxed kinds belong to one container.
func boxed(kind string) bool {
	return strings.HasPrefix(kind, "container.") || kind == "compose.service"
}

// fieldsOf lists the kind.field pairs that may bring a cause about.
func fieldsOf(set *engine.RuleSet, cause *engine.Cause) map[string]bool {
	looks := map[string]bool{}
	for _, name := range cause.Changes {
		looks[name] = true
	}
	add := func(kinds map[string]string, reads []condition.Read) {
		for _, r := range reads {
			if kind := kinds[r.Variable]; kind != "" {
				looks[kind+"."+r.Field] = true
			}
		}
	}
	for _, rule := range set.Rules {
		if rule.Cause != cause.ID {
			continue
		}
		kinds := map[string]string{}
		for _, list := range [][]engine.Match{rule.Matches, rule.Absents, rule.Untils} {
			for i := range list {
				kinds[list[i].Name] = list[i].Kind
			}
		}
		for _, list := range [][]engine.Match{rule.Matches, rule.Absents} {
			for i := range list {
				if list[i].Where != nil {
					add(kinds, list[i].Where.Reads())
				}
			}
		}
		add(kinds, rule.Message.Reads())
	}
	kinds := map[string]string{}
	for _, v := range condition.FixScope() {
		kinds[v.Name] = v.Kind
	}
	for i := range cause.Fixes {
		f := &cause.Fixes[i]
		for _, command := range f.Commands {
			for _, arg := range command {
				add(kinds, arg.Reads())
			}
		}
		if f.Verify != nil {
			add(kinds, f.Verify.Reads())
		}
	}
	return looks
}
