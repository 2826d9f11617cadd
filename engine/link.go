package engine

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"culprit/engine/topology"
)

// A Relation is how the subjects of a cause and its effect concern each other.
type Relation string

// The relations.
const (
	RelationSame      Relation = "same"      // one subject
	RelationPeer      Relation = "peer"      // the effect names the cause's subject as its other side
	RelationNeeds     Relation = "needs"     // the effect's subject needs the cause's
	RelationStandsOn  Relation = "stands-on" // its data lies there, or it uses that GPU
	RelationHost      Relation = "host"      // both live on one host
	RelationCondition Relation = "condition" // the catalogue's own condition
	RelationRecord    Relation = "record"    // both were read from one record
	RelationRetold    Relation = "retold"    // a command's output tells of what a container's own shows
	RelationAssumed   Relation = "assumed"   // nothing else that fails can be the peer that the effect lost
)

// An Order is what the times of a cause and its effect say.
type Order string

// The orders. Times that overlap within their uncertainty can't be told apart.
const (
	OrderAfter   Order = "after"   // the effect began after the cause
	OrderBefore  Order = "before"  // it was seen before the cause was, within the slack
	OrderUnsure  Order = "unsure"  // cannot tell which was first
	OrderUnknown Order = "unknown" // either has no time
)

// A Link is a step of the causal graph with what speaks for it.
type Link struct {
	Cause, Effect *Diagnosis
	Relation      Relation
	Proof         []topology.Edge // dependencies that tie the two, from the effect's subject on
	Order         Order
	Delay         time.Duration // how long after the cause the effect began; negative when before
	Uncertainty   time.Duration // of Delay

	edge   *Edge
	score  float64
	record bool

	assumed bool
	retold  bool
}

// reason fills in why a link holds.
func (r *run) reason(l *Link) {
	c, e := l.Cause, l.Effect
	switch path := r.graph.Path(e.Subject, c.Subject); {
	case l.record:
		l.Relation = RelationRecord
	case l.retold:
		l.Relation = RelationRetold
	case l.assumed:
		l.Relation = RelationAssumed
	case c.Subject == e.Subject:
		l.Relation = RelationSame
	case c.Subject == e.Peer:
		l.Relation, l.Proof = RelationPeer, path
	case len(path) > 0:
		l.Relation, l.Proof = RelationNeeds, path
	case shared(c.Subject):
		l.Relation = RelationHost
		if edge, yes, _ := r.graph.StandsOn(e.Subject, c.Subject); yes {
			l.Relation, l.Proof = RelationStandsOn, []topology.Edge{edge}
		}
	default:
		l.Relation = RelationCondition
	}
	l.Order = OrderUnknown
	if c.First.Known() && e.First.Known() {
		l.Delay, l.Uncertainty = e.First.At.Sub(c.First.At), c.First.Uncertainty+e.First.Uncertainty
		switch {
		case c.First.CertainlyBefore(e.First):
			l.Order = OrderAfter
		case e.First.CertainlyBefore(c.First):
			l.Order = OrderBefore
		default:
			l.Order = OrderUnsure
		}
	}
}

// strength prefers the likelier cause, and one that began before its effect.
func strength(cause, effect *Diagnosis) float64 {
	score := cause.Confidence
	if cause.First.CertainlyBefore(effect.First) {
		score += 0.1
	}
	if cause.Subject == effect.Peer {
		score += 0.1
	}
	return score
}

func compareLinks(a, b *Link) int {
	return cmp.Or(cmp.Compare(b.score, a.score), strings.Compare(a.Cause.ID, b.Cause.ID), strings.Compare(a.Effect.ID, b.Effect.ID))
}

// possible collects links, of each effect the strongest.
type possible struct{ byEffect map[*Diagnosis][]*Link }

func (p *possible) add(l *Link) {
	list := append(p.byEffect[l.Effect], l)
	if len(list) >= 2*maxLinks {
		slices.SortStableFunc(list, compareLinks)
		list = list[:maxLinks]
	}
	p.byEffect[l.Effect] = list
}

func (p *possible) all(diagnoses []*Diagnosis) []*Link {
	var links []*Link
	for _, d := range diagnoses {
		links = append(links, p.byEffect[d]...)
	}
	return links
}

// inPlace gives each diagnosis its first place in the order of causes: by time,
// as most causes began before their effects.
func inPlace(diagnoses []*Diagnosis) {
	sorted := slices.Clone(diagnoses)
	slices.SortFunc(sorted, func(a, b *Diagnosis) int {
		return cmp.Or(compareTimes(a, b), strings.Compare(a.ID, b.ID))
	})
	for i, d := range sorted {
		d.order = i
		d.Links, d.CausedBy, d.LeadsTo = nil, nil, nil
	}
}

