package ingest

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"culprit/engine/fact"
	"culprit/engine/scan"
	"culprit/engine/source"
	"culprit/engine/topology"
	"culprit/parsers/containerlog"
	"culprit/parsers/section"
)

// Limits of what is kept of streams that go on.
const (
	maxStreams   = 1024     // beyond it the one that changed longest ago is let go
	maxLiveFacts = 30_000   // of all streams
	maxLiveBytes = 16 << 20 // of their texts and structs
	maxLosses    = 100      // gaps, the latest
)

// A Live reads streams that go on. Each line is read once, but for the open end
// of its stream: there a record may still grow, and the few lines that show
// whether another format begins may still come. What is kept are facts, folded
// as Run folds them; the Result is the one of a Run over all that was added, as
// long as nothing was let go. It is used by one goroutine.
type Live struct {
	interest section.Interest // lineByLine
	finder   section.Interest // the same, that may search
	marks    []scan.Mark
	keep     func(*fact.Fact) bool
	streams  map[string]*liveStream
	order    []string
	losses   []error
	turn     int // counts what was added
	facts    int
	size     int
	graphs   topology.Cache
	gone     int    // facts that were let go
	why      string // the last of them
}

// NewLive makes one. A log record of which keep is false can't satisfy any
// rule: of these only a few are kept, for their times.
func NewLive(interest section.Interest, keep func(*fact.Fact) bool) *Live {
	l := &Live{streams: map[string]*liveStream{}}
	l.Use(interest, keep)
	return l
}

// Use takes another interest for what is added from now on.
func (l *Live) Use(interest section.Interest, keep func(*fact.Fact) bool) {
	l.interest, l.finder, l.keep = wrap(interest), interest, keep
}

// lineByLine hides that an interest can search blocks: what is new of a stream
// is mostly smaller than what a search must go back over.
type lineByLine struct{ section.Interest }

func wrap(i section.Interest) section.Interest {
	if i == nil {
		return nil
	}
	return lineByLine{i}
}

// Add appends whole lines to a stream. It reports whether they may say something
// to a rule, so that they should be read soon.
func (l *Live) Add(stream string, about fact.Subject, lines []byte) (urgent bool) {
	s := l.stream(stream, about)
	if s.cover.Bytes == 0 && len(s.rest) == 0 {
		lines = bytes.TrimPrefix(lines, []byte("\xef\xbb\xbf"))
		if bytes.HasPrefix(lines, []byte("\xff\xfe")) || bytes.HasPrefix(lines, []byte("\xfe\xff")) {
			l.Lose(&source.Gap{Stream: stream, Reason: "it is UTF-16, which can't be followed; analyze can read it"})
		}
	}
	s.rest = append(s.rest, lines...)
	s.fresh = true
	s.urgent = s.urgent || len(s.open) > 0 || l.mayMatter(s, lines)
	return s.urgent
}

// mayMatter reports whether in lines that go on a log stands something that rules
// look for.
func (l *Live) mayMatter(s *liveStream, lines []byte) bool {
	extra, isLog := containerlog.Extras(s.place.Form)
	finder, ok := l.finder.(section.Finder)
	if s.place.Block != (containerlog.Parser{}).Name() || !isLog || !ok {
		return true
	}
	marker := finder.Marker(extra, func(line []byte) []byte { return section.AppendWithoutANSI(nil, line) })
	if marker == nil {
		return true
	}
	l.marks, _ = marker.Mark(lines, 0, l.marks[:0])
	return len(l.marks) > 0
}

// Put makes a document all that a stream holds. It reports whether that is new.
func (l *Live) Put(stream string, about fact.Subject, document []byte) bool {
	return l.stream(stream, about).replace(document)
}

// IsDocument reports whether the stream of a fact is a document, all of which is
// replaced when it is read again.
func (l *Live) IsDocument(stream string) bool {
	for _, name := range []string{stream, "/" + stream} {
		if s := l.streams[name]; s != nil {
			return s.whole
		}
	}
	return false
}

// Lose notes what a source could not read.
func (l *Live) Lose(g *source.Gap) {
	l.losses = append(l.losses, g)
	if n := len(l.losses) - maxLosses; n > 0 {
		l.losses = slices.Delete(l.losses, 0, n)
	}
}

func (l *Live) stream(name string, about fact.Subject) *liveStream {
	s := l.streams[name]
	if s == nil {
		s = newLiveStream(strings.TrimPrefix(name, "/"), about)
		l.streams[name] = s
		at, _ := slices.BinarySearch(l.order, name)
		l.order = slices.Insert(l.order, at, name)
		l.letGo(name)
	}
	l.turn++
	s.turn = l.turn
	return s
}

