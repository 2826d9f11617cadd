package containerlog

import (
	"bytes"
	"hash/maphash"

	"culprit/engine/fact"
	"culprit/parsers/section"
	"culprit/parsers/stamp"
)

// maxShapes bounds the shapes of lines that are remembered.
const maxShapes = 4096

// A shape is what was found out of a line and holds for all that differ from it
// in numbers and identifiers only (section.AppendShape). It is learnt from a line
// whose record is counted and not kept, so that the next ones need not be taken
// apart. A number where a stamp stands is taken for one if stamp.Parse does.
type shape struct {
	joiner *joiner
	source source
	begins bool   // a record, whatever stands before
	text   []byte // of the line it was learnt from
	whole  bool   // the record is the whole line
	stamp  int    // where its time stands, in the line; none: it has none
	tally  section.Tally
}

const none = -1

// again counts a record of a known shape. It is false when it has to be looked
// at closer.
func (p *parse) again(l section.Line) bool {
	if l.Why.To == 0 {
		return false
	}
	p.key = p.keyOf(l.Bytes)
	s := p.shapes[p.key]
	if s == nil || s.tally == nil || s.joiner.begun || len(s.joiner.prefix) > 0 {
		return false
	}
	at := s.stamp
	from, to := 0, len(l.Bytes) // of what is surely text
	if p.framing == framingJSON {
		if !bytes.HasPrefix(l.Bytes, jsonHead) {
			return false // another writer than Docker
		}
		from = len(jsonHead)
		if end := bytes.IndexAny(l.Bytes[from:], `"\\`); end >= 0 {
			to = from + end // before an escape the text stands as it was
		}
		if at >= 0 {
			if at = bytes.LastIndex(l.Bytes, jsonTime); at < 0 {
				return false
			}
			at += len(jsonTime)
		}
	}
	var t fact.Time
	if at >= 0 {
		var width int
		if t, width = stamp.Parse(l.Bytes[at:min(len(l.Bytes), at+64)], p.Reference); width == 0 {
			return false
		}
		if !s.whole && p.framing != framingJSON {
			from = at + width
		}
	}
	if l.Why.From < from || l.Why.To > to || !s.begins && !p.starts(l, s.source, s.text) || !p.ends(l, s.source, s.text) {
		return false
	}
	if !s.tally.Add(t) {
		clear(p.shapes)
		return false
	}
	p.saw(s.source, t)
	s.joiner.told = l.Number
	return true
}

var (
	jsonHead = []byte(`{"log":"`)
	jsonTime = []byte(`"time":"`)
)

// learn remembers the shape of a line whose record has just been counted, once
// it comes again: most of those that come once never do.
func (p *parse) learn(u line, begins bool, j *joiner, t section.Tally, roughly bool) {
	if u.Why.To == 0 || u.logger != "" || p.framing != framingJSON && p.framing != framingPlain && p.framing != framingCRI {
		return // the next lines must be looked at closer anyway, or are others' maybe
	}
	if level := pick(p.head.fields, levelKeys); level != "" && level[0] <= '9' {
		return // it differs in numbers
	}
	if roughly && !p.roughly {
		p.roughly = true
		clear(p.shapes)
		p.key = p.keyOf(u.Bytes)
	}
	if len(p.shapes) >= maxShapes {
		clear(p.shapes)
	}
	if p.shapes[p.key] == nil {
		p.shapes[p.key] = &shape{}
		return
	}
	when := u.time
	if !when.Known() {
		when = p.head.time
	}
	s := &shape{joiner: j, begins: begins, source: u.source, text: bytes.Clone(u.text), whole: len(u.text) == len(u.Bytes), stamp: none, tally: t}
	if when.Known() {
		if s.stamp = p.stampIn(u.Bytes, when); s.stamp == none {
			return
		}
	}
	p.shapes[p.key] = s
}

var shapeSeed = maphash.MakeSeed()

// keyOf is the key of a line's shape; roughly, that of its beginning: a head,
// and as much of the message as decides.
func (p *parse) keyOf(line []byte) uint64 {
	if p.roughly {
		line = line[:min(len(line), 2*section.RoughBytes)]
	}
	p.scratch = section.AppendShape(p.scratch[:0], line)
	return maphash.Bytes(shapeSeed, p.scratch)
}

// stampIn is where a line has the stamp of a time; none when it can't be found.
func (p *parse) stampIn(line []byte, when fact.Time) int {
	from, to := 0, min(len(line), 2*section.RoughBytes)
	if p.framing == framingJSON {
		if from = bytes.LastIndex(line, jsonTime); from < 0 {
			return none
		}
		from += len(jsonTime)
		to = from + 1
	}
	for at := from; at < to; at++ {
		t, n := stamp.Parse(line[at:min(len(line), at+64)], p.Reference)
		if n > 0 && t.Quality == when.Quality && t.At.Equal(when.At) && t.Uncertainty == when.Uncertainty {
			return at
		}
	}
	return none
}
