package ingest

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
	"culprit/engine/topology"
	"culprit/parsers/containerlog"
	"culprit/parsers/stamp"
)

// Zones differ by whole quarters of an hour, from UTC-12 to UTC+14.
const (
	quarter  = 15 * time.Minute
	eastmost = 14 * time.Hour
	westmost = -12 * time.Hour
	// jitter is how far an anchor may be from a whole quarter and still be one;
	// a larger rest that many anchors agree on is a clock that is wrong.
	jitter = 30 * time.Second
)

// A writer is one program's stamps in one stream that have no zone.
type writer struct {
	stream      string
	subject     fact.Subject
	facts       []*fact.Fact
	first, last time.Time // as stamped
}

// zones holds what can tell the zone of a writer.
type zones struct {
	facts  []fact.Fact
	graph  *topology.Graph
	own    map[fact.Subject][]time.Duration // a program's own stamps minus those of what captured it
	exact  map[string][]time.Time           // records with full times, by their words
	lives  map[fact.Subject]*life
	local  time.Duration // offset of the host's zone
	basis  string        // what told it; empty: unknown
	latest time.Time     // last full time of the input
}

// A life is what is known of when a container ran.
type life struct {
	created, started, finished time.Time
	hostZone                   bool // it mounts the host's /etc/localtime
}

// An estimate is the offset of a writer's stamps from UTC.
type estimate struct {
	offset      time.Duration
	uncertainty time.Duration
	basis       string
}

// anchors lists what can tell a writer's zone, the surest first.
var anchors = []func(*zones, *writer) (estimate, bool){
	(*zones).ownStamps, (*zones).equalRecords, (*zones).kills, (*zones).runs, (*zones).printed, (*zones).ofHost,
}

// setZones finds the zone of stamps that have none and puts their times right.
func setZones(facts []fact.Fact, graph *topology.Graph) []Clock {
	z := &zones{facts: facts, graph: graph}
	writers := z.writers()
	if len(writers) == 0 {
		return nil
	}
	z.learn()
	var clocks []Clock
	for _, w := range writers {
		e := estimate{basis: "assumed"}
		found := false
		for _, a := range anchors {
			if e, found = a(z, w); found {
				break
			}
		}
		c := Clock{Stream: w.stream, Subject: w.subject, Facts: len(w.facts)}
		switch {
		case found:
			c.Offset, c.Uncertainty, c.Basis = e.offset, e.uncertainty, e.basis
			for _, f := range w.facts {
				w.place(f, e)
			}
		case z.fits(w, 0):
			c.Assumed, c.Basis = true, "nothing tells its zone"
		default:
			// UTC is certainly wrong, and nothing tells what is right.
			c.Assumed, c.Basis, c.Uncertainty = true, "its stamps do not fit UTC and nothing tells its zone", eastmost
			for _, f := range w.facts {
				f.Time.Uncertainty = eastmost
				f.Last.Uncertainty = eastmost
			}
		}
		clocks = append(clocks, c)
	}
	return single(clocks)
}

// place gives a fact the instant that its stamp means.
func (w *writer) place(f *fact.Fact, e estimate) {
	for _, t := range []*fact.Time{&f.Time, &f.Last} {
		if t.Quality == fact.QualityNoZone || t.Quality == fact.QualityNoYear {
			t.At = t.At.Add(-e.offset)
			t.Quality = fact.QualityEstimated
			t.Uncertainty = max(t.Uncertainty, e.uncertainty)
		}
	}
}

// single takes the subject off the clocks of streams that have one writer.
func single(clocks []Clock) []Clock {
	n := map[string]int{}
	for _, c := range clocks {
		n[c.Stream]++
	}
	for i := range clocks {
		if n[clocks[i].Stream] == 1 {
			clocks[i].Subject = fact.Subject{}
		}
	}
	return clocks
}

// writers groups the facts without zone, in the order of streams and subjects.
func (z *zones) writers() []*writer {
	type key struct {
		stream  string
		subject fact.Subject
	}
	byKey := map[key]*writer{}
	var list []*writer
	for i := range z.facts {
		f := &z.facts[i]
		if q := f.Time.Quality; q != fact.QualityNoZone && q != fact.QualityNoYear {
			continue
		}
		k := key{f.Origin.Stream, f.Subject}
		w := byKey[k]
		if w == nil {
			w = &writer{stream: k.stream, subject: k.subject, first: f.Time.At}
			byKey[k] = w
			list = append(list, w)
		}
		w.facts = append(w.facts, f)
		if f.Time.At.Before(w.first) {
			w.first = f.Time.At
		}
		if at := f.Until().At; at.After(w.last) {
			w.last = at
		}
	}
	slices.SortStableFunc(list, func(a, b *writer) int {
		return cmp.Or(strings.Compare(a.stream, b.stream), strings.Compare(a.subject.Name, b.subject.Name), strings.Compare(a.subject.Service, b.subject.Service), strings.Compare(a.subject.ID, b.subject.ID))
	})
	return list
}

