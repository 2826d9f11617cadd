// Package section is what a parser reads: the lines of one stream from some
// line on, with their numbers and byte offsets, however long or damaged they
// are. Several parsers read from one Reader in turn when a file holds several
// formats: each consumes the lines of its own block and leaves the first line
// that is not its own.
package section

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"sync"
	"time"

	"culprit/engine/fact"
	"culprit/engine/scan"
)

// MaxLine is how much of one line is kept: a longer line keeps this many bytes
// of head and of tail, the middle is skipped and the line is marked Truncated.
// An attacker can't hide later lines behind a giant one, and memory is bounded.
const MaxLine = 128 << 10

// HeadLength is how many bytes of a block a parser may look at to recognise it.
const HeadLength = 4 << 10

// bufferSize is how far ahead Head and PeekLine can look.
const bufferSize = 256 << 10

// An Interest tells which log records can matter to any rule. A nil Interest
// wants every record.
type Interest interface {
	// Wants reports whether a record (its lines as printed, without framing)
	// may be of interest. It may say yes too often, never no too often.
	Wants(record []byte) bool
}

// A Line is one line of a stream without its line end, its ANSI escape
// sequences and its leading NUL bytes.
type Line struct {
	Bytes     []byte    // valid until the next call to the Reader
	Number    int       // 1-based
	Offset    int64     // byte offset of the line in the (decompressed) stream
	Truncated bool      // the middle of the line was skipped
	Marked    bool      // after Search: something of interest stands in it
	Why       scan.Span // of a marked line: what alone makes its record wanted; zero: not known
}

// A Tally counts records instead of keeping them.
type Tally interface {
	// Add counts one more; false when the tally has ended, and what is like the
	// records it counted must be told again.
	Add(t fact.Time) bool
}

// Context is what is known of a stream before it is read.
type Context struct {
	Stream    string       // name of the stream, becomes Origin.Stream
	Host      string       // host it was captured on; empty unknown
	Subject   fact.Subject // what the stream is about, from its name; zero unknown
	Reference time.Time    // when it was captured; zero unknown
	NoLog     bool         // text that no format knows is no log
	Interest  Interest     // which log records to keep; nil keeps all
	From      Place        // where the stream is read on; zero is its start
	GoesOn    bool         // it may be read on later, where parsers.ReadOn says
	// Counted returns what counted the record told last; nil when that was kept.
	// Roughly: how records begin (RoughBytes) decides which are alike. It may be
	// nil.
	Counted func() (t Tally, roughly bool)

	// Ahead reads and searches blocks ahead of the parser, on other cores; nil
	// does it when they are asked for.
	Ahead     func(*Cutter, *scan.Marker) Blocks
	BlockSize int // of Search; 0 is what is fastest
}

// A Skipped is a run of lines no parser understood.
type Skipped struct {
	Line   int    // first line
	Lines  int    // how many
	Bytes  int64  // how many bytes
	Reason string // "damaged JSON", "binary", "line cut at 256 KiB"
	Sample string // first line, cut
}

// A Reader hands out the lines of one stream.
type Reader struct {
	Context
	// Command is the shell command whose output follows, when the stream is a
	// paste with prompts: ["docker", "logs", "web"]; nil when unknown.
	Command []string
	// Ends reports whether another block begins at the next line. Parsers of
	// open-ended formats (plain logs) stop there; nil never ends.
	Ends func() bool

	buf     *bufio.Reader
	search  *search // nil until Search
	line    int     // lines consumed
	offset  int64   // bytes consumed
	clean   []byte
	skipped []Skipped
	err     error

	from, to time.Time
	ends     map[fact.Subject]time.Time

	short  bool // a Head was cut by the end of the stream
	unsure Line // at which the first such Head was asked for
	pause  pause
}

// NewReader reads the lines of r, from c.From on.
func NewReader(r io.Reader, c Context) *Reader {
	buf := buffers.Get().(*bufio.Reader)
	buf.Reset(r)
	read := &Reader{Context: c, buf: buf, line: c.From.Lines, offset: c.From.Offset, Command: c.From.Command}
	if c.From.Offset > 0 {
		read.Subject = c.From.Subject
	}
	return read
}

