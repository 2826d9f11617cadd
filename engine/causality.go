package engine

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unique"

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

// maxLinks is how many possible explanations of one diagnosis are compared;
// the strongest are kept, so that memory grows with the diagnoses and not with
// their square.
const maxLinks = 64

// explain builds the causal graph: each edge of the catalogue between two
// diagnoses whose subjects and times fit, strongest first, leaving out those
// that would close a circle.
func (r *run) explain(x *effects, diagnoses []*Diagnosis) {
	p := &possible{byEffect: map[*Diagnosis][]*Link{}}
	for _, d := range diagnoses {
		env := r.env()
		for i := range d.Cause.LeadsTo {
			edge := &d.Cause.LeadsTo[i]
			r.eachEffect(x, edge, d, env, func(e *Diagnosis) {
				if e != d && inTime(d, e, edge.Within) && r.related(edge, d, e, env) {
					p.add(&Link{Cause: d, Effect: e, edge: edge, score: strength(d, e)})
				}
			})
		}
	}
	inPlace(diagnoses)
	connect(p.all(diagnoses))
	connect(sameRecord(diagnoses))
	connect(r.assume(diagnoses))
	connect(retold(diagnoses))
	connect(r.quoted(diagnoses))
	setAside(diagnoses)
	reduce(diagnoses)
	for _, d := range diagnoses {
		d.LeadsTo = nil
	}
	for _, d := range diagnoses {
		d.CausedBy = nil
		for _, l := range d.Links {
			r.reason(l)
			d.CausedBy = append(d.CausedBy, l.Cause)
			l.Cause.LeadsTo = append(l.Cause.LeadsTo, d)
		}
	}
	for _, d := range diagnoses {
		slices.SortFunc(d.LeadsTo, func(a, b *Diagnosis) int {
			return cmp.Or(compareTimes(a, b), cmp.Compare(b.Confidence, a.Confidence), strings.Compare(a.ID, b.ID))
		})
	}
}

// effects finds diagnoses by their cause and by whom they concern, so that an
// edge looks at those it may reach instead of at all.
type effects struct {
	byCause   map[string][]*Diagnosis
	bySubject map[concern][]*Diagnosis
	byPeer    map[concern][]*Diagnosis
	byHost    map[place][]*Diagnosis
	byJoin    map[*Edge]map[string]map[fact.Subject][]*Diagnosis // by cause, then by the value of the edge's equation
}

type concern struct {
	cause string
	whom  who
}

type place struct{ cause, host string }

func newEffects(diagnoses []*Diagnosis) *effects {
	x := &effects{
		byCause: map[string][]*Diagnosis{}, bySubject: make(map[concern][]*Diagnosis, len(diagnoses)), byPeer: make(map[concern][]*Diagnosis, len(diagnoses)),
		byHost: map[place][]*Diagnosis{}, byJoin: map[*Edge]map[string]map[fact.Subject][]*Diagnosis{},
	}
	for _, d := range diagnoses {
		id := d.Cause.ID
		x.byCause[id] = append(x.byCause[id], d)
		x.bySubject[concern{id, d.on}] = append(x.bySubject[concern{id, d.on}], d)
		if d.with != nobody && d.with != d.on {
			x.byPeer[concern{id, d.with}] = append(x.byPeer[concern{id, d.with}], d)
		}
		host := place{id, d.Subject.Host}
		x.byHost[host] = append(x.byHost[host], d)
	}
	return x
}

