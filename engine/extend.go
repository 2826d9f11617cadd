package engine

import (
	"maps"
	"slices"

	"culprit/engine/fact"
)

// extends reports whether each anchor of a rule stands for itself: then only new
// ones must be tried, as long as what they are joined with is the same.
func extends(rule *Rule) bool {
	m := &rule.Matches[0]
	return m.Count <= 1 && m.Kind != fact.KindFinding && m.Kind != "record"
}

// extend finds what new anchors of a rule lead to, and makes the findings anew
// whose anchors are not those of the last run.
func (r *run) extend(rule *Rule, last *outcome) *outcome {
	round := r.opts.Memory.round
	o := &outcome{leads: last.leads}
	r.reach(rule, o, last.parties)
	there := 0
	for _, f := range r.facts.candidates(&rule.Matches[0]) {
		to := o.leads[f]
		if to == nil {
			continue
		}
		to.round = round
		there++
		if !r.leftOver(rule, f) {
			continue
		}
		p := to.party
		if p.round != round {
			p.round, p.now = round, nil
			o.parties = append(o.parties, p)
		}
		p.now = append(p.now, f)
		o.records = append(o.records, to.bound...)
	}
	if there < len(o.leads) {
		maps.DeleteFunc(o.leads, func(_ *fact.Fact, to *lead) bool { return to.round != round })
	}
	other := map[identity]*party{}
	anchors := map[*fact.Fact]bool{}
	for _, p := range o.parties {
		if p.finding == nil || !slices.Equal(p.anchors, p.now) {
			other[p.key] = p
			for _, f := range p.now {
				anchors[f] = true
			}
		}
	}
	if len(other) == 0 {
		return o
	}
	g := r.grouping(rule)
	if s := r.search(rule, anchors); s != nil {
		s.all(g.take)
	}
	for _, of := range g.found {
		g.finish(of)
		p := other[of.key]
		if p.finding == nil || !p.finding.is(of.finding) {
			p.finding = of.finding
		}
		p.anchors = p.now
	}
	return o
}

// reach tries the anchors that the last run did not have.
func (r *run) reach(rule *Rule, o *outcome, parties []*party) {
	fresh := map[*fact.Fact]bool{}
	for _, f := range r.facts.candidates(&rule.Matches[0]) {
		if r.opts.Memory.fresh[f] {
			fresh[f] = true
		}
	}
	if len(fresh) == 0 {
		return
	}
	s := r.search(rule, fresh)
	if s == nil {
		return
	}
	g := r.grouping(rule)
	var known map[identity]*party
	s.all(func(h *hit) {
		if known == nil {
			known = make(map[identity]*party, len(parties))
			for _, to := range o.leads {
				known[to.party.key] = to.party
			}
		}
		key := g.of(h).key
		p := known[key]
		if p == nil {
			p = &party{key: key}
			known[key] = p
		}
		o.leads[h.bound[0].fact] = &lead{party: p, bound: factsOf(h.bound)}
	})
}

// keep has findings that are as they were be the same *Finding.
func (o *outcome) keep(last []*party) {
	before := make(map[identity]*Finding, len(last))
	for _, p := range last {
		before[p.key] = p.finding
	}
	for _, p := range o.parties {
		if old := before[p.key]; old != nil && old.is(p.finding) {
			p.finding = old
		}
	}
}