// buffers are large and many streams are small.
var buffers = sync.Pool{New: func() any { return bufio.NewReaderSize(nil, bufferSize) }}

// Close gives back what the reader took; no line of it may be used afterwards.
func (r *Reader) Close() {
	if r.search != nil {
		r.search.blocks.Close()
	}
	r.buf.Reset(nil)
	buffers.Put(r.buf)
}

// Head returns up to n bytes from the next line on without consuming them;
// n is at most 256 KiB. It is empty at the end of the stream and after Search,
// which reads to the end.
func (r *Reader) Head(n int) []byte {
	head := r.Peek(n)
	if len(head) < n && !r.short {
		r.short, r.unsure = true, Line{Number: r.line + 1, Offset: r.offset}
	}
	return head
}

// Peek is Head for a question whose answer stays the same when more of the
// stream comes.
func (r *Reader) Peek(n int) []byte {
	if r.search != nil {
		return nil
	}
	head, _ := r.buf.Peek(min(n, bufferSize))
	return head
}

// PeekLine returns the next line, unclean and maybe cut, without consuming it.
func (r *Reader) PeekLine() ([]byte, bool) {
	for n := 4 << 10; ; n *= 4 {
		head := r.Peek(n)
		if i := bytes.IndexByte(head, '\n'); i >= 0 {
			return bytes.TrimSuffix(head[:i], []byte("\r")), true
		}
		if len(head) < n || n >= bufferSize {
			return r.Head(len(head) + 1), len(head) > 0
		}
	}
}

// Next consumes a line; false at the end of the stream or after a read error,
// which Err returns.
func (r *Reader) Next() (Line, bool) {
	if r.search != nil {
		return r.next()
	}
	line := Line{Number: r.line + 1, Offset: r.offset}
	raw, err := r.buf.ReadSlice('\n')
	r.offset += int64(len(raw))
	if errors.Is(err, bufio.ErrBufferFull) {
		raw, err = r.readLong(raw)
		line.Truncated = len(raw) > 2*MaxLine
	}
	if err != nil && !errors.Is(err, io.EOF) {
		r.err = err
	}
	if len(raw) == 0 {
		return Line{}, false
	}
	r.line++
	line.Bytes = r.tidy(raw)
	return line, true
}

// readLong reads a line longer than the buffer.
func (r *Reader) readLong(raw []byte) ([]byte, error) {
	var g giantLine
	g.add(raw)
	for {
		raw, err := r.buf.ReadSlice('\n')
		r.offset += int64(len(raw))
		g.add(raw)
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		line, _ := g.finish(r)
		return line, err
	}
}

// A giantLine keeps MaxLine bytes of the head and of the tail of a line.
type giantLine struct {
	head, tail []byte
	dropped    int64
}

func (g *giantLine) add(raw []byte) {
	n := min(len(raw), MaxLine-len(g.head))
	g.head = append(g.head, raw[:n]...)
	raw = raw[n:]
	if extra := len(raw) - MaxLine; extra > 0 {
		g.dropped += int64(len(g.tail) + extra)
		g.tail, raw = g.tail[:0], raw[extra:]
	}
	if extra := len(g.tail) + len(raw) - MaxLine; extra > 0 {
		g.dropped += int64(extra)
		g.tail = append(g.tail[:0], g.tail[extra:]...)
	}
	g.tail = append(g.tail, raw...)
}

// finish returns what was kept and whether the middle was dropped.
func (g *giantLine) finish(r *Reader) ([]byte, bool) {
	if g.dropped > 0 {
		r.Skip(Line{Number: r.line + 1}, 0, g.dropped, "middle of a giant line")
		g.head = append(g.head, " …[cut]… "...)
	}
	return append(g.head, g.tail...), g.dropped > 0
}

// tidy removes the line end, leading NULs (a truncated log file that is still
// written to begins with them) and ANSI escape sequences.
func (r *Reader) tidy(raw []byte) []byte {
	raw = trim(raw)
	if bytes.IndexByte(raw, 0x1b) < 0 {
		return raw
	}
	r.clean = AppendWithoutANSI(r.clean[:0], raw)
	return r.clean
}

