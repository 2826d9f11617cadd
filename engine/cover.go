package engine

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"culprit/engine/fact"
)

// Seen says what an input knows of something it does or does not show: only
// where it looked does not seeing mean that there was nothing.
type Seen string

// The four values.
const (
	Present      Seen = "seen"
	Absent       Seen = "absent"        // looked, and there was none
	NotCollected Seen = "not collected" // nobody looked
	Cut          Seen = "cut"           // looked only at another time, or what was there is rotated away, cut or redacted
)

// An Unknown is an absent that could not be looked for, and why.
type Unknown struct {
	Match *Match
	Seen  Seen // NotCollected or Cut
}

// A KindCoverage says what the input knows of one kind of fact.
type KindCoverage struct {
	Kind     string
	Seen     Seen
	Facts    int
	From, To time.Time // of its facts; zero when they have no times
	Streams  []string  // which told of it, at most maxStreams
	Collect  string    // what would collect it; set where it was not
}

// maxStreams bounds the streams named for one kind.
const maxStreams = 20

// Looked reports whether facts of a kind would have been seen in the input had
// there been any.
func (r *Result) Looked(kind string) bool {
	for _, k := range r.Kinds {
		if k.Kind == kind {
			return k.Seen != NotCollected
		}
	}
	return false
}

// HasLog reports whether the input has a log of the subject, or a log that does
// not say whose it is.
func (r *Result) HasLog(s fact.Subject) bool {
	return r.logs[fact.Subject{}] || r.logs[r.Topology.Canonical(s)]
}

// told keeps in the result what the input could tell of at all.
func (r *run) told(res *Result) {
	for i := range fact.Kinds {
		res.Kinds = append(res.Kinds, r.kindCoverage(&fact.Kinds[i]))
	}
	res.logs = r.logged
}

// logs lists whose logs there are; the zero subject stands for a log that does
// not say whose it is.
func (r *run) logs() map[fact.Subject]bool {
	logs := map[fact.Subject]bool{}
	for _, c := range r.opts.Coverage {
		if slices.Contains(c.Parsers, "containerlog") {
			logs[r.graph.Canonical(c.Subject)] = true
		}
	}
	for _, f := range r.facts.byKind["log.line"] {
		logs[f.Subject] = true
	}
	return logs
}

func (r *run) kindCoverage(kind *fact.Kind) KindCoverage {
	k := KindCoverage{Kind: kind.Name, Seen: NotCollected}
	for _, f := range r.facts.byKind[kind.Name] {
		k.Facts += f.Count()
		if f.Time.Known() && (k.From.IsZero() || f.Time.At.Before(k.From)) {
			k.From = f.Time.At
		}
		if t := f.Until(); t.Known() && t.At.After(k.To) {
			k.To = t.At
		}
		if len(k.Streams) < maxStreams && !slices.Contains(k.Streams, f.Origin.Stream) {
			k.Streams = append(k.Streams, f.Origin.Stream)
		}
	}
	slices.Sort(k.Streams)
	streams := r.streamsOf(kind.Name)
	switch {
	case k.Facts > 0:
		k.Seen = Present
	case !r.looked(kind.Name):
		k.Collect = kind.Collect
	case len(streams) > 0 && !slices.ContainsFunc(streams, func(c *Coverage) bool { return len(c.Gaps) == 0 }):
		k.Seen = Cut
	default:
		k.Seen = Absent
	}
	return k
}

// reader is the format that tells of a kind of fact which is an event: of events
// there may be none although somebody looked. Of a snapshot there is a fact
// whenever somebody looked.
func reader(kind string) string {
	switch {
	case readsLogs(kind):
		return "containerlog"
	case strings.HasPrefix(kind, "kernel.") || kind == "gpu.error":
		return "kernel"
	case kind == "container.event":
		return "dockerevents"
	}
	return ""
}