// connect adds links to the graph, strongest first, without circles.
func connect(links []*Link) {
	slices.SortStableFunc(links, compareLinks)
	for _, l := range links {
		if len(l.Effect.Links) >= maxCauses || slices.Contains(l.Effect.CausedBy, l.Cause) || !ordered(l.Cause, l.Effect) {
			continue
		}
		l.Cause.LeadsTo = append(l.Cause.LeadsTo, l.Effect)
		l.Effect.CausedBy = append(l.Effect.CausedBy, l.Cause)
		l.Effect.Links = append(l.Effect.Links, l)
	}
}

// ordered makes room for a link in the order of causes, so that every cause
// stands before its effects; false when the effect explains the cause already.
// Only the part of the graph between the two is looked at (D. Pearce and
// P. Kelly, A dynamic topological sort algorithm for directed acyclic graphs,
// 2006).
func ordered(cause, effect *Diagnosis) bool {
	low, high := effect.order, cause.order
	if high < low {
		return true
	}
	after, ok := region(effect, func(d *Diagnosis) []*Diagnosis { return d.LeadsTo }, func(d *Diagnosis) bool { return d.order <= high }, cause)
	if !ok {
		return false
	}
	before, _ := region(cause, func(d *Diagnosis) []*Diagnosis { return d.CausedBy }, func(d *Diagnosis) bool { return d.order >= low }, nil)
	byOrder := func(a, b *Diagnosis) int { return cmp.Compare(a.order, b.order) }
	slices.SortFunc(before, byOrder)
	slices.SortFunc(after, byOrder)
	moved := append(before, after...)
	places := make([]int, len(moved))
	for i, d := range moved {
		places[i] = d.order
	}
	slices.Sort(places)
	for i, d := range moved {
		d.order = places[i]
	}
	return true
}

// region lists what can be reached from d inside bounds; ok is false when that
// includes forbidden.
func region(d *Diagnosis, next func(*Diagnosis) []*Diagnosis, inside func(*Diagnosis) bool, forbidden *Diagnosis) (list []*Diagnosis, ok bool) {
	seen := map[*Diagnosis]bool{d: true}
	list = []*Diagnosis{d}
	for i := 0; i < len(list); i++ {
		if list[i] == forbidden {
			return nil, false
		}
		for _, n := range next(list[i]) {
			if !seen[n] && inside(n) {
				seen[n] = true
				list = append(list, n)
			}
		}
	}
	return list, true
}

// explains reports whether the links lead from a to b.
func explains(a, b *Diagnosis) bool {
	if a.order > b.order {
		return false
	}
	_, without := region(b, func(d *Diagnosis) []*Diagnosis { return d.CausedBy }, func(d *Diagnosis) bool { return d.order >= a.order }, a)
	return !without
}

// hearsay reports whether a diagnosis only tells again what another one shows,
// or is one of fall-back rules that another one explains.
func hearsay(d *Diagnosis) bool {
	return slices.ContainsFunc(d.Links, func(l *Link) bool { return l.retold }) ||
		len(d.Links) > 0 && !slices.ContainsFunc(d.Findings, func(f *Finding) bool { return !f.Rule.Fallback })
}

// reduce takes out links that only shorten a longer chain: the cache's death
// leads to the refused connection and that to the lost broker, so the cache's
// own link to the lost broker says nothing more. What is reachable stays so,
// hence the order of the diagnoses does not matter.
func reduce(diagnoses []*Diagnosis) {
	for _, e := range diagnoses {
		if len(e.Links) < 2 {
			continue
		}
		// What the subject suffers itself is nearer than what another witness of
		// the same cause says, and what fails nearer than what was told of it.
		direct := slices.ContainsFunc(e.Links, func(l *Link) bool { return !hearsay(l.Cause) })
		e.Links = slices.DeleteFunc(e.Links, func(l *Link) bool {
			return direct && hearsay(l.Cause) || slices.ContainsFunc(e.CausedBy, func(own *Diagnosis) bool {
				return own.Cause == l.Cause.Cause && own.Subject == e.Subject && own != l.Cause && explains(own, l.Cause)
			})
		})
		all := make([]*Diagnosis, len(e.Links))
		for i, l := range e.Links {
			all[i] = l.Cause
		}
		e.Links = slices.DeleteFunc(e.Links, func(l *Link) bool {
			return slices.ContainsFunc(all, func(other *Diagnosis) bool { return other != l.Cause && explains(l.Cause, other) })
		})
	}
}
