package section

import (
	"bytes"
	"cmp"
	"iter"

	"culprit/engine/scan"
)

// A Finder is an Interest that finds in raw blocks the lines that may belong
// to a wanted record.
type Finder interface {
	Interest
	// Marker returns what finds them, and lines with one of the extra literals
	// (in lower case); nil when every record is wanted. clean returns a line
	// without escape sequences.
	Marker(extra []string, clean func(line []byte) []byte) *scan.Marker
}

// search is the state of a Reader that goes through its stream in blocks.
type search struct {
	blocks Blocks
	cutter *Cutter
	sample func(Line)
	every  int // bytes between samples inside a block; 0: none

	block  *Block
	at     int   // the next line in block.Bytes
	mark   int   // the next of block.Marks
	lines  int   // of the stream before the block
	offset int64 // of the block in the stream
	inside bool  // the block begins inside a line
}

// Search goes on through the stream in blocks: from then on Jump leaves out
// all lines that cannot matter, those without a literal of the Interest and
// without one of the extra ones. The first and the last line of each block,
// and one every so many bytes between them, are shown to sample. It is false,
// and nothing happens, when the Interest is no Finder or wants every record.
//
// After Search, only Jump, Next and Earlier go on; the caller reads to the end.
func (r *Reader) Search(extra []string, sample func(Line), every int) bool {
	finder, ok := r.Interest.(Finder)
	if !ok {
		return false
	}
	marker := finder.Marker(extra, withoutANSI)
	if marker == nil {
		return false
	}
	s := &search{cutter: &Cutter{r: r.buf, size: cmp.Or(r.BlockSize, blockSize)}, sample: sample, every: every, lines: r.line, offset: r.offset}
	if rest := r.Head(bufferSize); len(rest) < bufferSize && r.BlockSize == 0 {
		s.blocks = &single{Block{Bytes: rest, Last: true}, marker}
	} else if r.Ahead != nil {
		s.blocks = r.Ahead(s.cutter, marker)
	} else {
		s.blocks = &inline{cutter: s.cutter, marker: marker}
	}
	r.search = s
	return true
}

func withoutANSI(line []byte) []byte { return AppendWithoutANSI(nil, line) }

// Jump moves to the next line that was marked; false at the end of the stream.
func (r *Reader) Jump() bool {
	s := r.search
	for s.block != nil || r.load() {
		s.pass()
		if s.mark < len(s.block.Marks) {
			m := s.block.Marks[s.mark]
			s.at = m.At
			r.line = s.lines + m.Line
			return true
		}
		if !r.load() {
			break
		}
	}
	return false
}

// pass passes the marks that lie behind.
func (s *search) pass() {
	for s.mark < len(s.block.Marks) && s.block.Marks[s.mark].At < s.at {
		s.mark++
	}
}

// load moves to the next block.
func (r *Reader) load() bool {
	s := r.search
	if b := s.block; b != nil {
		s.lines += b.Lines
		s.offset += int64(len(b.Bytes) - b.Start)
		s.inside = b.Open
		r.line = s.lines
		if b.Last && !bytes.HasSuffix(b.Bytes, newline) {
			r.line++
		}
	}
	r.offset = s.offset
	if s.block = s.blocks.Next(); s.block == nil {
		s.block = &Block{Last: true, Bytes: newline[:0]}
		s.at, s.mark = 0, 0
		if err := s.cutter.Err(); err != nil {
			r.err = err
		}
		return false
	}
	b := s.block
	s.at, s.mark = b.Start, 0
	if b.Open {
		return true
	}
	if !s.inside {
		s.sample(s.line(b.Start))
	}
	s.between()
	if at := bytes.LastIndexByte(bytes.TrimSuffix(b.Bytes[b.Start:], newline), '\n') + 1; at > 0 {
		s.sample(s.line(b.Start + at))
	}
	return true
}

