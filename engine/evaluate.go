package engine

import (
	"cmp"
	"slices"
	"unique"

	"culprit/engine/fact"
)

// evaluateAll applies rules, several at a time. The findings stand in the order
// of the rules, whichever was done first.
func (r *run) evaluateAll(rules []*Rule) []*Finding {
	outcomes := make([]*outcome, len(rules))
	var open []func()
	for i, rule := range rules {
		known, partners := r.recall(rule)
		switch {
		case known == nil:
			open = append(open, func() { outcomes[i] = r.evaluate(rule) })
		case partners || known.leads == nil && r.differs(&rule.Matches[0]):
			open = append(open, func() {
				outcomes[i] = r.evaluate(rule)
				outcomes[i].keep(known.parties)
			})
		case r.differs(&rule.Matches[0]) || rule.Fallback && !slices.Equal(known.left, r.leftOvers(rule)):
			open = append(open, func() { outcomes[i] = r.extend(rule, known) })
		default:
			outcomes[i] = known
		}
	}
	inParallel(len(open), func(i int) { open[i]() })
	var found []*Finding
	for i, o := range outcomes {
		found = append(found, r.accept(rules[i], o)...)
	}
	return found
}

// accept takes what a rule found into the run.
func (r *run) accept(rule *Rule, o *outcome) []*Finding {
	r.fallSilent(rule, o.parties)
	if r.opts.Memory != nil {
		if rule.Fallback {
			o.left = r.leftOvers(rule)
		}
		r.opts.Memory.rules[rule] = o
	}
	r.understand(rule, o.records)
	findings := make([]*Finding, len(o.parties))
	for i, p := range o.parties {
		findings[i] = p.finding
	}
	return findings
}

// An outcome is what a rule found.
type outcome struct {
	parties []*party     // in the order of their first anchors
	records []*fact.Fact // of all hits

	// With a memory:
	leads map[*fact.Fact]*lead // by anchor; nil: not known
	left  []bool               // of a fall-back rule: which of its candidates were left over
}

// A party is a finding with the anchors of its hits.
type party struct {
	key     identity // without a cause
	finding *Finding
	anchors []*fact.Fact

	now   []*fact.Fact // while the anchors of the next run are found
	round int
}

// A lead is what an anchor led to.
type lead struct {
	party *party
	bound []*fact.Fact
	round int // in which it was last there
}

// evaluate applies one rule.
func (r *run) evaluate(rule *Rule) *outcome {
	o := &outcome{}
	g := r.grouping(rule)
	if r.opts.Memory != nil && extends(rule) {
		o.leads = map[*fact.Fact]*lead{}
	}
	r.hits(rule, func(h *hit) {
		if o.leads != nil {
			o.leads[h.bound[0].fact] = &lead{party: &g.of(h).party, bound: factsOf(h.bound), round: r.opts.Memory.round}
		}
		g.take(h)
	})
	o.records = g.records
	for _, of := range g.found {
		g.finish(of)
		o.parties = append(o.parties, &of.party)
	}
	return o
}

func factsOf(list []bound) []*fact.Fact {
	found := make([]*fact.Fact, len(list))
	for i, b := range list {
		found[i] = b.fact
	}
	return found
}

// A grouping makes findings of hits, one for each subject and peer.
type grouping struct {
	*run
	rule    *Rule
	groups  map[identity]*group
	said    map[identity]*group // by what the rule says, before the topology is asked
	found   []*group            // in the order of their first hits
	records []*fact.Fact
}

type group struct {
	party
	last   hit
	course course
}

func (r *run) grouping(rule *Rule) *grouping {
	return &grouping{run: r, rule: rule, groups: map[identity]*group{}, said: map[identity]*group{}}
}

// take adds a hit, unless it is of a record that the rule may not speak of.
func (g *grouping) take(h *hit) {
	anchor := h.bound[0].fact
	if !g.leftOver(g.rule, anchor) {
		return
	}
	for _, b := range h.bound {
		g.records = append(g.records, b.fact)
	}
	to := g.of(h)
	if to.finding == nil {
		to.finding = &Finding{Rule: g.rule, Subject: to.key.subject.Value(), Peer: to.key.peer.Value(), on: to.key.subject, with: to.key.peer}
		to.course = course{ends: g.endings(g.set.Causes[g.rule.Cause])[anchor.Subject], quiet: cmp.Or(g.quiet(g.rule), silence)}
		g.found = append(g.found, to)
	}
	g.add(to.finding, h)
	to.course.follow(to.finding, h)
	h.keep(&to.last, len(g.rule.Untils) > 0)
	if g.opts.Memory != nil {
		to.anchors = append(to.anchors, anchor)
	}
}

// of is the group that a hit belongs to.
func (g *grouping) of(h *hit) *group {
	subject, peer := g.subjects(g.rule, h)
	k := identity{subject: unique.Make(subject), peer: unique.Make(peer)}
	to := g.said[k]
	if to == nil {
		subject = g.graph.Canonical(subject)
		full := identity{subject: unique.Make(subject), peer: unique.Make(g.graph.SeenFrom(peer, subject))}
		if to = g.groups[full]; to == nil {
			to = &group{party: party{key: full}}
			g.groups[full] = to
		}
		g.said[k] = to
	}
	return to
}

// finish makes a finding complete.
func (g *grouping) finish(of *group) {
	f := of.finding
	if f.Count > sampledHits {
		f.Evidence = append(f.Evidence, evidence(&of.last)...)
	}
	f.cadence = cadence(of.course.gaps)
	g.settle(g.rule, f, &of.last)
}
