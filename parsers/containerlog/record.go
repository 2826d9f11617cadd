package containerlog

import (
	"bytes"
	"strings"

	"culprit/engine/fact"
	"culprit/parsers/section"
)

// Limits of one record; beyond them the middle is dropped, the head and the
// tail (the exception itself) stay.
const (
	maxRecordLines = 500
	maxRecord      = 256 << 10
	maxApart       = 64 // lines of others between two of one record
)

// A record is what a program wrote at once: a line, or those of a traceback.
type record struct {
	first  section.Line // its Bytes are not kept
	source source
	level  string
	time   fact.Time
	text   []byte
	lines  int
	apart  bool // lines of others stand between
}

// A joiner makes records of the lines of one source: it joins the pieces of a
// line that the framing split, and the lines of a traceback.
type joiner struct {
	record
	last    int // number of the last line of the source
	end     int // number of the record's last line
	begun   bool
	partial bool   // the last line goes on
	bare    bool   // the last line was one that a Node error has, but no two in a row
	prefix  []byte // what every line has: an indentation, the head of the first line of a traceback
	state   continuation

	marked bool // while searching: something of interest stands in it
	viewer bool // the last line had the stamp of a viewer
	silent bool // while catching up: what ends was emitted or is not wanted
	told   int  // number of the last line that was told as a record by itself
}

func (j *joiner) add(p *parse, u line) {
	text := u.text
	if bytes.IndexByte(text, 0x1b) >= 0 {
		text = section.AppendWithoutANSI(nil, text)
	}
	whole := text
	if j.begun && j.viewer && j.state != single && viewerStamp(text) {
		text = text[viewerWidth:] // the exception behind a traceback
	}
	j.viewer = u.viewer
	if j.begun && len(j.prefix) > 0 {
		text = bytes.TrimPrefix(text, j.prefix)
	}
	near, next := u.Number-j.last <= maxApart, u.Number == j.last+1
	j.last = u.Number
	switch {
	case j.begun && near && j.partial:
		j.extend(text, false)
		j.apart = j.apart || !next
	case j.begun && near && j.continues(text) && j.lines < maxRecordLines:
		j.extend(text, true)
		j.apart = j.apart || !next
	default:
		j.flush(p)
		text = whole[j.indentation(whole):]
		j.first = section.Line{Number: u.Number, Offset: u.Offset}
		j.source, j.level, j.time = u.source, u.level, u.time
		j.text = append(j.text[:0], text...)
		j.lines, j.begun, j.apart, j.marked, j.bare = 1, true, false, false, false
		j.state = begin(text)
		j.prefix = j.prefix[:0]
		j.prefix = append(j.prefix, whole[:len(whole)-len(text)]...) // a paste may be indented as one
		if at := bytes.Index(text, tracebackHead); at > 0 {
			j.prefix = append(j.prefix, text[:at]...)
		}
	}
	j.end = u.Number
	j.marked = j.marked || u.Marked
	j.partial = u.partial && len(j.text) < maxRecord
}

// indentation is the width of what a code block of Markdown puts before each
// line: before a line that has a head, and those after it.
func (j *joiner) indentation(text []byte) int {
	if len(j.prefix) > 0 && len(bytes.TrimLeft(j.prefix, " \t")) == 0 && bytes.HasPrefix(text, j.prefix) {
		return len(j.prefix)
	}
	width := len(text) - len(bytes.TrimLeft(text, " \t"))
	if width == 0 || width < 4 && text[0] != '\t' || !header(text[width:], epoch).found {
		return 0
	}
	return width
}

func (j *joiner) extend(text []byte, newLine bool) {
	if newLine {
		j.lines++
		j.text = append(j.text, '\n')
	}
	if len(j.text)+len(text) > maxRecord {
		keep := len(j.text) / 2
		j.text = append(j.text[:keep], j.text[len(j.text)-min(keep, maxRecord/4):]...)
		text = text[:min(len(text), maxRecord/4)]
	}
	j.text = append(j.text, text...)
}

// flush ends the record and emits it if it is wanted.
func (j *joiner) flush(p *parse) {
	if !j.begun {
		return
	}
	j.begun, j.partial = false, false
	p.span(j)
	if j.silent || j.first.Number == j.told {
		return
	}
	p.tell(&j.record)
}

// tell emits a record if it is wanted, and reports whether it is.
func (p *parse) tell(r *record) bool {
	text := bytes.TrimRight(r.text, "\n ")
	if len(text) == 0 {
		return false
	}
	p.saw(r.source, r.time)
	if p.Interest != nil && !p.Interest.Wants(text) {
		if !r.time.Known() && p.sampled() {
			p.saw(r.source, header(text, p.Reference).time)
		}
		return false
	}
	h := p.header(text)
	when := r.time
	if !when.Known() {
		when = h.time
		p.saw(r.source, when)
	}
	d := &fact.LogLine{
		Message: string(h.message), Level: h.level, Stream: r.source.stream,
		Logger: h.logger, Fields: h.fields, Lines: r.lines, Scattered: r.apart && r.lines > 1,
	}
	if d.Level == "" {
		d.Level = r.level
	}
	if r.source.logger != "" {
		d.Logger = r.source.logger
	}
	p.emit(fact.Fact{
		Kind: "log.line", Time: when, Subject: r.source.subject, Origin: p.Origin(r.first),
		Text: clip(text), Data: d,
	})
	return true
}