// looked reports whether facts of a kind would have been seen had there been
// any. Logs and the kernel ring are looked at when their parser read
// something; other kinds when there is at least one fact of them.
func (r *run) looked(kind string) bool {
	if kind == fact.KindFinding || len(r.facts.byKind[kind]) > 0 || len(r.opts.Coverage) == 0 {
		return true // of findings: the rules below were all applied
	}
	return r.parsers[reader(kind)]
}

// streamsOf lists the streams that would tell of a kind of event.
func (r *run) streamsOf(kind string) []*Coverage {
	name := reader(kind)
	var list []*Coverage
	for i := range r.opts.Coverage {
		if c := &r.opts.Coverage[i]; name != "" && slices.Contains(c.Parsers, name) {
			list = append(list, c)
		}
	}
	return list
}

// seen says what the input knows of an absent that was not found: whether the
// relevant streams cover the time it would have been in.
func (s *search) seen(p *pool, h *hit) Seen {
	kind := p.match.Kind
	if !s.looked(kind) {
		return NotCollected
	}
	streams := s.streamsOf(kind)
	if len(streams) == 0 {
		return Absent
	}
	if about := s.about(p, h); readsLogs(kind) && !about.Zero() {
		own := slices.DeleteFunc(streams, func(c *Coverage) bool {
			return !c.Subject.Zero() && s.graph.Canonical(c.Subject) != about
		})
		if len(own) == 0 {
			if len(s.facts.byKind[kind]) > 0 && s.logged[about] {
				return Absent // in a stream of several writers
			}
			return NotCollected
		}
		streams = own
	}
	from, to, ok := s.span(p, h)
	if !ok || slices.ContainsFunc(streams, func(c *Coverage) bool { return c.covers(kind, from, to) }) {
		return Absent
	}
	return Cut
}

// about is whose facts an absent looks for: those that are the same subject as
// a bound match; zero when it looks for anybody's.
func (s *search) about(p *pool, h *hit) fact.Subject {
	if p.join == nil || !p.join.Subjects {
		return fact.Subject{}
	}
	about, err := p.join.Other.Subject(h.env)
	if err != nil {
		return fact.Subject{}
	}
	return s.graph.Canonical(about)
}

// span is the time in which an absent would have to be; false when the bound
// facts have no times or the absent is not limited to their neighbourhood.
func (s *search) span(p *pool, h *hit) (from, to time.Time, ok bool) {
	before, behind := p.match.Before, p.match.After
	if before == 0 && behind == 0 {
		before, behind = s.rule.Within, s.rule.Within
	}
	var first, last fact.Time
	for _, b := range h.bound {
		first, last = earlier(first, b.fact.Time), later(last, b.fact.Until())
	}
	if !first.Known() || before == 0 && behind == 0 {
		return from, to, false
	}
	return first.Earliest().Add(-before), last.Latest().Add(behind), true
}

// covers reports whether a stream tells of the whole of a time. Its end is when
// it was captured, not its last record: a quiet program has none. Events are
// captured from some moment on; a log begins with its program.
func (c *Coverage) covers(kind string, from, to time.Time) bool {
	if kind == "container.event" && !c.From.IsZero() && to.Before(c.From) {
		return false
	}
	for _, g := range c.Gaps {
		if g.From.IsZero() && g.To.IsZero() {
			continue // when it was is not known
		}
		if (g.To.IsZero() || from.Before(g.To)) && (g.From.IsZero() || to.After(g.From)) {
			return false
		}
	}
	return true
}

// Words says for people why an absent could not be looked for.
func (u Unknown) Words() string {
	what := cmp.Or(fact.KindByName(u.Match.Kind).Doc, u.Match.Kind)
	if u.Seen == Cut {
		return u.Match.Kind + " is cut at that time (" + strings.TrimSuffix(what, ".") + ")"
	}
	return "no " + u.Match.Kind + " was collected (" + strings.TrimSuffix(what, ".") + ")"
}