// eachEffect passes on the diagnoses that an edge of d may reach.
func (r *run) eachEffect(x *effects, edge *Edge, d *Diagnosis, env condition.Env, pass func(*Diagnosis)) {
	if !slices.ContainsFunc(edge.Causes, func(id string) bool { return len(x.byCause[id]) > 0 }) {
		return
	}
	var join *condition.Join
	if edge.Where != nil {
		if env["cause"] == nil {
			env["cause"] = causeView(d)
		}
		x := r.set.reach(edge)
		for _, guard := range x.guards {
			if ok, err := guard.Bool(env); !ok || err != nil {
				return
			}
		}
		join = x.join
	}
	for _, id := range edge.Causes {
		switch {
		case len(x.byCause[id]) == 0:
		case join != nil:
			if s, err := join.Other.Subject(env); err == nil && !s.Zero() {
				each(r.joined(x, edge, join, id)[r.graph.Canonical(s)], pass)
			}
		case edge.Where != nil:
			each(x.byCause[id], pass)
		case shared(d.Subject) && d.Subject.Host == "":
			each(x.byCause[id], pass) // any host may be this one
		case shared(d.Subject):
			each(x.byPeer[concern{id, d.on}], pass)
			each(x.byHost[place{id, d.Subject.Host}], pass)
			each(x.byHost[place{id, ""}], pass)
		default:
			each(x.bySubject[concern{id, d.on}], pass)
			each(x.byPeer[concern{id, d.on}], pass)
			for _, s := range r.dependents(d.on) {
				each(x.bySubject[concern{id, s}], pass)
			}
		}
	}
}

func each(list []*Diagnosis, pass func(*Diagnosis)) {
	for _, d := range list {
		pass(d)
	}
}

// joined indexes the diagnoses of a cause by the effect's side of an edge's
// equation.
func (r *run) joined(x *effects, edge *Edge, join *condition.Join, id string) map[fact.Subject][]*Diagnosis {
	if x.byJoin[edge] == nil {
		x.byJoin[edge] = map[string]map[fact.Subject][]*Diagnosis{}
	}
	index, ok := x.byJoin[edge][id]
	if !ok {
		index = map[fact.Subject][]*Diagnosis{}
		env := r.env()
		for _, e := range x.byCause[id] {
			env["effect"] = causeView(e)
			if s, err := join.Own.Subject(env); err == nil && !s.Zero() {
				s = r.graph.Canonical(s)
				index[s] = append(index[s], e)
			}
		}
		x.byJoin[edge][id] = index
	}
	return index
}

func (r *run) dependents(s who) []who {
	list, ok := r.needing[s]
	if !ok {
		for _, other := range r.graph.Dependents(s.Value()) {
			list = append(list, unique.Make(other))
		}
		r.needing[s] = list
	}
	return list
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

// related reports whether cause and effect, which eachEffect brought together,
// concern each other: by the edge's own condition; else when they share their
// subject, the effect's peer is the cause's subject, the effect's subject needs
// it, or stands on it.
func (r *run) related(edge *Edge, cause, effect *Diagnosis, env condition.Env) bool {
	if edge.Where != nil {
		env["effect"] = causeView(effect)
		ok, err := edge.Where.Bool(env)
		return ok && err == nil
	}
	switch {
	case cause.Subject == effect.Subject, cause.Subject == effect.Peer:
		return true
	case shared(cause.Subject):
		if _, yes, known := r.graph.StandsOn(effect.Subject, cause.Subject); known {
			return yes
		}
		return r.graph.Shares(cause.Subject, effect.Subject, "host")
	default:
		return true
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
		First: d.First.At, Last: d.Last.At, Rules: d.rules(),
	}
}

// sameRecord links a diagnosis to a stronger one of the same subject that was
// read from the same record: a generic rule that saw the traceback which a
// specific rule understood adds no second root.
func sameRecord(diagnoses []*Diagnosis) []*Link {
	type record struct {
		fact    *fact.Fact
		subject who
	}
	readFrom := make(map[record][]*Diagnosis, len(diagnoses))
	for _, d := range diagnoses {
		for _, f := range d.Findings {
			for _, e := range f.Evidence {
				k := record{e.Fact, d.on}
				if list := readFrom[k]; !slices.Contains(list, d) {
					readFrom[k] = append(list, d)
				}
			}
		}
	}
	var links []*Link
	for _, d := range diagnoses {
		for _, other := range readFrom[record{d.Findings[0].Evidence[0].Fact, d.on}] {
			if other != d && other.Confidence > d.Confidence && !explains(d, other) && !explains(other, d) {
				links = append(links, &Link{Cause: other, Effect: d, score: other.Confidence, record: true})
			}
		}
	}
	return links
}
