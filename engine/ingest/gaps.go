package ingest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"culprit/engine/fact"
	"culprit/engine/topology"
)

// The kinds of gap. One without a kind is a place that could not be read.
const (
	GapCut       = "cut"       // captured only in part: --tail, --since, a tool's limit
	GapRotated   = "rotated"   // the beginning is gone: log rotation
	GapWrapped   = "wrapped"   // the kernel's ring overwrote its oldest records
	GapTruncated = "truncated" // the end is missing
	GapSequence  = "sequence"  // numbered records are missing in between
	GapDropped   = "dropped"   // the logger says that it dropped records
	GapHole      = "hole"      // no record for a time in which there must have been some
	GapRedacted  = "redacted"  // values were hidden by another tool
)

// findGaps names what is missing from the streams that were read. It sets the
// times from which on and until when nothing can be said.
func (c *collector) findGaps(graph *topology.Graph) {
	g := &gaps{collector: c, graph: graph, boxes: map[fact.Subject]*fact.ContainerState{}, starts: map[fact.Subject][]time.Time{}, rotated: map[string]bool{}}
	g.learn()
	lost := map[string][]Gap{} // what a source could not read, where it is known when that was written
	for _, n := range c.result.Coverage.Gaps {
		if !n.From.IsZero() || !n.To.IsZero() {
			name := strings.TrimPrefix(n.Stream, "/")
			lost[name] = append(lost[name], Gap{n.Kind, n.From, n.To})
		}
	}
	for i := range c.result.Coverage.Streams {
		s := &c.result.Coverage.Streams[i]
		s.Gaps = append(s.Gaps, lost[s.Name]...)
		for _, n := range s.signs.notes {
			if n.Kind == GapCut && n.From.IsZero() && n.To.IsZero() {
				n.To = s.From // what was left out is earlier, as far as can be told
			}
			g.add(s, n)
		}
		g.truncated(s)
		g.begins(s)
		g.wrapped(s)
		g.silent(s)
	}
}

type gaps struct {
	*collector
	graph   *topology.Graph
	boxes   map[fact.Subject]*fact.ContainerState
	starts  map[fact.Subject][]time.Time
	rotated map[string]bool // streams of which an older part is there too
	boot    time.Time
}

func (g *gaps) add(s *StreamCoverage, n Note) {
	n.Stream = s.Name
	g.result.Coverage.Gaps = append(g.result.Coverage.Gaps, n)
	s.Gaps = append(s.Gaps, Gap{n.Kind, n.From, n.To})
}

func (g *gaps) learn() {
	for i := range g.result.Facts {
		f := &g.result.Facts[i]
		switch d := f.Data.(type) {
		case *fact.ContainerState:
			s := g.graph.Canonical(f.Subject)
			g.boxes[s] = d
			if !d.StartedAt.IsZero() {
				g.starts[s] = append(g.starts[s], d.StartedAt)
			}
		case *fact.ContainerEvent:
			if d.Action == "start" && f.Time.Known() {
				s := g.graph.Canonical(f.Subject)
				g.starts[s] = append(g.starts[s], f.Time.At)
			}
		}
	}
	for _, s := range g.result.Coverage.Streams {
		for _, suffix := range []string{".1", ".0", ".old", "-previous"} {
			if base, ok := strings.CutSuffix(s.Name, suffix); ok {
				g.rotated[base] = true
			}
		}
	}
	for _, c := range g.result.Coverage.Clocks {
		if !c.Boot.IsZero() {
			g.boot = c.Boot
		}
	}
	if g.boot.IsZero() {
		g.boot, _, _ = bootTime(g.result.Facts)
	}
}

// truncated: the stream's last line is damaged.
func (g *gaps) truncated(s *StreamCoverage) {
	for _, n := range g.result.Coverage.Unread {
		if n.Stream == s.Name && n.Line+max(n.Lines, 1)-1 >= s.Lines && s.Lines > 1 && (strings.Contains(n.Reason, "damaged") || strings.Contains(n.Reason, "incomplete") || strings.Contains(n.Reason, "ends inside")) {
			g.add(s, Note{Kind: GapTruncated, Line: n.Line, Reason: "its last record is cut: the file ended while it was written or copied", From: s.To})
			return
		}
	}
}