// between shows lines inside the block to sample.
func (s *search) between() {
	b := s.block
	for at := b.Start + s.every; s.every > 0 && at < len(b.Bytes); at += s.every {
		n := bytes.IndexByte(b.Bytes[at:], '\n')
		if n < 0 {
			return
		}
		if at += n + 1; at < len(b.Bytes) {
			s.sample(s.line(at))
		}
	}
}

var newline = []byte{'\n'}

// line returns the line at a place of the block, without its number.
func (s *search) line(at int) Line {
	raw := s.block.Bytes[at:]
	if n := bytes.IndexByte(raw, '\n'); n >= 0 {
		raw = raw[:n]
	}
	return Line{Bytes: tidied(raw), Offset: s.offset + int64(at-s.block.Start)}
}

// tidied is tidy with memory of its own.
func tidied(raw []byte) []byte {
	raw = trim(raw)
	if bytes.IndexByte(raw, 0x1b) < 0 {
		return raw
	}
	return withoutANSI(raw)
}

// next is Next in a stream that is searched.
func (r *Reader) next() (Line, bool) {
	s := r.search
	if (s.block == nil || s.at >= len(s.block.Bytes)) && !r.load() {
		return Line{}, false
	}
	s.pass()
	b := s.block
	line := Line{Number: r.line + 1, Offset: s.offset + int64(s.at-b.Start)}
	if line.Marked = s.mark < len(b.Marks) && b.Marks[s.mark].At == s.at; line.Marked {
		line.Why = b.Marks[s.mark].Why
	}
	raw := b.Bytes[s.at:]
	if n := bytes.IndexByte(raw, '\n'); n >= 0 {
		raw = raw[:n+1]
	}
	s.at += len(raw)
	if b.Open || len(raw) > 2*MaxLine {
		raw, line.Truncated = r.gather(raw)
	}
	r.line = line.Number
	r.offset = s.offset + int64(s.at-s.block.Start)
	line.Bytes = r.tidy(raw)
	if len(line.Bytes) == 0 || &line.Bytes[0] != &raw[0] {
		line.Why = scan.Span{} // other bytes were marked
	}
	return line, true
}

// gather puts a line together that is longer than what is kept of one, from as
// many blocks as it has.
func (r *Reader) gather(raw []byte) ([]byte, bool) {
	s := r.search
	var g giantLine
	number := r.line
	g.add(raw)
	for s.block.Open && r.load() {
		raw = s.block.Bytes[s.block.Start:]
		if n := bytes.IndexByte(raw, '\n'); n >= 0 {
			raw = raw[:n+1]
		}
		s.at += len(raw)
		g.add(raw)
	}
	r.line = number
	return g.finish(r)
}

// Following yields the lines after the one that Next returned last, without
// consuming them, as far as they are read.
func (r *Reader) Following() iter.Seq[Line] {
	s := r.search
	return func(yield func(Line) bool) {
		b := s.block
		if b.Open {
			return
		}
		for number, at := r.line+1, s.at; ; number++ {
			n := bytes.IndexByte(b.Bytes[at:], '\n')
			if n < 0 || n > MaxLine {
				return
			}
			line := Line{Number: number, Offset: s.offset + int64(at-b.Start), Bytes: tidied(b.Bytes[at : at+n])}
			if at += n + 1; !yield(line) {
				return
			}
		}
	}
}

// Earlier yields the lines before l, last first, as far back as they are kept:
// at least 64 KiB.
func (r *Reader) Earlier(l Line) iter.Seq[Line] {
	s := r.search
	return func(yield func(Line) bool) {
		end := s.block.Start + int(l.Offset-s.offset)
		for number := l.Number - 1; end > 0; number-- {
			start := bytes.LastIndexByte(s.block.Bytes[:end-1], '\n') + 1
			line := Line{Number: number, Offset: s.offset + int64(start-s.block.Start), Bytes: tidied(s.block.Bytes[start : end-1])}
			if !yield(line) {
				return
			}
			end = start
		}
	}
}
