package section

import (
	"slices"

	"culprit/engine/fact"
)

// A Place is where the reading of a stream that goes on was left, with what
// must be known to read on there as if it had never been left. It can be
// written to a file.
type Place struct {
	Lines   int          `json:"lines"`  // before it
	Offset  int64        `json:"offset"` // bytes before it
	Command []string     `json:"command,omitempty"`
	Subject fact.Subject `json:"subject,omitzero"`
	Block   string       `json:"block,omitempty"` // the parser whose block goes on; empty: a block begins
	Form    int          `json:"form,omitempty"`  // of the block, as its parser numbers them
	Framed  bool         `json:"framed,omitempty"`
	InDump  bool         `json:"in_dump,omitempty"`
}

// Resumed reports whether the reader begins inside a block.
func (r *Reader) Resumed() bool { return r.From.Block != "" && r.offset == r.From.Offset }

// pause is what a parser said of reading on in its block.
type pause struct {
	can   bool
	form  int
	spans []Span
}

// A Span is the lines from First on that belong together, with others' lines
// between.
type Span struct {
	First Line
	Last  int // number of the last line; 0: it may go on
}

// Pause tells that the block can be read on at a later line if the stream
// grows, but not inside one of the spans. A parser calls it before it tells
// what is still open. Form comes back in From.Form.
func (r *Reader) Pause(form int, spans ...Span) {
	r.pause = pause{can: true, form: form, spans: slices.Clone(spans)} // the parser goes on with its own
}

// Here is the place before the next line, where a block begins.
func (r *Reader) Here() Place {
	return Place{Lines: r.line, Offset: r.offset, Command: r.Command, Subject: r.Subject}
}

// Sure reports whether nothing before the next line was decided on bytes that
// the end of the stream cut.
func (r *Reader) Sure() bool { return !r.short || r.unsure.Offset >= r.offset }

// Paused is the last place in the block that was just read, and began at a
// place, from which on it can be read again with what comes: it stands in no
// span and before what was decided on too few bytes.
func (r *Reader) Paused(begin Place, parser string) Place {
	p := r.pause
	r.pause = pause{}
	if !p.can {
		return begin
	}
	at := r.Here()
	cut := Line{Number: at.Lines + 1, Offset: at.Offset}
	if r.short && r.unsure.Offset < cut.Offset {
		cut = r.unsure
	}
	slices.SortFunc(p.spans, func(a, b Span) int { return b.First.Number - a.First.Number })
	for moved := true; moved; {
		moved = false
		for _, s := range p.spans {
			if s.First.Number < cut.Number && (s.Last == 0 || s.Last >= cut.Number) {
				cut, moved = s.First, true
			}
		}
	}
	if cut.Offset <= begin.Offset {
		return begin
	}
	at.Lines, at.Offset = cut.Number-1, cut.Offset
	at.Block, at.Form = parser, p.form
	return at
}
