// Package ingest reads the streams of a source with the parsers and hands the
// facts on with their times, subjects and twins put right. It is the only place
// that opens streams.
//
//	source ─ stream → decode → parsers.Read ─ facts ┐
//	                                               fold (repeats counted)
//	                              clock ← merge ← twins ┘
package ingest

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"culprit/engine/fact"
	"culprit/engine/source"
	"culprit/engine/topology"
	"culprit/parsers"
	"culprit/parsers/section"
)

// maxFacts bounds the facts of one input. A flood beyond it is counted and
// reported as a gap; repeats are folded long before.
const maxFacts = 500_000

// Options of a run.
type Options struct {
	Interest section.Interest // which log records matter; nil keeps all
	Progress func(read int64) // called now and then with the bytes read so far
	Workers  int              // streams and blocks that are worked on at once; 0: one for each core
	Now      time.Time        // chooses the year of stamps without one, where the input has no full date

	blockSize int // tests make it small
}

// A StreamCoverage says what one stream told.
type StreamCoverage struct {
	Name     string
	Parsers  []string
	Subject  fact.Subject
	Bytes    int64
	Lines    int
	Facts    int
	From, To time.Time
	Ends     map[fact.Subject]time.Time // last times of the writers of a stream that has several
	Gaps     []Gap

	signs signs
}

// A Gap is a time that a stream does not tell of; From and To are zero where
// that end is not known.
type Gap struct {
	Kind     string
	From, To time.Time
}

// A Note is a place of the input that was not read or not understood.
type Note struct {
	Stream string
	Line   int
	Lines  int
	Bytes  int64
	Reason string
	Sample string

	Records   int64 // of a gap: those known to be lost
	Files     int64 // and whole files
	Estimated bool  // Bytes is what so many files hold at most, or about

	Kind     string    // of a gap: one of the Gap constants; empty where it could not be read
	From, To time.Time // the time that is missing; zero where an end is not known
}

// Coverage says what was read, what was lost and what was not understood.
type Coverage struct {
	Streams []StreamCoverage
	Gaps    []Note   // parts that could not be read, or are not in the input
	Missing []Note   // what a live source or our own collect looked for and could not have, or cut
	Unread  []Note   // parts that no parser understood
	Clocks  []Clock  // how stamps relate to UTC
	Assumed []string // what was assumed of clocks
}

// A Result is everything an input said.
type Result struct {
	Facts    []fact.Fact
	Coverage Coverage
	Inputs   []Input
	Partial  bool // some of the input could not be read
}

// An Input is one path the user named.
type Input struct {
	Path string
	Kind string
}

// A NamedSource is a source with the path it was opened from.
type NamedSource interface {
	source.Source
	Name() string
}

// Run reads all streams of the sources. The result does not depend on the
// number of workers.
func Run(ctx context.Context, sources []NamedSource, opts Options) (*Result, error) {
	workers := opts.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	c := &collector{opts: opts, result: &Result{}, searchers: newSearchers(workers), graphs: &topology.Cache{}}
	defer c.searchers.stop()
	reads := newQueue(workers, c.take)
	defer reads.wait()
	for _, s := range sources {
		for stream, err := range s.Streams(ctx) {
			if err := ctx.Err(); err != nil {
				return c.result, err
			}
			switch {
			case err != nil:
				reads.done(&told{gaps: []error{err}})
			case stream.Concurrent:
				reads.start(func() *told { return c.read(ctx, stream) })
			default:
				reads.done(c.read(ctx, stream))
			}
		}
		// Afterwards: what kind of bundle it is may be told by one of its files.
		c.result.Inputs = append(c.result.Inputs, Input{s.Name(), s.Kind()})
	}
	reads.wait()
	c.settle()
	return c.result, nil
}

type collector struct {
	opts      Options
	result    *Result
	searchers *searchers
	bytes     atomic.Int64 // read so far
	reporting sync.Mutex   // streams are read side by side
	dropped   int
	graphs    *topology.Cache
}

