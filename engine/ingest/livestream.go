package ingest

import (
	"bytes"
	"hash/maphash"
	"reflect"
	"slices"
	"time"

	"culprit/engine/fact"
	"culprit/parsers"
	"culprit/parsers/containerlog"
	"culprit/parsers/section"
)

// Limits of one stream that goes on.
const (
	maxOpen  = 1 << 20 // bytes of its open end; beyond it the end is taken as it is
	maxSpare = 64      // log records that no rule can use, kept for their times
	factSize = 512     // what a fact takes besides its texts: judged from its structs
	maxTells = 100     // places that were not understood
)

// A liveStream is what is kept of one stream.
type liveStream struct {
	about  fact.Subject
	place  section.Place // what stands before it is settled
	rest   []byte        // what follows
	fresh  bool          // there is something new
	urgent bool          // it may say something to a rule
	turn   int           // of the last change

	whole bool   // it is a document: all of it is replaced at once
	hash  uint64 // of the document
	stale bool   // it is of an earlier run, and nobody has put it again

	fold    *fold
	kept    []fact.Fact // settled
	open    []fact.Fact // told by rest
	pending []fact.Fact // what would follow kept if the stream ended now
	spare   int         // of kept, those that no rule can use
	size    int         // of kept
	gone    time.Time   // what was seen last before it may have been let go; zero: nothing was

	dropped map[fact.Origin]bool // told by rest, and let go

	look    *look
	cover   StreamCoverage
	parsers []string // of what is settled
	unread  []Note   // settled
	tells   []Note   // of rest
}

var documents = maphash.MakeSeed()

func newLiveStream(name string, about fact.Subject) *liveStream {
	s := &liveStream{about: about, look: newLook(name), cover: StreamCoverage{Name: name, Subject: about}}
	s.fold = newFold(s.keep)
	return s
}

func (s *liveStream) keep(f fact.Fact) {
	s.kept = append(s.kept, f)
	s.size += sizeOf(&f)
}

func sizeOf(f *fact.Fact) int {
	n := factSize + len(f.Text)
	if d, ok := f.Data.(*fact.LogLine); ok {
		n += len(d.Message)
	}
	return n
}

// replace makes a document the whole stream; false when it is that already.
func (s *liveStream) replace(document []byte) bool {
	hash := maphash.Bytes(documents, document)
	if s.whole && s.hash == hash {
		return false
	}
	turn := s.turn
	*s = *newLiveStream(s.cover.Name, s.about)
	s.fold = newFold(s.keep)
	s.turn, s.whole, s.hash, s.fresh, s.urgent, s.rest = turn, true, hash, true, true, bytes.Clone(document)
	return true
}

// read reads the open end with what is new, and reports whether that changes
// the facts.
func (s *liveStream) read(l *Live, now time.Time, everything bool) (changed bool) {
	s.fresh, s.urgent = false, false
	r := section.NewReader(bytes.NewReader(s.rest), section.Context{
		Stream: s.cover.Name, Subject: s.about, Reference: now, Interest: l.interest, From: s.place, GoesOn: true,
	})
	defer r.Close()
	var told []fact.Fact
	blocks, next, _ := parsers.ReadOn(r, func(f fact.Fact) { told = append(told, f) })
	s.look.add(s.rest[s.cover.Bytes-s.place.Offset:])
	s.cover.Lines, s.cover.Bytes = r.Position()
	s.cover.Parsers = slices.Clone(s.parsers)
	for i, b := range blocks {
		if slices.Contains(s.cover.Parsers, b.Parser) {
			continue
		}
		s.cover.Parsers = append(s.cover.Parsers, b.Parser)
		if i < next.Parsers {
			s.parsers = append(s.parsers, b.Parser)
		}
	}
	if from, to := r.Span(); !from.IsZero() {
		if s.cover.From.IsZero() || from.Before(s.cover.From) {
			s.cover.From = from
		}
		if to.After(s.cover.To) {
			s.cover.To = to
		}
	}
	if s.whole || s.cover.Bytes-next.Offset > maxOpen {
		next.Lines, next.Offset, next.Settled = s.cover.Lines, s.cover.Bytes, len(told)
	}
	changed = s.settle(told, next, l.keep, everything)
	s.tells = s.tells[:0]
	for _, sk := range r.Skipped() {
		n := Note{Stream: s.cover.Name, Line: sk.Line, Lines: sk.Lines, Bytes: sk.Bytes, Reason: sk.Reason, Sample: sk.Sample}
		switch {
		case sk.Line > next.Lines:
			s.tells = append(s.tells, n)
		case len(s.unread) < maxTells:
			s.unread = append(s.unread, n)
		}
	}
	s.rest = append(s.rest[:0], s.rest[next.Offset-s.place.Offset:]...)
	if cap(s.rest) > 4*len(s.rest)+4096 {
		s.rest = slices.Clip(slices.Clone(s.rest))
	}
	s.place = next.Place
	return changed
}

