package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"culprit/engine"
	"culprit/engine/ingest"
	"culprit/engine/report"
	"culprit/engine/source/bundle"
	"culprit/parsers/section"
)

// input is what was read of the paths of a command.
type input struct{ *ingest.Result }

// read reads the paths. A nil rule set keeps every log record.
func (c *console) read(ctx context.Context, paths []string, set *engine.RuleSet) (*input, error) {
	return c.readWith(ctx, paths, interestOf(set))
}

func interestOf(set *engine.RuleSet) section.Interest {
	if set == nil {
		return nil
	}
	return set.Interest()
}

func (c *console) readWith(ctx context.Context, paths []string, interest section.Interest) (*input, error) {
	var sources []ingest.NamedSource
	for _, p := range paths {
		b, err := bundle.Open(p, c.in, bundle.DefaultLimits)
		if err != nil {
			return nil, unreadable(fmt.Errorf("cannot read %w", err), "")
		}
		sources = append(sources, b)
	}
	return c.ingest(ctx, sources, interest)
}

// ingest reads the sources.
func (c *console) ingest(ctx context.Context, sources []ingest.NamedSource, interest section.Interest) (*input, error) {
	bar := newProgress(c.err)
	defer bar.done()
	res, err := ingest.Run(ctx, sources, ingest.Options{Interest: interest, Progress: bar.show, Now: time.Now()})
	if err != nil {
		return nil, unreadable(fmt.Errorf("reading was interrupted: %w", err), "")
	}
	return &input{res}, nil
}

func (in *input) inputs() []report.Input {
	list := make([]report.Input, len(in.Inputs))
	for i, p := range in.Inputs {
		list[i] = report.Input{Path: p.Path, Kind: p.Kind}
	}
	return list
}

func (in *input) reported() report.Coverage {
	out := report.Coverage{Streams: []report.Stream{}, Gaps: notes(in.Coverage.Gaps), Missing: notes(in.Coverage.Missing), Unread: notes(in.Coverage.Unread), Clocks: []report.Clock{}, Assumed: append([]string{}, in.Coverage.Assumed...)}
	for _, c := range in.Coverage.Clocks {
		r := report.Clock{Stream: c.Stream, OffsetSeconds: c.Offset.Seconds(), UncertaintySeconds: c.Uncertainty.Seconds(), Basis: c.Basis, Assumed: c.Assumed, Facts: c.Facts}
		if !c.Boot.IsZero() {
			r.Boot = &c.Boot
		}
		if !c.Subject.Zero() {
			r.Subject = c.Subject.Label()
		}
		out.Clocks = append(out.Clocks, r)
	}
	for _, s := range in.Coverage.Streams {
		r := report.Stream{Name: s.Name, Parser: strings.Join(s.Parsers, "+"), Bytes: s.Bytes, Lines: s.Lines, Facts: s.Facts}
		r.From, r.To = instant(s.From), instant(s.To)
		for _, g := range s.Gaps {
			if !slices.Contains(r.Gaps, g.Kind) {
				r.Gaps = append(r.Gaps, g.Kind)
			}
		}
		out.Streams = append(out.Streams, r)
	}
	return out
}

func notes(list []ingest.Note) []report.Note {
	out := []report.Note{}
	for _, n := range list {
		out = append(out, report.Note{Stream: n.Stream, Line: n.Line, Lines: n.Lines, Bytes: n.Bytes, Records: n.Records, Files: n.Files, Estimated: n.Estimated, Reason: n.Reason, Sample: n.Sample, Kind: n.Kind, From: instant(n.From), To: instant(n.To)})
	}
	return out
}

func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// unreadable lists the gaps that are places which could not be read.
func (in *input) unreadable() []ingest.Note {
	return slices.DeleteFunc(slices.Clone(in.Coverage.Gaps), func(n ingest.Note) bool { return n.Kind != "" })
}

// progress shows on a terminal how much of a long input was read. It keeps
// quiet for the first second: most inputs take less.
type progress struct {
	w     io.Writer
	began time.Time
	last  time.Time
}

func newProgress(w io.Writer) *progress {
	if !terminal(w) {
		w = nil
	}
	return &progress{w: w, began: time.Now()}
}

func (p *progress) show(read int64) {
	now := time.Now()
	if p.w == nil || now.Sub(p.began) < time.Second || now.Sub(p.last) < 100*time.Millisecond {
		return
	}
	p.last = now
	fmt.Fprintf(p.w, "\r\x1b[Kculprit: reading, %d MiB, %.0f MiB/s", read>>20, float64(read)/(1<<20)/now.Sub(p.began).Seconds())
}

func (p *progress) done() {
	if p.w != nil && !p.last.IsZero() {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}
