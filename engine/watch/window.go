package watch

import (
	"bytes"
	"context"
	"io"
	"iter"
	"slices"
	"strings"

	"culprit/engine/fact"
	"culprit/engine/source"
)

// Limits of what is kept: of all streams, and of one of many or few.
const (
	keepAll   = 32 << 20
	keepMost  = 1 << 20
	keepLeast = 64 << 10

	maxStreams = 1024 // beyond it the one that changed longest ago is let go
)

// A Window keeps the last lines of each stream. It is a source: what is kept is
// read as the file of a bundle would be, so that a live diagnosis is the one
// that analyze gives of the same lines. Memory is bounded; a line leaves only
// after it was looked at.
type Window struct {
	tails map[string]*tail
	order []string
	turn  int // counts what was added
	gaps  []error
}

// A tail is the last lines of a stream.
type tail struct {
	subject fact.Subject
	data    []byte
	fresh   int   // bytes at its end that no evaluation has seen
	bytes   int64 // that stood before data
	lines   int   // that stood before data
	turn    int   // of the last change
}

// NewWindow makes an empty window.
func NewWindow() *Window { return &Window{tails: map[string]*tail{}} }

// Room reports whether so many bytes may be added without pushing out lines
// that no evaluation has seen.
func (w *Window) Room(stream string, n int) bool {
	t := w.tails[stream]
	return t == nil || t.fresh == 0 || t.fresh+n <= w.limit()
}

func (w *Window) limit() int {
	return min(keepMost, max(keepLeast, keepAll/max(1, len(w.tails))))
}

// Add appends whole lines to a stream. Data above the limit of one stream must
// come in parts, with an evaluation between where there is no Room.
func (w *Window) Add(stream string, about fact.Subject, lines []byte) {
	t := w.tails[stream]
	if t == nil {
		t = &tail{subject: about}
		w.tails[stream] = t
		w.order = append(w.order, stream)
		slices.Sort(w.order)
		w.letGo()
	}
	w.turn++
	t.turn = w.turn
	t.data = append(t.data, lines...)
	t.fresh += len(lines)
	limit := w.limit()
	if len(t.data) <= limit+limit/4 { // a quarter at once: moving bytes costs
		return
	}
	cut := len(t.data) - max(limit, t.fresh)
	if end := bytes.IndexByte(t.data[max(cut-1, 0):], '\n'); cut > 0 && end >= 0 {
		cut += end
		t.bytes += int64(cut)
		t.lines += bytes.Count(t.data[:cut], []byte("\n"))
		t.data = append(make([]byte, 0, limit+limit/2), t.data[cut:]...)
		t.fresh = min(t.fresh, len(t.data))
	}
}

// letGo keeps the number of streams bounded: containers come and go.
func (w *Window) letGo() {
	if len(w.order) <= maxStreams {
		return
	}
	oldest := -1
	for i, name := range w.order {
		if t := w.tails[name]; t.turn > 0 && (oldest < 0 || t.turn < w.tails[w.order[oldest]].turn) {
			oldest = i
		}
	}
	delete(w.tails, w.order[oldest])
	w.order = slices.Delete(w.order, oldest, oldest+1)
}

// Put makes a document all that a stream holds. It reports whether that is new.
func (w *Window) Put(stream string, about fact.Subject, document []byte) bool {
	t := w.tails[stream]
	if t == nil {
		w.Add(stream, about, nil)
		t = w.tails[stream]
	}
	if bytes.Equal(t.data, document) {
		return false
	}
	t.data = bytes.Clone(document)
	w.turn++
	t.turn = w.turn
	return true
}

// Lose notes what a source could not read; the report shows it.
func (w *Window) Lose(g *source.Gap) {
	if len(w.gaps) < 100 {
		w.gaps = append(w.gaps, g)
	}
}

// seen marks everything as looked at.
func (w *Window) seen() {
	for _, t := range w.tails {
		t.fresh = 0
	}
}

// Kind implements source.Source.
func (*Window) Kind() string { return "watch" }

// Name is that of a source without an address.
func (*Window) Name() string { return "watch" }

// Streams implements source.Source.
func (w *Window) Streams(context.Context) iter.Seq2[source.Stream, error] {
	return func(yield func(source.Stream, error) bool) {
		for _, g := range w.gaps {
			if !yield(source.Stream{}, g) {
				return
			}
		}
		for _, name := range w.order {
			t := w.tails[name]
			if !yield(source.Stream{
				Name: strings.TrimPrefix(name, "/"), Subject: t.subject, Size: int64(len(t.data)), Concurrent: true,
				Open: func(context.Context) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(t.data)), nil },
			}, nil) {
				return
			}
		}
	}
}

// place puts the origins of facts where they are in the whole stream.
func (w *Window) place(facts []fact.Fact) {
	byName := map[string]*tail{}
	for name, t := range w.tails {
		byName[strings.TrimPrefix(name, "/")] = t
	}
	for i := range facts {
		o := &facts[i].Origin
		if t := byName[o.Stream]; t != nil && o.Line > 0 {
			o.Line += t.lines
			o.Offset += t.bytes
		}
	}
}