// Limits of a late beginning: programs say something soon after they start.
const (
	lateStart = 10 * time.Minute
	lateTail  = 30 * time.Second
	tailLines = 20 // --tail of fewer lines says nothing by their number
)

// begins: a log that begins long after its container started has lost its
// beginning, to rotation or to --tail and --since.
func (g *gaps) begins(s *StreamCoverage) {
	box := g.boxes[g.graph.Canonical(s.Subject)]
	if box == nil || s.From.IsZero() || box.StartedAt.IsZero() || !slices.Contains(s.Parsers, "containerlog") || g.rotated[s.Name] || g.assumed(s.Name) {
		return
	}
	late := s.From.Sub(box.StartedAt)
	n := Note{Kind: GapCut, From: box.StartedAt, To: s.From}
	switch {
	case late > lateTail && s.Lines >= tailLines && round(s.Lines):
		n.Reason = fmt.Sprintf("exactly %d lines, and they begin %s after the container started: captured with --tail", s.Lines, short(late.Round(time.Second)))
	case late > lateStart && box.LogMaxSize != "":
		n.Kind = GapRotated
		n.Reason = fmt.Sprintf("begins %s after the container started: its log driver rotates at %s", short(late.Round(time.Minute)), box.LogMaxSize)
	case late > lateStart:
		n.Reason = fmt.Sprintf("begins %s after the container started: rotated, or captured with --tail or --since", short(late.Round(time.Minute)))
	case box.RestartCount > 0 && late > -time.Second && box.StartedAt.Sub(box.CreatedAt) > time.Minute:
		n.From = box.CreatedAt
		n.Reason = fmt.Sprintf("holds only the last of %d runs of the container", box.RestartCount+1)
	default:
		return
	}
	g.add(s, n)
}

// round reports whether a number of lines is one that a person would type.
func round(n int) bool {
	for _, unit := range []int{10, 100, 1000, 10_000} {
		if n%unit == 0 && (n/unit < 10 || n/unit == 15 || n/unit == 25) {
			return true
		}
	}
	return false
}

// assumed reports whether nothing tells the zone of a stream's stamps.
func (g *gaps) assumed(stream string) bool {
	return slices.ContainsFunc(g.result.Coverage.Clocks, func(c Clock) bool { return c.Stream == stream && c.Assumed })
}

// bootSlack is how long after boot the first record of a whole ring may stand.
const bootSlack = time.Minute

// wrapped: a kernel log whose first record is not of the boot.
func (g *gaps) wrapped(s *StreamCoverage) {
	if !slices.Contains(s.Parsers, "kernel") {
		return
	}
	late := s.signs.sinceBoot
	if late < 0 && !s.From.IsZero() && !g.boot.IsZero() {
		late = s.From.Sub(g.boot)
	}
	if late <= bootSlack {
		return
	}
	n := Note{Kind: GapWrapped, Line: 1, Reason: fmt.Sprintf("begins %s after boot: older records were overwritten, cleared or not captured", short(late.Round(time.Second)))}
	if !g.boot.IsZero() {
		n.From, n.To = g.boot, g.boot.Add(late)
	}
	g.add(s, n)
}

// silent: a hole in which the container was started though it says something at
// its other starts.
func (g *gaps) silent(s *StreamCoverage) {
	const edge = 5 * time.Second
	starts := g.starts[g.graph.Canonical(s.Subject)]
	if s.Subject.Zero() || len(starts) < 2 {
		return
	}
	for _, h := range s.signs.holes {
		inside := slices.IndexFunc(starts, func(t time.Time) bool { return t.After(h.from.Add(edge)) && t.Before(h.to.Add(-edge)) })
		if inside < 0 {
			continue
		}
		// A program that was silent at its other starts too proves nothing.
		speaks := slices.ContainsFunc(starts, func(t time.Time) bool {
			d := h.to.Sub(t)
			return d >= 0 && d < edge || !s.From.IsZero() && s.From.Sub(t).Abs() < edge
		})
		if speaks {
			g.add(s, Note{
				Kind: GapHole, From: h.from, To: h.to,
				Reason: fmt.Sprintf("no record from %s to %s, though the container was started at %s", clockTime(h.from), clockTime(h.to), clockTime(starts[inside])),
			})
		}
	}
}

func clockTime(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05Z") }