// told is what one stream said.
type told struct {
	facts   []fact.Fact
	dropped int
	gaps    []error
	cover   *StreamCoverage
	unread  []Note
}

// take adds what a stream said to the result. Streams come in their order.
func (c *collector) take(t *told) {
	room := min(len(t.facts), maxFacts-len(c.result.Facts))
	if len(c.result.Facts) == 0 {
		c.result.Facts = t.facts[:room] // there may be hundreds of thousands
	} else {
		c.result.Facts = append(c.result.Facts, t.facts[:room]...)
	}
	c.dropped += t.dropped + len(t.facts) - room
	for _, err := range t.gaps {
		c.gap(err)
	}
	if t.cover != nil {
		c.result.Coverage.Streams = append(c.result.Coverage.Streams, *t.cover)
	}
	c.result.Coverage.Unread = append(c.result.Coverage.Unread, t.unread...)
}

func (c *collector) gap(err error) {
	var missing *source.Missing
	if errors.As(err, &missing) {
		c.result.Facts = append(c.result.Facts, fact.Fact{
			Kind: "source.gap", Subject: fact.Subject{Kind: fact.Host}, Origin: fact.Origin{Stream: missing.Stream}, Text: missing.Error(),
			Data: &fact.SourceGap{Stream: missing.Stream, Reason: missing.Reason},
		})
		return
	}
	note := Note{Reason: err.Error()}
	var g *source.Gap
	if errors.As(err, &g) {
		note = Note{Stream: g.Stream, Reason: g.Reason, Bytes: g.Bytes, Records: g.Records, Files: g.Files, Estimated: g.Estimated, From: g.From, To: g.To}
	}
	c.result.Coverage.Gaps = append(c.result.Coverage.Gaps, note)
	c.result.Partial = true
}

// read reads one stream.
func (c *collector) read(ctx context.Context, s source.Stream) *told {
	t := &told{}
	body, err := s.Open(ctx)
	if err != nil {
		t.gaps = append(t.gaps, named(s.Name, err))
		return t
	}
	defer body.Close()
	watch := &watch{r: body, look: newLook(s.Name)}
	counted := &progress{r: watch, collector: c}
	f := newFold(func(f fact.Fact) {
		if f.Subject.Host == "" {
			f.Subject.Host = s.Host
		}
		if len(t.facts) >= maxFacts {
			t.dropped++
			return
		}
		t.facts = append(t.facts, f)
	})
	r := section.NewReader(decode(counted), section.Context{
		Stream: s.Name, Host: s.Host, Subject: s.Subject, NoLog: s.NoLog, Reference: s.ModTime, Interest: c.opts.Interest,
		Ahead: c.searchers.ahead, BlockSize: c.opts.blockSize, Counted: f.counted,
	})
	defer r.Close()
	if r.Reference.IsZero() {
		r.Reference = c.opts.Now
	}
	blocks, err := parsers.Read(r, f.add)
	f.flush()
	if err != nil {
		t.gaps = append(t.gaps, err)
	}
	t.cover = &StreamCoverage{Name: s.Name, Subject: s.Subject, Facts: len(t.facts)}
	t.cover.Lines, t.cover.Bytes = r.Position()
	t.cover.From, t.cover.To = r.Span()
	t.cover.Ends = map[fact.Subject]time.Time{}
	for writer, end := range r.Writers() {
		writer.Host = cmp.Or(writer.Host, s.Host)
		t.cover.Ends[writer] = end
	}
	t.cover.signs = watch.told()
	for _, b := range blocks {
		t.cover.Parsers = append(t.cover.Parsers, b.Parser)
	}
	for _, sk := range r.Skipped() {
		t.unread = append(t.unread, Note{Stream: s.Name, Line: sk.Line, Lines: sk.Lines, Bytes: sk.Bytes, Reason: sk.Reason, Sample: sk.Sample})
	}
	return t
}

// named puts the stream before an error that does not name it.
func named(stream string, err error) error {
	var missing *source.Missing
	var gap *source.Gap
	if errors.As(err, &missing) || errors.As(err, &gap) {
		return err
	}
	return fmt.Errorf("%s: %w", stream, err)
}

