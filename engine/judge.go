package engine

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unique"

	"culprit/engine/condition"
	"culprit/engine/fact"
)

// maxConfidence: several witnesses approach certainty, they never reach it.
const maxConfidence = 0.99

// A Reason is one thing that moved the confidence of a diagnosis, and by how
// much.
type Reason struct {
	Text   string
	Change float64
}

// A Witness contradicts a diagnosis, with the words that reconcile the two.
type Witness struct {
	Text     string
	Evidence Evidence
}

// believe combines findings by noisy-or, counting findings that rest on the
// same records once: two rules that read one line are one witness.
func (d *Diagnosis) believe() {
	doubt := 1.0
	seen := map[*fact.Fact]bool{}
	for _, f := range d.Findings {
		fresh := false
		for _, e := range f.Evidence {
			if !seen[e.Fact] {
				seen[e.Fact], fresh = true, true
			}
		}
		e := f.Evidence[0]
		text := fmt.Sprintf("%s (%s:%d)", f.Rule.Title, e.Fact.Origin.Stream, e.Line())
		for _, m := range f.Unknown {
			text += "; lower, as " + m.Words()
		}
		if !fresh {
			d.Reasons = append(d.Reasons, Reason{text + "; the same record, so no further witness", 0})
			continue
		}
		before := min(1-doubt, maxConfidence)
		doubt *= 1 - f.confidence
		d.Reasons = append(d.Reasons, Reason{text, min(1-doubt, maxConfidence) - before})
	}
	d.Confidence = min(1-doubt, maxConfidence)
}

func (d *Diagnosis) move(confidence float64, format string, args ...any) {
	confidence = min(max(confidence, 0), maxConfidence)
	d.Reasons = append(d.Reasons, Reason{fmt.Sprintf(format, args...), confidence - d.Confidence})
	d.Confidence = confidence
}

// hear lets the witnesses speak that contradict a diagnosis.
func (r *run) hear(diagnoses []*Diagnosis) {
	pools := map[*Dissent]*pool{}
	for _, d := range diagnoses {
		for i := range d.Cause.Dissents {
			w := &d.Cause.Dissents[i]
			p := pools[w]
			if p == nil {
				p = r.pool(&w.Match, append(condition.DissentScope(), variable(&w.Match)))
				pools[w] = p
			}
			if len(p.all) == 0 {
				continue
			}
			env := r.env()
			env["cause"] = causeView(d)
			for _, c := range r.candidates(p, env) {
				env[w.Match.Name] = c.view
				ok := p.rest == nil
				if !ok {
					ok, _ = p.rest.Bool(env)
				}
				if !ok {
					continue
				}
				e := proof(&w.Match, c.fact)
				text := render(w.Message, env)
				d.Dissent = append(d.Dissent, Witness{text, e})
				if w.Doubt > 0 {
					d.move(d.Confidence*(1-w.Doubt), "%s (%s:%d)", text, e.Fact.Origin.Stream, e.Line())
				}
				break
			}
		}
	}
}

// weigh holds against each diagnosis what it lets expect: effects that are
// there speak for it, effects that are missing where someone looked speak
// against it.
func (r *run) weigh(x *effects, diagnoses []*Diagnosis) {
	for _, d := range diagnoses {
		for i := range d.Cause.LeadsTo {
			if edge := &d.Cause.LeadsTo[i]; edge.Predicts != nil {
				r.expect(x, d, edge)
			}
		}
	}
}

func (r *run) expect(x *effects, d *Diagnosis, edge *Edge) {
	var present, missing []string
	for _, s := range r.among(edge.Predicts.Among, d) {
		if s == d.Subject {
			continue
		}
		switch {
		case r.failed(x, edge, d, s):
			present = append(present, s.Label())
		case r.watched(s, d, edge.Within):
			missing = append(missing, s.Label())
		}
	}
	total := float64(len(present) + len(missing))
	if total == 0 {
		return
	}
	w := edge.Predicts.Weight
	switch c := d.Confidence; {
	case len(missing) == 0:
		d.move(c+(1-c)*w, "as expected, %s failed too", list(present))
	case len(present) == 0:
		d.contradicted = true
		d.move(c-c*w, "%s should have failed too and did not", list(missing))
	default:
		d.move(c+w*((1-c)*float64(len(present))-c*float64(len(missing)))/total, "as expected, %s failed too, but %s did not", list(present), list(missing))
	}
}

// among lists whom a cause should hurt besides its own subject.
func (r *run) among(whom string, d *Diagnosis) []fact.Subject {
	switch whom {
	case AmongClients:
		return r.graph.Clients(d.Subject)
	case AmongPeerClients:
		return r.graph.Clients(d.Peer)
	case AmongHost:
		return slices.DeleteFunc(r.graph.Containers(), func(s fact.Subject) bool { return !r.graph.Shares(s, d.Subject, "host") })
	}
	return nil
}

func (r *run) failed(x *effects, edge *Edge, d *Diagnosis, s fact.Subject) bool {
	return slices.ContainsFunc(edge.Causes, func(id string) bool {
		return slices.ContainsFunc(x.bySubject[concern{id, unique.Make(s)}], func(e *Diagnosis) bool {
			return e != d && inTime(d, e, edge.Within) && (e.Peer.Zero() || e.Peer == d.Subject || e.Peer == d.Peer)
		})
	})
}

// watched reports whether a subject's own log covers the time in which it
// should have failed.
func (r *run) watched(s fact.Subject, d *Diagnosis, within time.Duration) bool {
	if !d.First.Known() {
		return false
	}
	if within == 0 {
		within = DefaultEdgeWithin
	}
	until := later(d.First, d.Last).At
	for _, c := range r.spans[s] {
		if !c.From.After(d.First.Latest()) && c.To.After(d.First.Latest()) && c.From.Before(until.Add(within)) {
			return true
		}
	}
	return false
}

// maxNamed is how many subjects a sentence names.
const maxNamed = 4

func list(names []string) string {
	slices.Sort(names)
	names = slices.Compact(names)
	if n := len(names) - maxNamed; n > 0 {
		names = append(names[:maxNamed:maxNamed], fmt.Sprintf("%d more", n))
	}
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return strings.Join(names, "")
}

// A Rival is a cause that might have explained a diagnosis too.
type Rival struct {
	Cause *Diagnosis
	Why   string // why it was set aside
}

// setAside takes away explanations whose own predictions failed, where a
// better one is left.
func setAside(diagnoses []*Diagnosis) {
	for _, e := range diagnoses {
		best := 0.0
		for _, l := range e.Links {
			if !l.Cause.contradicted {
				best = max(best, l.Cause.Confidence)
			}
		}
		e.Links = slices.DeleteFunc(e.Links, func(l *Link) bool {
			if !l.Cause.contradicted || l.Cause.Confidence >= best {
				return false
			}
			for _, reason := range l.Cause.Reasons {
				if reason.Change < 0 {
					e.Rivals = append(e.Rivals, Rival{l.Cause, reason.Text})
					break
				}
			}
			return true
		})
		e.CausedBy = e.CausedBy[:0]
		for _, l := range e.Links {
			e.CausedBy = append(e.CausedBy, l.Cause)
		}
	}
}
