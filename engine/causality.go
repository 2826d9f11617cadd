package engine

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"culprit/engine/condition"
	"culprit/engine/fact"
)

// DefaultEdgeWithin is how long after a cause was last seen an effect may
// begin and still be its effect. Clients with retries and back-off report a
// lost peer up to minutes later.
const DefaultEdgeWithin = 15 * time.Minute

// clockSlack forgives effects that seem to begin a little before their cause:
// a client notices a dying peer before the peer's death is written down.
const clockSlack = 30 * time.Second

// maxCauses is how many explanations of one diagnosis are kept.
const maxCauses = 3

// A link is a possible step of the causal graph.
type link struct {
	cause, effect *Diagnosis
	score         float64
}

// explain builds the causal graph: each edge of the catalogue between two
// diagnoses whose subjects and times fit, strongest first, leaving out those
// that would close a circle.
func (r *run) explain(diagnoses []*Diagnosis) {
	byCause := map[string][]*Diagnosis{}
	for _, d := range diagnoses {
		byCause[d.Cause.ID] = append(byCause[d.Cause.ID], d)
	}
	var links []link
	for _, d := range diagnoses {
		for i := range d.Cause.LeadsTo {
			edge := &d.Cause.LeadsTo[i]
			for _, id := range edge.Causes {
				for _, e := range byCause[id] {
					if e != d && inTime(d, e, edge.Within) && r.related(edge, d, e) {
						links = append(links, link{d, e, strength(d, e)})
					}
				}
			}
		}
	}
	connect(links)
	connect(sameRecord(diagnoses))
	reduce(diagnoses)
	for _, d := range diagnoses {
		slices.SortFunc(d.LeadsTo, func(a, b *Diagnosis) int {
			return cmp.Or(compareTimes(a, b), cmp.Compare(b.Confidence, a.Confidence), strings.Compare(a.ID, b.ID))
		})
	}
}

// reduce takes out links that only shorten a longer chain: the cache's death
// leads to the refused connection and that to the lost broker, so the cache's
// own link to the lost broker says nothing more.
func reduce(diagnoses []*Diagnosis) {
	for _, e := range diagnoses {
		if len(e.CausedBy) < 2 {
			continue
		}
		far := map[*Diagnosis]bool{}
		for _, c := range e.CausedBy {
			below := reach(c)
			far[c] = slices.ContainsFunc(e.CausedBy, func(other *Diagnosis) bool { return other != c && below[other] })
		}
		e.CausedBy = slices.DeleteFunc(e.CausedBy, func(c *Diagnosis) bool {
			if far[c] {
				c.LeadsTo = slices.DeleteFunc(c.LeadsTo, func(d *Diagnosis) bool { return d == e })
			}
			return far[c]
		})
	}
}

// connect adds links to the graph, strongest first, without circles.
func connect(links []link) {
	slices.SortStableFunc(links, func(a, b link) int {
		return cmp.Or(cmp.Compare(b.score, a.score), strings.Compare(a.cause.ID, b.cause.ID), strings.Compare(a.effect.ID, b.effect.ID))
	})
	for _, l := range links {
		if len(l.effect.CausedBy) >= maxCauses || slices.Contains(l.effect.CausedBy, l.cause) || reach(l.effect)[l.cause] {
			continue
		}
		l.cause.LeadsTo = append(l.cause.LeadsTo, l.effect)
		l.effect.CausedBy = append(l.effect.CausedBy, l.cause)
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

// inTime reports whether the effect can stem from the cause: it went on after
// the cause began and began before the cause was long over. Unknown times
// exclude nothing.
func inTime(cause, effect *Diagnosis, within time.Duration) bool {
	if within == 0 {
		within = DefaultEdgeWithin
	}
	if cause.First.Known() && effect.Last.Known() && effect.Last.Latest().Add(clockSlack).Before(cause.First.Earliest()) {
		return false
	}
	if cause.Last.Known() && effect.First.Known() && effect.First.Earliest().After(cause.Last.Latest().Add(within)) {
		return false
	}
	return true
}

// related reports whether cause and effect concern each other: by the edge's
// own condition, else when they share their subject, the effect's peer is the
// cause's subject, or the effect's subject needs it.
func (r *run) related(edge *Edge, cause, effect *Diagnosis) bool {
	if edge.Where != nil {
		env := r.env()
		env["cause"], env["effect"] = causeView(cause), causeView(effect)
		ok, err := edge.Where.Bool(env)
		return ok && err == nil
	}
	switch {
	case cause.Subject == effect.Subject, cause.Subject == effect.Peer:
		return true
	case shared(cause.Subject):
		return r.graph.Shares(cause.Subject, effect.Subject, "host")
	default:
		return r.graph.DependsOn(effect.Subject, cause.Subject)
	}
}

// shared reports whether a subject is the ground that everything on a host
// stands on.
func shared(s fact.Subject) bool {
	switch s.Kind {
	case fact.Host, fact.FileSystem, fact.GPU, fact.Unit:
		return true
	}
	return false
}

func causeView(d *Diagnosis) condition.CauseView {
	return condition.CauseView{
		Cause: d.Cause.ID, Subject: d.Subject, Peer: d.Peer, Count: d.Count,
		First: d.First.At, Last: d.Last.At,
	}
}

// sameRecord links a diagnosis to a stronger one of the same subject that was
// read from the same record: a generic rule that saw the traceback which a
// specific rule understood adds no second root.
func sameRecord(diagnoses []*Diagnosis) []link {
	byFact := map[*fact.Fact][]*Diagnosis{}
	for _, d := range diagnoses {
		for _, f := range d.Findings {
			for _, e := range f.Evidence {
				if list := byFact[e.Fact]; !slices.Contains(list, d) {
					byFact[e.Fact] = append(list, d)
				}
			}
		}
	}
	var links []link
	for _, d := range diagnoses {
		for _, other := range byFact[d.Findings[0].Evidence[0].Fact] {
			if other != d && other.Subject == d.Subject && other.Confidence > d.Confidence && !reach(d)[other] && !reach(other)[d] {
				links = append(links, link{other, d, other.Confidence})
			}
		}
	}
	return links
}
