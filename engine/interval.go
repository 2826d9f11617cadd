package engine

import (
	"cmp"
	"slices"
	"time"

	"culprit/engine/condition"
	"culprit/engine/fact"
)

// An Episode is an interval during which a cause held.
type Episode struct {
	First, Last fact.Time
	Count       int
	Ended       *fact.Fact // what ended it; nil: it goes on, or it ended in silence
}

// Bounds of what is kept of a finding, however long its input: further
// episodes are counted in the last one.
const (
	maxEpisodes = 32
	maxGaps     = 256
)

// silence ends an episode where neither the rule nor its cause says how long
// one may be quiet.
const silence = 10 * time.Minute

// A course is how one finding went on: its episodes, and the gaps between its
// hits.
type course struct {
	ends  []*fact.Fact // what may end an episode, in the order of time
	quiet time.Duration
	last  *fact.Fact // anchor of the last hit
	gaps  []time.Duration
}

// follow adds a hit to the course of its finding.
func (c *course) follow(f *Finding, h *hit) {
	anchor := h.bound[0].fact
	begins := len(f.Episodes) == 0
	if c.last != nil {
		gap := apart(c.last, anchor)
		if len(c.gaps) < maxGaps && c.last.Time.Known() && anchor.Time.Known() {
			c.gaps = append(c.gaps, gap)
		}
		for len(c.ends) > 0 && !after(c.last, c.ends[0]) {
			c.ends = c.ends[1:]
		}
		switch now := &f.Episodes[len(f.Episodes)-1]; {
		case len(f.Episodes) == maxEpisodes:
		case len(c.ends) > 0 && after(c.ends[0], anchor):
			now.Ended, begins = c.ends[0], true
		case gap > c.quiet:
			begins = true
		}
	}
	if n := anchor.Repeats; n > 0 && anchor.Time.Known() && anchor.Last.Known() && len(c.gaps) < maxGaps {
		c.gaps = append(c.gaps, anchor.Last.At.Sub(anchor.Time.At)/time.Duration(n))
	}
	c.last = anchor
	if begins {
		f.Episodes = append(f.Episodes, Episode{})
	}
	now := &f.Episodes[len(f.Episodes)-1]
	now.Count += h.count
	for _, b := range h.bound {
		now.First, now.Last = earlier(now.First, b.fact.Time), later(now.Last, b.fact.Until())
	}
}

// cadence is the time between two hits when it is regular: half of the gaps
// differ by less than half of the middle one. It is 0 otherwise.
func cadence(gaps []time.Duration) time.Duration {
	if len(gaps) < 3 {
		return 0
	}
	gaps = slices.Clone(gaps)
	slices.Sort(gaps)
	n := len(gaps)
	middle := gaps[n/2]
	if middle < time.Second || gaps[3*n/4]-gaps[n/4] > middle/2 {
		return 0
	}
	return middle
}

// endings finds what ends episodes of a cause, by the subject that says so.
func (r *run) endings(cause *Cause) map[fact.Subject][]*fact.Fact {
	if cause == nil || len(cause.Untils) == 0 {
		return nil
	}
	if known, ok := r.ends.Load(cause); ok {
		return known.(map[fact.Subject][]*fact.Fact)
	}
	bySubject := map[fact.Subject][]*fact.Fact{}
	for i := range cause.Untils {
		m := &cause.Untils[i]
		for _, c := range r.pool(m, condition.Scope{variable(m)}).all {
			bySubject[c.fact.Subject] = append(bySubject[c.fact.Subject], c.fact)
		}
	}
	for _, list := range bySubject {
		slices.SortStableFunc(list, compareFacts)
	}
	known, _ := r.ends.LoadOrStore(cause, bySubject)
	return known.(map[fact.Subject][]*fact.Fact)
}

// episodes joins those of a diagnosis's findings: several witnesses of one
// episode see it at about the same time.
func (d *Diagnosis) episodes() {
	var all []Episode
	for _, f := range d.Findings {
		all = append(all, f.Episodes...)
		if d.Cadence == 0 {
			d.Cadence = f.cadence // the strongest witness first
		}
	}
	slices.SortStableFunc(all, func(a, b Episode) int {
		return cmp.Or(cmp.Compare(order(a.First.Known()), order(b.First.Known())), a.First.At.Compare(b.First.At))
	})
	for _, e := range all {
		if n := len(d.Episodes); n > 0 {
			if now := &d.Episodes[n-1]; !e.First.Known() || !now.Last.Known() || !e.First.Earliest().After(now.Last.Latest()) || n == maxEpisodes {
				now.Last, now.Count = later(now.Last, e.Last), max(now.Count, e.Count)
				if e.Ended != nil && (now.Ended == nil || compareFacts(now.Ended, e.Ended) < 0) {
					now.Ended = e.Ended
				}
				continue
			}
		}
		d.Episodes = append(d.Episodes, e)
	}
}

// Healed says when and by what a diagnosis was over.
type Healed struct {
	At fact.Time
	By *fact.Fact // nil: it fell silent while its subject's log went on
}

// heal notes what ended a resolved diagnosis: the last end that a witness saw.
func (d *Diagnosis) heal() {
	if d.Status != StatusResolved {
		return
	}
	d.Healed = &Healed{At: d.Last}
	for _, f := range d.Findings {
		if f.Ended != nil && (d.Healed.By == nil || compareFacts(d.Healed.By, f.Ended) < 0) {
			d.Healed = &Healed{At: f.Ended.Time, By: f.Ended}
		}
	}
}

// Restarts is how often a container was started anew.
type Restarts struct {
	Count int
	Every time.Duration // the middle distance between two ends; 0 when fewer than three were seen
}

// restarts counts how often a diagnosis's container ended: the engine's own
// count, or the events, whichever saw more.
func (r *run) restarts(d *Diagnosis) {
	if d.Subject.Kind != fact.Container {
		return
	}
	for _, f := range r.facts.about("container.state", d.on) {
		d.Restarts.Count = max(d.Restarts.Count, f.Data.(*fact.ContainerState).RestartCount)
	}
	var gaps []time.Duration
	var last *fact.Fact
	ends, starts := 0, 0
	for _, f := range r.facts.about("container.event", d.on) {
		switch f.Data.(*fact.ContainerEvent).Action {
		case "die":
			if ends++; last != nil {
				gaps = append(gaps, apart(last, f))
			}
			last = f
		case "start":
			if ends > 0 {
				starts++
			}
		}
	}
	d.Restarts.Count = max(d.Restarts.Count, starts)
	if len(gaps) >= 2 {
		slices.Sort(gaps)
		d.Restarts.Every = gaps[len(gaps)/2]
	}
}
