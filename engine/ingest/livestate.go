package ingest

import (
	"encoding/gob"
	"maps"
	"slices"
	"time"

	"culprit/engine/fact"
	"culprit/parsers/section"
)

// A State is all that a Live keeps, to be written to a file: where each stream
// was left, its open end, and its facts. Gaps belong to the run that saw them.
type State struct{ Streams []StreamState }

// A StreamState is one stream of a State.
type StreamState struct {
	Key      string
	About    fact.Subject
	Place    section.Place
	Rest     []byte
	Turn     int
	Whole    bool
	Kept     []fact.Fact
	Shapes   []fact.Fact // that count what is folded
	Families []fact.Fact
	Lines    int
	Bytes    int64
	From, To time.Time
	Parsers  []string
	Unread   []Note
	Signs    SignState
	Gone     time.Time
	Dropped  []fact.Origin
}

// A SignState is how far the head of a stream was looked through for signs that
// something is missing, and what was found.
type SignState struct {
	Bytes, Number      int
	Binary             bool
	First              []byte // line, which tells the clock
	Last               time.Time
	Sequence, Lost     int64
	LostFrom           int
	Hidden, HiddenAt   []int // by mark
	Notes              []Note
	HolesFrom, HolesTo []time.Time
	SinceBoot          time.Duration
}

func init() {
	for _, k := range fact.Kinds {
		gob.Register(k.Zero)
	}
}

// State is what is kept now.
func (l *Live) State() State {
	var st State
	for _, name := range l.order {
		s := l.streams[name]
		shapes, families := s.fold.counting()
		st.Streams = append(st.Streams, StreamState{
			Key: name, About: s.about, Place: s.place, Rest: s.rest, Turn: s.turn, Whole: s.whole,
			Kept: s.kept, Shapes: shapes, Families: families, Lines: s.cover.Lines, Bytes: s.cover.Bytes, From: s.cover.From, To: s.cover.To,
			Parsers: s.parsers, Unread: s.unread, Signs: s.look.state(), Gone: s.gone, Dropped: slices.Collect(maps.Keys(s.dropped)),
		})
	}
	return st
}

// Restore makes what was kept then what is kept now. What stood open is read
// again by the next Read.
func (l *Live) Restore(st State) {
	for _, t := range st.Streams {
		s := l.stream(t.Key, t.About)
		s.place, s.rest, s.turn, s.whole = t.Place, t.Rest, t.Turn, t.Whole
		s.fresh, s.urgent, s.stale = true, true, t.Whole
		for _, f := range t.Kept {
			if s.usable(&f, l.keep) {
				s.fold.again(&f)
			}
			s.keep(f)
		}
		s.fold.resume(t.Shapes, t.Families)
		s.cover.Lines, s.cover.Bytes, s.cover.From, s.cover.To = t.Lines, t.Bytes, t.From, t.To
		s.parsers, s.unread, s.gone, s.dropped = t.Parsers, t.Unread, t.Gone, map[fact.Origin]bool{}
		for _, o := range t.Dropped {
			s.dropped[o] = true
		}
		s.look.restore(t.Signs)
		l.turn = max(l.turn, t.Turn)
	}
}

// LetGoStale lets go of the documents of an earlier run that nobody has put
// again: what they tell of may be gone. It reports whether there were any.
func (l *Live) LetGoStale() (any bool) {
	l.order = slices.DeleteFunc(l.order, func(name string) bool {
		stale := l.streams[name].stale
		if stale {
			delete(l.streams, name)
		}
		any = any || stale
		return stale
	})
	return any
}

// usable reports whether a settled fact belongs to the fold, and counts those
// that no rule can use.
func (s *liveStream) usable(f *fact.Fact, keep func(*fact.Fact) bool) bool {
	if _, isLog := f.Data.(*fact.LogLine); isLog && !keep(f) {
		s.spare++
		return false
	}
	return true
}

func (l *look) state() SignState {
	st := SignState{
		Bytes: l.bytes, Number: l.number, Binary: l.binary, First: l.first, Last: l.last, Sequence: l.sequence, Lost: l.lost, LostFrom: l.lostFrom,
		Hidden: slices.Clone(l.hidden[:]), HiddenAt: slices.Clone(l.hiddenAt[:]), Notes: l.notes, SinceBoot: l.sinceBoot,
	}
	for _, h := range l.holes {
		st.HolesFrom, st.HolesTo = append(st.HolesFrom, h.from), append(st.HolesTo, h.to)
	}
	return st
}

func (l *look) restore(st SignState) {
	l.bytes, l.number, l.binary, l.first, l.last, l.sequence, l.lost, l.lostFrom = st.Bytes, st.Number, st.Binary, st.First, st.Last, st.Sequence, st.Lost, st.LostFrom
	copy(l.hidden[:], st.Hidden)
	copy(l.hiddenAt[:], st.HiddenAt)
	l.notes, l.sinceBoot = slices.Clone(st.Notes), st.SinceBoot
	for i := range min(len(st.HolesFrom), len(st.HolesTo)) {
		l.holes = append(l.holes, hole{st.HolesFrom[i], st.HolesTo[i]})
	}
	l.clock = lineClock(l.first)
}
