package containerlog

import (
	"bytes"

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