// settle files what was told: what stands before next is settled. It reports
// whether facts came that rules can use. Records that surely go on are held back,
// but for everything: of half a traceback something else might follow.
func (s *liveStream) settle(told []fact.Fact, next parsers.Next, usable func(*fact.Fact) bool, everything bool) (changed bool) {
	before, at := s.open, 0 // the first of told were told before
	s.open = nil
	for i, f := range told {
		settled := i < next.Settled || f.Origin.Line > 0 && f.Origin.Line <= next.Lines
		if s.dropped[f.Origin] {
			if settled {
				delete(s.dropped, f.Origin)
			}
			continue
		}
		if _, isLog := f.Data.(*fact.LogLine); isLog && !usable(&f) {
			if settled && s.spare < maxSpare {
				s.spare++
				s.keep(f)
			}
			continue
		}
		if known := at < len(before) && before[at].Origin == f.Origin; !settled && !everything && !known && unfinished(&f) {
			s.fresh = true
			continue
		}
		changed = changed || at >= len(before) || !same(&f, &before[at])
		at++
		if settled {
			s.fold.add(f)
		} else {
			s.open = append(s.open, f)
		}
	}
	s.pending = s.fold.with(s.open)
	return changed || at < len(before)
}

func unfinished(f *fact.Fact) bool {
	_, isLog := f.Data.(*fact.LogLine)
	return isLog && containerlog.Unfinished(f.Text)
}

// same reports whether a fact that was read again says nothing else than before.
func same(a, b *fact.Fact) bool {
	return a.Kind == b.Kind && a.Origin == b.Origin && a.Text == b.Text && reflect.DeepEqual(a.Data, b.Data)
}

// letGo lets go of facts, and reports how many. What was counted becomes a fact
// like others before, so that what comes is told apart from it.
func (s *liveStream) letGo(gone func(*fact.Fact) bool) (n int) {
	s.fold.flush()
	var kept []fact.Fact
	for i := range s.kept {
		f := &s.kept[i]
		if !gone(f) {
			kept = append(kept, *f)
			continue
		}
		s.size -= sizeOf(f)
		s.lost(f)
		n++
	}
	s.kept = kept
	s.open = slices.DeleteFunc(s.open, func(f fact.Fact) bool {
		if !gone(&f) {
			return false
		}
		s.lost(&f)
		if n++; s.dropped == nil {
			s.dropped = map[fact.Origin]bool{}
		}
		s.dropped[f.Origin] = true
		return true
	})
	s.spare = min(s.spare, len(s.kept))
	s.pending = s.fold.with(s.open)
	return n
}

func (s *liveStream) lost(f *fact.Fact) {
	if t := f.Until(); t.Known() && t.At.After(s.gone) {
		s.gone = t.At
	}
}

// told is what the stream told so far, but for its facts; nil when it told nothing.
func (s *liveStream) told() *told {
	if s.cover.Bytes == 0 {
		return nil
	}
	t := &told{cover: &StreamCoverage{}}
	*t.cover = s.cover
	t.cover.Facts = len(s.kept) + len(s.pending)
	t.cover.Parsers = slices.Clone(s.cover.Parsers)
	if !s.gone.IsZero() {
		t.cover.Gaps = []Gap{{Kind: GapCut, To: s.gone}}
	}
	t.cover.signs = s.look.told()
	t.unread = append(slices.Clone(s.unread), s.tells...)
	return t
}
