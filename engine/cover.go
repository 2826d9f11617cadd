package engine

import (
	"culprit/engine/fact"
)

// Looked reports whether facts of a kind would have been seen in the input had
// there been any.
func (r *Result) Looked(kind string) bool { return r.looked[kind] }

// HasLog reports whether the input has a log of the subject, or a log that does
// not say whose it is.
func (r *Result) HasLog(s fact.Subject) bool {
	return r.logs[fact.Subject{}] || r.logs[r.Topology.Canonical(s)]
}

// told keeps in the result what the input could tell of at all.
func (r *run) told(res *Result) {
	res.looked, res.logs = map[string]bool{}, map[fact.Subject]bool{}
	for _, k := range fact.Kinds {
		res.looked[k.Name] = r.looked(k.Name)
	}
	for _, c := range r.opts.Coverage {
		for _, p := range c.Parsers {
			if p == "containerlog" {
				res.logs[r.graph.Canonical(c.Subject)] = true
			}
		}
	}
	for _, f := range r.facts.byKind["log.line"] {
		res.logs[f.Subject] = true
	}
}