// sampled says which unwanted records still have their time read, for the span
// that coverage shows: the first ones and then every 64th.
func (p *parse) sampled() bool {
	p.unwanted++
	return p.unwanted <= 16 || p.unwanted%64 == 0
}

func clip(text []byte) string {
	if len(text) <= fact.MaxText {
		return string(text)
	}
	half := fact.MaxText/2 - 8
	return string(text[:half]) + "\n…\n" + string(text[len(text)-half:])
}

// Unfinished reports whether a record surely goes on, as the head of a traceback
// without its exception does: more of it is being written.
func Unfinished(record string) bool {
	last := record[strings.LastIndexByte(record, '\n')+1:]
	switch {
	case strings.HasPrefix(record, "panic: "):
		return !strings.Contains(record, "goroutine ")
	case strings.Contains(record, string(tracebackHead)):
		return last == "" || last[0] == ' ' || last[0] == '\t' || strings.Contains(last, string(tracebackHead))
	}
	return false
}

// A continuation knows which lines belong to the record that has begun.
type continuation uint8

const (
	single    continuation = iota // an ordinary line: only indented lines follow
	traceback                     // inside a Python traceback
	raised                        // behind the exception line of a traceback
	goPanic                       // a Go panic and its goroutines
	nodeError                     // Node prints the place and the source line before the error
	rust                          // a Rust panic: its message is on the next line
	pem                           // a key or certificate: one thing, so that it is redacted as one
)

var (
	tracebackHead  = []byte("Traceback (most recent call last)")
	exceptionGroup = []byte("  + Exception Group Traceback")
	quotes         = []byte(`"""`)
	chained        = [][]byte{[]byte("During handling of the above exception"), []byte("The above exception was the direct cause")}
	stackHeads     = [][]byte{
		[]byte("Caused by:"), []byte("Suppressed:"), []byte("... "), []byte("Stack trace:"), []byte("#0 "), []byte("Stacktrace:"),
		[]byte("note: run with `RUST_BACKTRACE"), []byte("stack backtrace:"), []byte("  thrown in"), []byte("--- End of inner exception"),
		[]byte("Original exception was:"), []byte("Error location:"),
	}
)

// begin is the state after the first line of a record.
func begin(text []byte) continuation {
	switch {
	case bytes.Contains(text, tracebackHead):
		return traceback
	case bytes.HasPrefix(text, []byte("panic: ")), bytes.HasPrefix(text, []byte("fatal error: ")), bytes.HasPrefix(text, []byte("SIGSEGV: segmentation violation")):
		return goPanic
	case bytes.HasPrefix(text, []byte("thread '")) && bytes.Contains(text, []byte("panicked at")):
		return rust
	case nodePlace(text):
		return nodeError
	case invalidFields(text):
		return raised
	case bytes.Contains(text, []byte("-----BEGIN ")) && !bytes.Contains(text, []byte("-----END ")):
		return pem
	}
	return single
}

// invalidFields reports whether a record is pydantic's list of the settings it
// can't accept: each field on a line of its own, what is wrong with it
// indented below.
func invalidFields(record []byte) bool { return bytes.Contains(record, []byte(" validation error")) }

// field reports whether a line is the path of a field: DATABASE_URL, db.hosts.0.
func field(text []byte) bool {
	for _, c := range text {
		if c <= ' ' || c == ':' || c == '/' || c == '"' {
			return false
		}
	}
	return len(text) <= 100
}

// continues reports whether text belongs to the record, and moves on.
func (j *joiner) continues(text []byte) bool {
	record := j.text
	indented := len(text) > 0 && (text[0] == ' ' || text[0] == '\t')
	bare := j.bare
	j.bare = false
	if startsTrace(text) {
		if j.state == single && calm(record) {
			return false // an uncaught exception after some other line, not logged with it
		}
		j.state = traceback
		return true
	}
	switch j.state {
	case single:
		return follows(record, text)
	case traceback:
		if !indented && len(text) > 0 && !hasAnyPrefix(text, chained) {
			if header(text, epoch).found {
				j.state = single // a new record broke in
				return false
			}
			j.state = raised
		}
		return true
	case raised:
		if len(text) == 0 || bytes.Equal(text, quotes) || indented {
			return true
		}
		if hasAnyPrefix(text, chained) {
			j.state = traceback
			return true
		}
		return invalidFields(record) && field(text)
	case goPanic:
		return len(text) == 0 || indented || hasAnyPrefix(text, goFrames) || goCall(text) && !header(text, epoch).found
	case nodeError:
		if bytes.HasPrefix(text, []byte("Node.js v")) {
			j.state = single
			return true
		}
		if len(text) == 0 || indented || caret(text) {
			return true
		}
		// The source line, and the error with its properties; no two such lines
		// follow each other.
		j.bare = true
		return !bare && !header(text, epoch).found
	case pem:
		if bytes.Contains(text, []byte("-----END ")) {
			j.state = single
			return true
		}
		return !blanks(text)
	case rust:
		j.state = single
		return !header(text, epoch).found
	}
	return false
}

