package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"culprit/engine"
	"culprit/engine/report"
	"culprit/engine/source"
	"culprit/engine/watch"
)

// A statusLine is a line at the bottom of a terminal, below all that is written
// through it.
type statusLine struct {
	w     io.Writer
	width func() int

	mu     sync.Mutex
	text   string
	hint   string // behind it, where there is room
	chosen string // stands there instead of it; empty: nothing does
	drawn  bool
}

// withStatus puts a status line below what a console says, where that is a
// terminal. Lines for programs get none beside them.
func (c *console) withStatus(format string, color bool) (*console, *statusLine) {
	if !terminal(c.err) || os.Getenv("TERM") == "dumb" || terminal(c.out) && format != "text" {
		return c, nil
	}
	s := &statusLine{w: c.err, width: func() int { return c.width(c.err) }}
	out := c.out
	if terminal(out) {
		out = s.above(out)
	}
	return &console{in: c.in, out: out, err: s.above(c.err)}, s
}

// above is a writer of whole lines to the same terminal.
func (s *statusLine) above(w io.Writer) io.Writer { return aboveStatus{s, w} }

type aboveStatus struct {
	*statusLine
	w io.Writer
}

const clearLine = "\r\x1b[K"

// Write implements io.Writer. The line comes back once what was written is at
// the end of a line.
func (a aboveStatus) Write(p []byte) (int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.clear()
	n, err := a.w.Write(p)
	if bytes.HasSuffix(p, []byte("\n")) {
		a.draw()
	}
	return n, err
}

// show changes the line; "" takes it away.
func (s *statusLine) show(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if text == s.text && s.drawn {
		return
	}
	s.text = text
	s.clear()
	s.draw()
}

// choose puts a text there instead; "" takes it away.
func (s *statusLine) choose(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.chosen = text
	s.clear()
	s.draw()
}

// suggest puts a hint behind the text.
func (s *statusLine) suggest(hint string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hint = hint
}

// hide takes the line away until it changes; redraw shows it again.
func (s *statusLine) hide() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clear()
}

func (s *statusLine) redraw() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drawn = false
	s.draw()
}

func (s *statusLine) clear() {
	if s.drawn {
		io.WriteString(s.w, clearLine)
		s.drawn = false
	}
}

// draw writes the line, cut so that it never breaks into two, which could not be
// taken away.
func (s *statusLine) draw() {
	if s.text == "" {
		return
	}
	text := []rune(cmp.Or(s.chosen, s.text))
	if s.chosen == "" && s.hint != "" && len(text)+2+len(s.hint) < s.width() {
		text = append(text, []rune("; "+s.hint)...)
	}
	io.WriteString(s.w, string(text[:min(len(text), max(0, s.width()-1))]))
	s.drawn = true
}

// holding are the diagnoses that hold, by id.
type holding map[string]standing

// A standing is a diagnosis that holds.
type standing struct {
	cause, severity string
	root            bool
}

func (h holding) take(changes []change) {
	for _, c := range changes {
		d := c.Diagnosis
		if d.Status != string(engine.StatusActive) || c.Event.Event == string(watch.Withdrawn) {
			delete(h, d.ID)
		} else {
			h[d.ID] = standing{d.Cause, d.Severity, d.Root}
		}
	}
}

// A statusSink keeps the line up to date: what is read, and the root causes that
// hold.
type statusSink struct {
	line *statusLine
	stop chan struct{}
	done chan struct{}

	mu      sync.Mutex
	streams map[string]bool
	lines   int // of logs
	gaps    int
	active  holding
}

// statusEvery is between two looks of the line.
const statusEvery = time.Second

// maxStreams bounds the names that are kept to count streams.
const maxStreams = 10_000

func openStatus(line *statusLine) *statusSink {
	s := &statusSink{line: line, stop: make(chan struct{}), done: make(chan struct{}), streams: map[string]bool{}, active: holding{}}
	go s.run()
	return s
}

func (s *statusSink) run() {
	defer close(s.done)
	tick := time.NewTicker(statusEvery)
	defer tick.Stop()
	before := 0
	for {
		s.mu.Lock()
		lines := s.lines
		text := s.text(lines - before)
		s.mu.Unlock()
		before = lines
		s.line.show(text)
		select {
		case <-tick.C:
		case <-s.stop:
			s.line.show("")
			return
		}
	}
}

// text is the line: 12 streams, 340 lines/s, 2 root causes: 1 critical, 1 error.
func (s *statusSink) text(lines int) string {
	bySeverity, roots := map[string]int{}, 0
	for _, d := range s.active {
		if d.root {
			roots++
			bySeverity[d.severity]++
		}
	}
	text := fmt.Sprintf("%s, %d lines/s, ", report.Number(len(s.streams), "stream"), lines)
	if s.gaps > 0 {
		text += report.Number(s.gaps, "gap") + ", "
	}
	if roots == 0 {
		return text + "no root cause"
	}
	var parts []string
	names := engine.SeverityNames()
	for i := len(names) - 1; i >= 0; i-- {
		if n := bySeverity[names[i]]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, names[i]))
		}
	}
	return text + report.Number(roots, "root cause") + ": " + strings.Join(parts, ", ")
}

func (s *statusSink) piece(p source.Piece) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(p.Data) > 0 && len(s.streams) < maxStreams {
		s.streams[p.Stream] = true
	}
	if !p.Whole {
		s.lines += bytes.Count(p.Data, []byte("\n"))
	}
	if p.Gap != nil {
		s.gaps++
	}
}

func (s *statusSink) judged(j judgement) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.active.take(j.changes)
}

func (s *statusSink) close(context.Context) error {
	close(s.stop)
	<-s.done
	return nil
}
