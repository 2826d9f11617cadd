package scan

import (
	"bytes"
	"slices"
)

// A Mark is the beginning of a line that must be looked at.
type Mark struct {
	At   int // offset in the block
	Line int // line ends between the block's beginning and it
	Why  Span
}

// A Span is a part of a line. The line matters if this part of it does, whatever
// else it says; the zero Span says nothing.
type Span struct{ From, To int }

// A Marker finds the lines of raw blocks that must be looked at. It is
// immutable and may be used from several goroutines.
type Marker struct {
	Set *Set
	// Accept reports whether a line with a literal at a place matters, and why;
	// nil accepts all. It is given the line as it was written, still escaped.
	Accept func(line []byte, at, literal int) (why Span, ok bool)
	// Clean returns a line without its escape sequences, in which a literal may
	// stand that the raw line has in pieces.
	Clean func(line []byte) []byte
	// Tune returns a marker for logs like the sample that costs less and marks
	// the lines of the same records; nil when there is none.
	Tune func(*Sample) *Marker
}

// LongLine is the length from which on each line is marked: the writers of
// container logs cut lines of 16 KiB in pieces, and a literal may stand across
// a cut.
const LongLine = 2 * countStep

// countStep is the piece of a block whose line ends are counted at once; a
// piece without any lies in a long line.
const countStep = 8 << 10

// Mark appends the marks of block[from:], which begins at a line, and returns
// them with the number of its line ends.
func (m *Marker) Mark(block []byte, from int, marks []Mark) (list []Mark, lines int) {
	text := block[from:]
	first := len(marks)
	add := func(at int, why Span) { marks = append(marks, Mark{At: from + at, Why: why}) }
	m.Set.Find(text, func(at, literal int) int {
		start, end := lineAround(text, at)
		if n := len(marks); n > first && marks[n-1].At == from+start {
			return end
		}
		var why Span
		if m.Accept != nil {
			var ok bool
			if why, ok = m.Accept(text[start:end], at-start, literal); !ok {
				return 0
			}
		}
		add(start, why)
		return end
	})
	for at := 0; m.Clean != nil && at < len(text); {
		n := bytes.IndexByte(text[at:], 0x1b)
		if n < 0 {
			break
		}
		start, end := lineAround(text, at+n)
		if m.wants(m.Clean(text[start:end])) {
			add(start, Span{})
		}
		at = end
	}
	marks, lines = m.count(text, from, first, marks)
	return marks, lines
}

// wants reports whether a cleaned line matters.
func (m *Marker) wants(line []byte) bool {
	wanted := false
	m.Set.Find(line, func(at, literal int) int {
		if m.Accept != nil {
			if _, ok := m.Accept(line, at, literal); !ok {
				return 0
			}
		}
		wanted = true
		return len(line)
	})
	return wanted
}

var newline = []byte{'\n'}

// count adds the marks of long lines, brings the marks of text in order and
// gives them their line numbers.
func (m *Marker) count(text []byte, from, first int, marks []Mark) ([]Mark, int) {
	ends := make([]int, 0, len(text)/countStep+2) // line ends before each piece
	lines := 0
	for at := 0; at < len(text); at += countStep {
		ends = append(ends, lines)
		n := bytes.Count(text[at:min(at+countStep, len(text))], newline)
		if n == 0 {
			start, _ := lineAround(text, at)
			marks = append(marks, Mark{At: from + start})
		}
		lines += n
	}
	ours := marks[first:]
	slices.SortFunc(ours, func(a, b Mark) int { return a.At - b.At })
	ours = slices.CompactFunc(ours, func(a, b Mark) bool { return a.At == b.At })
	for i := range ours {
		at := ours[i].At - from
		piece := at / countStep
		ours[i].Line = ends[piece] + bytes.Count(text[piece*countStep:at], newline)
	}
	return marks[:first+len(ours)], lines
}

// lineAround returns the bounds of the line at a place; the end is that of its
// text, before the line end.
func lineAround(text []byte, at int) (start, end int) {
	start = bytes.LastIndexByte(text[:at], '\n') + 1
	end = len(text)
	if n := bytes.IndexByte(text[at:], '\n'); n >= 0 {
		end = at + n
	}
	return start, end
}