// settle runs the passes over all facts.
func (c *collector) settle() {
	res := c.result
	if c.dropped > 0 {
		c.gap(&source.Gap{Stream: "facts", Reason: fmt.Sprintf("%d facts beyond the first %d were left out", c.dropped, maxFacts)})
	}
	for i := range res.Facts {
		if d, ok := res.Facts[i].Data.(*fact.SourceGap); ok && d.Stream != "" {
			res.Coverage.Missing = append(res.Coverage.Missing, Note{Stream: d.Stream, Reason: d.Reason, Bytes: d.Bytes})
		}
	}
	res.Facts = mergeStates(res.Facts)
	graph, _ := c.graphs.Graph(res.Facts)
	res.Coverage.Clocks, res.Coverage.Assumed = setClocks(res.Facts, graph)
	c.setSpans()
	c.findGaps(graph)
	res.Facts = dropTwins(inTime(res.Facts))
}

// inTime sorts facts by time, then place. Facts are large: their places in the
// list are moved, and each of them once.
func inTime(facts []fact.Fact) []fact.Fact {
	order := make([]*fact.Fact, len(facts))
	for i := range facts {
		order[i] = &facts[i]
	}
	slices.SortStableFunc(order, func(a, b *fact.Fact) int {
		if c := a.Time.At.Compare(b.Time.At); c != 0 {
			return c
		}
		return cmp.Or(cmp.Compare(a.Origin.Stream, b.Origin.Stream), cmp.Compare(a.Origin.Offset, b.Origin.Offset), cmp.Compare(a.Origin.Line, b.Origin.Line))
	})
	sorted := make([]fact.Fact, len(facts))
	for i, f := range order {
		sorted[i] = *f
	}
	return sorted
}

// progress counts what was read of a stream.
type progress struct {
	*collector
	r    io.Reader
	last int64
}

func (p *progress) Read(b []byte) (int, error) {
	n, err := p.r.Read(b)
	total := p.bytes.Add(int64(n))
	if p.opts.Progress != nil && (total-p.last > 1<<20 || err != nil) {
		p.last = total
		p.reporting.Lock()
		p.opts.Progress(total)
		p.reporting.Unlock()
	}
	return n, err
}

// decode turns UTF-16 (what PowerShell's > writes) into UTF-8 and drops a byte
// order mark.
func decode(r io.Reader) io.Reader {
	b := bufio.NewReaderSize(r, 64<<10)
	head, _ := b.Peek(3)
	switch {
	case bytes.HasPrefix(head, []byte{0xef, 0xbb, 0xbf}):
		b.Discard(3)
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}):
		b.Discard(2)
		return &utf16Reader{r: b}
	case bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		b.Discard(2)
		return &utf16Reader{r: b, big: true}
	}
	return b
}

type utf16Reader struct {
	r       *bufio.Reader
	big     bool
	pending []byte
	err     error
}

func (u *utf16Reader) unit() (uint16, error) {
	var b [2]byte
	if _, err := io.ReadFull(u.r, b[:]); err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) {
			err = io.EOF
		}
		return 0, err
	}
	if u.big {
		return uint16(b[0])<<8 | uint16(b[1]), nil
	}
	return uint16(b[1])<<8 | uint16(b[0]), nil
}

func (u *utf16Reader) Read(p []byte) (int, error) {
	for len(u.pending) < len(p) && u.err == nil {
		first, err := u.unit()
		if err != nil {
			u.err = err
			break
		}
		char := rune(first)
		if utf16.IsSurrogate(char) {
			second, err := u.unit()
			if err != nil {
				u.err = err
				break
			}
			char = utf16.DecodeRune(char, rune(second))
		}
		u.pending = utf8.AppendRune(u.pending, char)
	}
	n := copy(p, u.pending)
	u.pending = append(u.pending[:0], u.pending[n:]...)
	if n == 0 {
		return 0, u.err
	}
	return n, nil
}