// letGo keeps the number of streams bounded: containers come and go.
func (l *Live) letGo(but string) {
	if len(l.order) <= maxStreams {
		return
	}
	oldest := -1
	for i, name := range l.order {
		if name != but && (oldest < 0 || l.streams[name].turn < l.streams[l.order[oldest]].turn) {
			oldest = i
		}
	}
	if n := len(l.streams[l.order[oldest]].kept); n > 0 {
		l.gone, l.why = l.gone+n, fmt.Sprintf("more than %d streams are not kept", maxStreams)
	}
	delete(l.streams, l.order[oldest])
	l.order = slices.Delete(l.order, oldest, oldest+1)
}

// Read reads what was added since the last Read, or of that only what may matter,
// and reports whether the facts are others now. Now chooses the year of stamps
// without one.
func (l *Live) Read(now time.Time, everything bool) (changed bool) {
	l.facts, l.size = 0, 0
	for _, name := range l.order {
		s := l.streams[name]
		if s.fresh && (everything || s.urgent) && s.read(l, now, everything) {
			changed = true
		}
		l.facts += len(s.kept) + len(s.pending)
		l.size += s.size
	}
	for l.facts > maxLiveFacts || l.size > maxLiveBytes {
		if !l.Evict(fmt.Sprintf("more than %d, or %d MiB of them, are not kept", maxLiveFacts, maxLiveBytes>>20)) {
			break
		}
		changed = true
	}
	return changed
}

// Evict lets go of the oldest quarter of the facts of the stream that has most,
// and notes that with the reason; false when there are none.
func (l *Live) Evict(reason string) bool {
	var most *liveStream
	for _, name := range l.order {
		if s := l.streams[name]; most == nil || s.size > most.size {
			most = s
		}
	}
	if most == nil || len(most.kept)+len(most.open) == 0 {
		return false
	}
	left := (len(most.kept) + len(most.open) + 3) / 4
	l.letGoOf(most, reason, func(*fact.Fact) bool {
		left--
		return left >= 0
	})
	return true
}

// LetGo lets go of facts of streams that go on, and notes that with the reason. It
// reports how many they were.
func (l *Live) LetGo(reason string, gone func(*fact.Fact) bool) (n int) {
	for _, name := range l.order {
		s := l.streams[name]
		any := func(f fact.Fact) bool { return gone(&f) }
		if !s.whole && (slices.ContainsFunc(s.kept, any) || slices.ContainsFunc(s.pending, any)) {
			n += l.letGoOf(s, reason, gone)
		}
	}
	return n
}

func (l *Live) letGoOf(s *liveStream, reason string, gone func(*fact.Fact) bool) (n int) {
	facts, size := len(s.kept)+len(s.pending), s.size
	n = s.letGo(gone)
	l.facts += len(s.kept) + len(s.pending) - facts
	l.size += s.size - size
	l.gone += n
	l.why = reason
	return n
}

// Gone tells of the facts that were let go since it was last asked; nil when none
// were.
func (l *Live) Gone() *source.Gap {
	if l.gone == 0 {
		return nil
	}
	g := &source.Gap{Stream: "facts", Reason: fmt.Sprintf("the %d oldest facts were let go: %s", l.gone, l.why)}
	l.gone = 0
	l.Lose(g)
	return g
}

// Result is what the streams told so far.
func (l *Live) Result() *Result {
	c := &collector{result: &Result{Inputs: []Input{{"watch", "watch"}}}, graphs: &l.graphs}
	for _, g := range l.losses {
		c.gap(g)
	}
	facts := append(make([]fact.Fact, 0, l.facts+len(c.result.Facts)), c.result.Facts...)
	for _, name := range l.order {
		s := l.streams[name]
		if t := s.told(); t != nil {
			c.take(t)
			facts = append(append(facts, s.kept...), s.pending...)
		}
	}
	c.result.Facts = facts
	c.settle()
	return c.result
}

// Has reports whether a stream is kept.
func (l *Live) Has(stream string) bool { return l.streams[stream] != nil }

// Held reports whether something was read that only a Read of everything tells.
func (l *Live) Held() bool {
	for _, s := range l.streams {
		if s.fresh {
			return true
		}
	}
	return false
}

// Streams is how many streams are kept.
func (l *Live) Streams() int { return len(l.order) }

// Facts is how many facts are kept.
func (l *Live) Facts() int { return l.facts }