// learn collects what the facts tell of zones.
func (z *zones) learn() {
	z.own = map[fact.Subject][]time.Duration{}
	z.exact = map[string][]time.Time{}
	z.lives = map[fact.Subject]*life{}
	for i := range z.facts {
		f := &z.facts[i]
		exact := f.Time.Quality == fact.QualityExact
		if exact && f.Time.At.After(z.latest) {
			z.latest = f.Time.At
		}
		switch d := f.Data.(type) {
		case *fact.LogLine:
			if exact {
				z.exact[f.Text] = append(z.exact[f.Text], f.Time.At)
				if own := containerlog.Stamp([]byte(f.Text), f.Time.At); own.Quality == fact.QualityNoZone || own.Quality == fact.QualityNoYear {
					s := z.graph.Canonical(f.Subject)
					z.own[s] = append(z.own[s], own.At.Sub(f.Time.At))
				}
			}
		case *fact.ContainerState:
			l := &life{created: d.CreatedAt, started: d.StartedAt, finished: d.FinishedAt}
			if d.Running {
				l.finished = time.Time{}
			}
			for _, m := range d.Mounts {
				l.hostZone = l.hostZone || m.Destination == "/etc/localtime"
			}
			z.lives[z.graph.Canonical(f.Subject)] = l
			for _, t := range []time.Time{d.StartedAt, d.FinishedAt} {
				if t.After(z.latest) {
					z.latest = t
				}
			}
		case *fact.HostInfo:
			if d.Now.After(z.latest) {
				z.latest = d.Now
			}
			if offset, ok := zoneOffset(d.Zone); ok && z.basis == "" {
				z.local, z.basis = offset, "the host's zone, "+d.Zone
			}
		default:
			if exact && strings.HasPrefix(f.Kind, "kernel.") {
				z.exact[f.Text] = append(z.exact[f.Text], f.Time.At)
			}
		}
	}
}

// fits reports whether the writer's stamps, read with an offset, lie between
// the making of its container and the end of the input.
func (z *zones) fits(w *writer, offset time.Duration) bool {
	if !z.latest.IsZero() && w.last.Add(-offset).After(z.latest.Add(2*time.Minute)) {
		return false
	}
	l := z.lives[z.graph.Canonical(w.subject)]
	return l == nil || l.created.IsZero() || !w.first.Add(-offset).Before(l.created.Add(-2*time.Minute))
}

// agree draws an offset from differences between stamps and true times: the
// whole quarter most of them are near, or, when many agree on another one, a
// clock that is wrong by that.
func agree(differences []time.Duration) (offset, uncertainty time.Duration, ok bool) {
	if len(differences) == 0 {
		return 0, 0, false
	}
	slices.Sort(differences)
	m := differences[len(differences)/2]
	if m > eastmost+jitter || m < westmost-jitter {
		return 0, 0, false
	}
	spread := max(differences[len(differences)*9/10]-m, m-differences[len(differences)/10])
	offset = m.Round(quarter)
	if rest := (m - offset).Abs(); rest <= jitter {
		return offset, max(rest, min(spread, jitter)), true
	}
	if len(differences) >= 3 && spread <= 5*time.Second {
		return m, spread, true
	}
	return 0, 0, false
}

// ownStamps: Docker's stamps beside the program's own on the same records.
// A program's output may be buffered, so that the least delayed count.
func (z *zones) ownStamps(w *writer) (estimate, bool) {
	d := slices.Clone(z.own[z.graph.Canonical(w.subject)])
	if len(d) == 0 || w.subject.Zero() {
		return estimate{}, false
	}
	slices.Sort(d)
	offset, uncertainty, ok := agree(d[len(d)*3/4:])
	return estimate{offset, uncertainty, fmt.Sprintf("%s with its stamps beside Docker's", plural(len(d), "record"))}, ok
}

