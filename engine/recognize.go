package engine

import (
	"maps"
	"slices"

	"culprit/engine/fact"
	"culprit/engine/topology"
)

// A fact that was there in the last run is the same *Fact in the next, so that
// lists of facts can be compared by their pointers. What a rule found holds as
// long as the lists of its matches do, and a diagnosis as long as its findings.

// recognized is a fact as the last run had it.
type recognized struct {
	fact  *fact.Fact
	round int // in which it was last there
}

// An entry tells facts of documents apart, which are read anew each time.
type entry struct {
	kind   string
	origin fact.Origin
}

// recognize makes the facts that a run reasons over.
func (m *Memory) recognize(facts []fact.Fact) []*fact.Fact {
	clear(m.fresh)
	list := make([]*fact.Fact, len(facts))
	for i := range facts {
		list[i] = m.same(&facts[i])
	}
	return list
}

func (m *Memory) same(f *fact.Fact) *fact.Fact {
	_, isLog := f.Data.(*fact.LogLine)
	known, at := m.facts[f.Data], entry{f.Kind, f.Origin}
	if known == nil && !isLog {
		known = m.told[at]
	}
	if known != nil && known.round < m.round && equal(known.fact, f) {
		if known.round < m.round-1 {
			m.fresh[known.fact] = true
		}
		known.round = m.round
		return known.fact
	}
	own := *f // f is one of a long list that need not be kept for it
	m.fresh[&own] = true
	r := &recognized{&own, m.round}
	if m.facts[f.Data] = r; !isLog {
		m.told[at] = r
	}
	return &own
}

func equal(a, b *fact.Fact) bool {
	return a.Kind == b.Kind && a.Origin == b.Origin && a.Subject == b.Subject && a.Time == b.Time && a.Repeats == b.Repeats && a.Last == b.Last &&
		a.Text == b.Text && topology.SameData(a.Data, b.Data)
}

// grounds is what a run looks at besides facts.
type grounds struct {
	coverage []Coverage
	logged   map[fact.Subject]bool
	edges    []topology.Edge // that were observed
}

// compare finds out what of a run is as it was in the last one.
func (m *Memory) compare(r *run, sameGraph bool) {
	r.changed = map[*Match]bool{}
	if m.last == nil || !sameGraph {
		clear(m.rules)
		clear(m.causes)
		m.last = nil
	}
	r.kinds = map[string]bool{}
	for kind, list := range r.facts.byKind {
		r.kinds[kind] = m.last == nil || !slices.Equal(list, m.last.byKind[kind])
	}
	if m.last != nil {
		for kind := range m.last.byKind {
			if _, still := r.facts.byKind[kind]; !still {
				r.kinds[kind] = true
			}
		}
	}
	r.looksAlike = slices.EqualFunc(m.before.coverage, r.opts.Coverage, func(a, b Coverage) bool {
		return a.Stream == b.Stream && a.Subject == b.Subject && a.From.Equal(b.From) && slices.Equal(a.Parsers, b.Parsers) && slices.Equal(a.Gaps, b.Gaps)
	}) && maps.Equal(m.before.logged, r.logged)
	m.before.coverage, m.before.logged = r.opts.Coverage, r.logged
}

// differs reports whether other facts may satisfy a match than in the last run.
func (r *run) differs(m *Match) bool {
	if m.Kind == fact.KindFinding {
		return r.kinds[m.Kind]
	}
	if changed, known := r.changed[m]; known {
		return changed
	}
	now, last := r.facts, r.opts.Memory.last
	changed := r.kinds[m.Kind]
	if changed && last != nil && now.looked.byMatch[m] {
		a, b := now.byMatch[m], last.byMatch[m]
		changed = len(a) != len(b)
		for i := 0; i < len(a) && !changed; i++ {
			changed = now.byKind[m.Kind][a[i]] != last.byKind[m.Kind][b[i]]
		}
	}
	r.changed[m] = changed
	return changed
}

// is reports whether two findings of a rule on a subject are equal, but for the
// silence after them.
func (f *Finding) is(g *Finding) bool {
	return f.Count == g.Count && f.hits == g.hits && f.First == g.First && f.Last == g.Last && f.Ended == g.Ended && f.Message == g.Message &&
		f.confidence == g.confidence && f.cadence == g.cadence && slices.Equal(f.Evidence, g.Evidence) && slices.Equal(f.Unknown, g.Unknown) &&
		slices.Equal(f.Episodes, g.Episodes)
}

// recall is what a rule found in the last run, nil when that is not known, and
// whether something else that it looks at than its anchors is different now.
func (r *run) recall(rule *Rule) (known *outcome, partners bool) {
	if r.opts.Memory == nil || r.opts.Memory.rules[rule] == nil {
		return nil, false
	}
	if len(rule.Absents) > 0 && !r.looksAlike {
		return r.opts.Memory.rules[rule], true
	}
	lists := [][]Match{rule.Matches[1:], rule.Absents, rule.Untils, nil}
	if c := r.set.Causes[rule.Cause]; c != nil {
		lists[3] = c.Untils
	}
	for _, list := range lists {
		for i := range list {
			partners = partners || r.differs(&list[i])
		}
	}
	return r.opts.Memory.rules[rule], partners
}

// leftOvers says of each fact that a fall-back rule may begin with whether it
// may speak of it.
func (r *run) leftOvers(rule *Rule) (left []bool) {
	for _, f := range r.facts.candidates(&rule.Matches[0]) {
		left = append(left, r.leftOver(rule, f))
	}
	return left
}

// compareFindings does so for the findings of the strata up to one.
func (m *Memory) compareFindings(r *run, stratum int) {
	if m == nil {
		return
	}
	for len(m.found) <= stratum {
		m.found = append(m.found, nil)
	}
	list := r.facts.byKind[fact.KindFinding]
	r.kinds[fact.KindFinding] = m.last == nil || !slices.Equal(list, m.found[stratum])
	m.found[stratum] = slices.Clone(list)
}

// compareEdges does so for the dependencies that findings showed.
func (m *Memory) compareEdges(r *run) {
	edges := r.graph.Edges()
	r.edgesAlike = slices.Equal(edges, m.before.edges)
	m.before.edges = edges
}

// sums is a diagnosis as its findings make it, before others are looked at.
type sums struct {
	findings  []*Finding
	about     []*fact.Fact // what is known of its subject
	diagnosis Diagnosis
	round     int // in which it was last there
}

// sum draws a diagnosis together, or remembers it.
func (m *Memory) sum(r *run, d *Diagnosis) {
	if m == nil {
		r.sum(d)
		return
	}
	k := identity{d.Cause.ID, d.on, d.with}
	var about []*fact.Fact
	for _, kind := range describing {
		about = append(about, r.facts.about(kind, d.on)...)
	}
	known := m.causes[k]
	if known == nil || !r.edgesAlike || !slices.Equal(known.findings, d.Findings) || !slices.Equal(known.about, about) {
		known = &sums{findings: slices.Clone(d.Findings), about: about}
		r.sum(d)
		known.diagnosis = *d
		known.diagnosis.Reasons = slices.Clip(d.Reasons)
		m.causes[k] = known
	}
	known.round = m.round
	*d = known.diagnosis
}

// describing are the kinds of fact that sum looks at.
var describing = []string{"container.state", "container.stats", "k8s.pod", "container.event"}