// startsTrace reports whether a line is the head of a Python traceback.
func startsTrace(text []byte) bool {
	return bytes.HasPrefix(text, tracebackHead) || bytes.HasPrefix(text, exceptionGroup)
}

// follows reports whether a line belongs to an ordinary record before it: it is
// indented, or part of a stack trace.
func follows(record, text []byte) bool {
	if len(text) > 0 && (text[0] == ' ' || text[0] == '\t') {
		return !banner(record)
	}
	return hasAnyPrefix(text, stackHeads) || javaThrowable(text) && !bytes.ContainsRune(record, '\n') && header(record, epoch).found && !calm(record)
}

// ordinary reports whether a line has nothing that makes it part of a record
// by itself. Of three ordinary lines of one writer in a row, the third begins
// a record, whatever stood before: each state that continues ends at the
// second.
func ordinary(text []byte) bool {
	return len(text) > 0 && text[0] != ' ' && text[0] != '\t' && blanks(text) && begin(text) == single &&
		!hasAnyPrefix(text, chained) && !hasAnyPrefix(text, goFrames) && !hasAnyPrefix(text, stackHeads) &&
		!goCall(text) && !caret(text) && !javaThrowable(text)
}

// blanks reports whether a line has more than one word; fields and the lines
// of keys have not.
func blanks(text []byte) bool { return bytes.ContainsAny(text, " \t") }

// begins reports whether a line surely begins a record, whatever stood before.
func (p *parse) begins(text []byte) bool {
	return len(text) > 0 && text[0] != ' ' && text[0] != '\t' && blanks(text) && !bytes.HasPrefix(text, tracebackHead) &&
		!hasAnyPrefix(text, chained) && !hasAnyPrefix(text, goFrames) && !hasAnyPrefix(text, stackHeads) &&
		!bytes.HasPrefix(text, []byte("Node.js v")) && !caret(text) && !javaThrowable(text) && p.header(text).found
}

// header is the function header. Most records are one line, which is asked for
// before it is added and again when the record ends: the last one is kept.
func (p *parse) header(text []byte) head {
	if !bytes.Equal(text, p.headed) {
		p.headed = append(p.headed[:0], text...)
		p.head = header(p.headed, p.Reference)
	}
	return p.head
}

// calm reports whether a record is of a level at which nobody logs exceptions.
func calm(record []byte) bool {
	switch header(record, epoch).level {
	case "info", "debug", "trace":
		return true
	}
	return false
}

var goFrames = [][]byte{[]byte("goroutine "), []byte("main."), []byte("[signal "), []byte("created by "), []byte("runtime."), []byte("exit status"), []byte("panic: ")}

// goCall reports whether text is a frame of a goroutine: main.run(0xc000, {…}).
func goCall(text []byte) bool {
	open := bytes.IndexByte(text, '(')
	return open > 0 && text[len(text)-1] == ')' && bytes.IndexByte(text[:open], ' ') < 0 && bytes.IndexByte(text[:open], '.') > 0
}

// caret reports whether text only points at a place of the line above.
func caret(text []byte) bool { return len(text) > 0 && len(bytes.Trim(text, " ^~")) == 0 }

func hasAnyPrefix(text []byte, prefixes [][]byte) bool {
	for _, p := range prefixes {
		if bytes.HasPrefix(text, p) {
			return true
		}
	}
	return false
}

// banner: indented lines below a blank or drawn line are no stack trace.
func banner(record []byte) bool {
	trimmed := bytes.TrimLeft(record, " -*\t")
	return len(trimmed) == 0
}

// nodePlace reports whether text is a place such as /app/server.js:12 or
// node:internal/modules/cjs/loader:1080, which Node prints before an uncaught
// error.
func nodePlace(text []byte) bool {
	if len(text) > 300 || bytes.ContainsAny(text, " \t") || len(text) < 6 {
		return false
	}
	if text[0] != '/' && !bytes.HasPrefix(text, []byte("node:")) && !bytes.HasPrefix(text, []byte("file:")) {
		return false
	}
	colon := bytes.LastIndexByte(text, ':')
	for _, c := range text[colon+1:] {
		if c < '0' || c > '9' {
			return false
		}
	}
	return colon+1 < len(text)
}

// javaThrowable reports whether text begins with a class name such as
// java.lang.IllegalStateException: the exception below a logged message.
func javaThrowable(text []byte) bool {
	end, dots := 0, 0
	for end < len(text) && text[end] != ':' && text[end] != ' ' {
		if text[end] == '.' {
			dots++
		}
		end++
	}
	name := text[:end]
	return dots >= 2 && (bytes.HasSuffix(name, []byte("Exception")) || bytes.HasSuffix(name, []byte("Error")))
}