// equalRecords: the same words in a stream with full times. What carries its
// own stamp is the same record; of bare words several must agree.
func (z *zones) equalRecords(w *writer) (estimate, bool) {
	const tooShort = 16 // words such as "done" are said by many
	var same []time.Duration
	seen := map[string]int{}
	for _, f := range w.facts {
		seen[f.Text]++
	}
	for _, f := range w.facts {
		if t := z.exact[f.Text]; len(t) == 1 && seen[f.Text] == 1 && len(f.Text) >= tooShort {
			same = append(same, f.Time.At.Sub(t[0]))
		}
	}
	stamped := containerlog.Stamp([]byte(w.facts[0].Text), w.first).Known() || strings.HasPrefix(w.facts[0].Kind, "kernel.")
	if len(same) == 0 || len(same) == 1 && !stamped {
		return estimate{}, false
	}
	offset, uncertainty, ok := agree(same)
	return estimate{offset, uncertainty, plural(len(same), "record") + " that another stream has with full times"}, ok
}

// kills: the kernel's kill of a container's process and the container's end.
func (z *zones) kills(w *writer) (estimate, bool) {
	last := map[string]time.Time{}
	for _, f := range w.facts {
		if d, ok := f.Data.(*fact.OOMKill); ok && d.ContainerID != "" && f.Time.At.After(last[d.ContainerID]) {
			last[d.ContainerID] = f.Time.At
		}
	}
	if len(last) == 0 {
		return estimate{}, false
	}
	ended := endsByMemory(z.facts)
	var d []time.Duration
	for id, at := range last {
		if end, ok := ended[id]; ok {
			d = append(d, at.Sub(end))
		}
	}
	offset, uncertainty, ok := agree(d)
	return estimate{offset, max(uncertainty, 2*time.Second), "the end of a container that the kernel killed"}, ok && offset%quarter == 0
}

// runs: a container's log lies inside its life. Its first and last records
// near the start and the end tell the zone when UTC is impossible.
func (z *zones) runs(w *writer) (estimate, bool) {
	l := z.lives[z.graph.Canonical(w.subject)]
	if l == nil || z.fits(w, 0) {
		return estimate{}, false
	}
	const near = 5 * time.Second
	for _, a := range []struct {
		stamped, true time.Time
		word          string
	}{{w.last, l.finished, "end"}, {w.first, l.started, "start"}, {w.first, l.created, "start"}} {
		if a.true.IsZero() {
			continue
		}
		d := a.stamped.Sub(a.true)
		offset := d.Round(quarter)
		if rest := (d - offset).Abs(); rest <= near && offset <= eastmost && offset >= westmost && z.fits(w, offset) {
			return estimate{offset, max(rest, time.Second), "the " + a.word + " of its container"}, true
		}
	}
	return estimate{}, false
}

var zoneWord = lazyregexp.New(`\d\d:\d\d:\d\d(?:[.,]\d+)? ([A-Z]{3,4})\b`)

// printed: the zone's name stands behind the stamps.
func (z *zones) printed(w *writer) (estimate, bool) {
	name := ""
	for _, f := range w.facts[:min(len(w.facts), 20)] {
		m := zoneWord.FindStringSubmatch(f.Text[:min(len(f.Text), 64)])
		if m == nil {
			continue
		}
		if name != "" && m[1] != name {
			return estimate{}, false // winter and summer time in one log
		}
		name = m[1]
	}
	offset, ok := stamp.ZoneOffset(name)
	return estimate{offset, time.Second, "its stamps say " + name}, ok && z.fits(w, offset)
}

// ofHost: what the host itself writes (kernel, journal, syslog) is in the
// host's zone, and so is a container that mounts its /etc/localtime.
func (z *zones) ofHost(w *writer) (estimate, bool) {
	if z.basis == "" || !z.fits(w, z.local) {
		return estimate{}, false
	}
	l := z.lives[z.graph.Canonical(w.subject)]
	host := w.subject.Kind == fact.Host || w.subject.Kind == fact.Unit || strings.HasPrefix(w.facts[0].Kind, "kernel.")
	// A program that UTC does not fit most likely has the host's zone.
	return estimate{z.local, time.Second, z.basis}, host || l != nil && l.hostZone || !z.fits(w, 0)
}

var zoneDigits = lazyregexp.New(`([+-])(\d\d):?(\d\d)\b`)

// zoneOffset reads a zone as timedatectl and date print it: "Europe/Berlin
// (CET, +0100)", "CEST".
func zoneOffset(zone string) (time.Duration, bool) {
	if m := zoneDigits.FindStringSubmatch(zone); m != nil {
		hours, _ := strconv.Atoi(m[2])
		minutes, _ := strconv.Atoi(m[3])
		d := time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute
		if m[1] == "-" {
			d = -d
		}
		return d, true
	}
	return stamp.ZoneOffset(strings.TrimSpace(zone))
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