func trim(raw []byte) []byte {
	raw = bytes.TrimSuffix(raw, []byte("\n"))
	raw = bytes.TrimSuffix(raw, []byte("\r"))
	return bytes.TrimLeft(raw, "\x00")
}

// AppendWithoutANSI appends text to dst without its escape sequences (ECMA-48
// CSI and OSC, and two-byte escapes).
func AppendWithoutANSI(dst, text []byte) []byte {
	for i := 0; i < len(text); i++ {
		if text[i] != 0x1b {
			dst = append(dst, text[i])
			continue
		}
		if i++; i >= len(text) {
			break
		}
		switch text[i] {
		case '[': // CSI: parameters, then one byte in @…~
			for i++; i < len(text) && (text[i] < '@' || text[i] > '~'); i++ {
			}
		case ']': // OSC: until BEL or ESC \
			for i++; i < len(text) && text[i] != 7 && text[i] != 0x1b; i++ {
			}
			if i+1 < len(text) && text[i] == 0x1b && text[i+1] == '\\' {
				i++
			}
		}
	}
	return dst
}

// Skip records lines that were read and not understood. Neighbouring skips of
// one reason become one entry; at most maxSkipped entries are kept.
func (r *Reader) Skip(first Line, lines int, size int64, reason string) {
	if n := len(r.skipped); n > 0 {
		last := &r.skipped[n-1]
		if last.Reason == reason && (last.Line+last.Lines >= first.Number || n >= maxSkipped) {
			last.Lines += lines
			last.Bytes += size
			return
		}
	}
	if len(r.skipped) >= maxSkipped {
		reason = "more"
	}
	r.skipped = append(r.skipped, Skipped{
		Line: first.Number, Lines: lines, Bytes: size, Reason: reason,
		Sample: string(first.Bytes[:min(len(first.Bytes), 120)]),
	})
}

// maxSkipped bounds the list of places that were not understood.
const maxSkipped = 100

// Skipped returns what was not understood so far.
func (r *Reader) Skipped() []Skipped { return r.skipped }

// Position returns how many lines and bytes were consumed.
func (r *Reader) Position() (lines int, offset int64) { return r.line, r.offset }

// Err returns the error that ended the stream, nil at its regular end.
func (r *Reader) Err() error { return r.err }

// Saw notes the time of a record, for the span that coverage shows. Parsers
// that drop records call it for those too.
func (r *Reader) Saw(t fact.Time) {
	if !t.Known() {
		return
	}
	if r.from.IsZero() || t.At.Before(r.from) {
		r.from = t.At
	}
	if t.At.After(r.to) {
		r.to = t.At
	}
}

// SawOf is Saw in a stream of several writers: the end of each tells whether it
// went on.
func (r *Reader) SawOf(writer fact.Subject, t fact.Time) {
	r.Saw(t)
	if !t.Known() || writer.Zero() {
		return
	}
	if r.ends == nil {
		r.ends = map[fact.Subject]time.Time{}
	}
	if end, known := r.ends[writer]; t.At.After(end) && (known || len(r.ends) < maxWriters) {
		r.ends[writer] = t.At
	}
}

// maxWriters bounds the writers whose ends are kept.
const maxWriters = 4096

// Writers returns the last time seen of each writer that SawOf named.
func (r *Reader) Writers() map[fact.Subject]time.Time { return r.ends }

// Span returns the first and last time seen so far; zero when there was none.
func (r *Reader) Span() (from, to time.Time) { return r.from, r.to }

// Origin is the place of a line as a fact's origin.
func (r *Reader) Origin(l Line) fact.Origin {
	return fact.Origin{Stream: r.Stream, Line: l.Number, Offset: l.Offset}
}

// PeekText is PeekLine as text without ANSI escape sequences and without blanks
// at its end.
func (r *Reader) PeekText() (string, bool) {
	line, ok := r.PeekLine()
	return Text(line), ok
}

// Text is a line of a head as text: without line end, ANSI escape sequences and
// blanks at its end.
func Text(line []byte) string {
	if bytes.IndexByte(line, 0x1b) >= 0 {
		line = AppendWithoutANSI(nil, line)
	}
	return string(bytes.TrimRight(line, " \t\r\n"))
}
