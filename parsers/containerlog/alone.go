package containerlog

import (
	"bytes"

	"culprit/parsers/section"
)

// alone reads a line while searching that is a record by itself, as most are:
// it surely begins one, and the next line of its source does not go on with it.
// It is false, and nothing happens, where that takes more to tell.
func (p *parse) alone(l section.Line) bool {
	if l.Truncated {
		return false
	}
	if p.Counted != nil && p.again(l) {
		return true
	}
	if isBinary(l.Bytes) {
		return false
	}
	u, is := p.unframe(l)
	if is != recordLine || u.partial || u.viewer || bytes.IndexByte(u.text, 0x1b) >= 0 {
		return false
	}
	j := p.joiners[u.source]
	if j != nil && (j.begun || len(j.prefix) > 0) || begin(u.text) != single {
		return false
	}
	begins := p.begins(u.text)
	if !begins && !p.starts(l, u.source, u.text) || !p.ends(l, u.source, u.text) {
		return false
	}
	if j == nil {
		j = p.joiner(u.source)
	}
	j.told = l.Number
	told := p.tell(&record{first: l, source: u.source, level: u.level, time: u.time, text: u.text, lines: 1})
	if told && p.Counted != nil {
		if t, roughly := p.Counted(); t != nil {
			p.learn(u, begins, j, t, roughly)
		}
	}
	return true
}

// starts reports whether a line that has no head of its own surely begins a
// record after the two lines of its source before it.
func (p *parse) starts(l section.Line, of source, text []byte) bool {
	if !ordinary(text) {
		return false
	}
	last, run := l.Number, 1
	for before := range p.Earlier(l) {
		if last-before.Number > maxApart {
			return false
		}
		if isBinary(before.Bytes) {
			continue
		}
		e, is := p.unframe(before)
		if is != recordLine || e.source != of {
			continue
		}
		last = before.Number
		switch run++; {
		case e.partial || e.viewer || bytes.IndexByte(e.text, 0x1b) >= 0 || !ordinary(e.text):
			return false
		case run == 3:
			return true
		}
	}
	return false
}

// ends reports whether surely no line after l belongs to its record, which
// begins with text.
func (p *parse) ends(l section.Line, of source, text []byte) bool {
	for next := range p.Following() {
		if next.Number-l.Number > maxApart {
			return true
		}
		if isBinary(next.Bytes) {
			continue
		}
		if n, is := p.unframe(next); is == recordLine && n.source == of {
			return bytes.IndexByte(n.text, 0x1b) < 0 && !startsTrace(n.text) && !follows(text, n.text)
		}
	}
	return false
}
