package containerlog

import (
	"fmt"

	"culprit/engine/fact"
	"culprit/parsers/section"
)

// What must be looked at in a framing besides what the interest asks for.
var (
	// escapes are those of characters that no encoder of JSON escapes, behind
	// which a literal could hide, and the escape character of terminals.
	escapes = func() []string {
		list := []string{`\u001b`}
		for c := ' '; c < 0x7f; c++ {
			if c != '<' && c != '>' && c != '&' {
				list = append(list, fmt.Sprintf(`\u%04x`, c))
			}
		}
		return list
	}()
	extras = map[framing][]string{
		framingPlain:   {" exited with code "},
		framingJSON:    escapes,
		framingCRI:     {" stdout p ", " stderr p "}, // pieces of a line
		framingCompose: {" exited with code "},
		framingSyslog:  {" kernel: "},
		framingPods:    {},
		// A message that is no UTF-8 is a list of numbers.
		framingJournal: append([]string{`"message":[`, `"message" : [`, `"container_partial_message"`}, escapes...),
	}
)

// Extras are what must be looked for besides what an interest asks for, to find
// the lines of a block of a form (section.Place) that may matter; false when they
// can't be found by searching.
func Extras(form int) ([]string, bool) {
	extra, ok := extras[framing(form)]
	return extra, ok
}

// sampleWriters is how many bytes lie between the lines that tell how long each
// of several writers went on.
const sampleWriters = 2 << 10

// search goes on by searching blocks, where the framing allows it: a record of
// the journal can hide its text in a list of numbers.
func (p *parse) search() bool {
	extra, ok := extras[p.framing]
	every := 0
	if p.framing == framingCompose {
		every = sampleWriters
	}
	if !ok || !p.Search(extra, p.sample, every) {
		return false
	}
	for _, s := range p.order { // records begun before may matter
		if j := p.joiners[s]; j.begun {
			j.marked = true
			p.open = append(p.open, j)
		}
	}
	return true
}

// sample reads the time of a line that is not looked at otherwise, for the span
// that coverage shows.
func (p *parse) sample(l section.Line) {
	if isBinary(l.Bytes) {
		return
	}
	u, is := p.unframe(l)
	if is != recordLine {
		return
	}
	if !u.time.Known() {
		u.time = header(u.text, p.Reference).time
	}
	p.saw(u.source, u.time)
}

// saw notes a time for the spans of the stream and, where it has several, of
// its writers.
func (p *parse) saw(s source, t fact.Time) {
	if p.framing == framingCompose {
		p.SawOf(s.subject, t)
	} else {
		p.Saw(t)
	}
}

// follow reads a line while searching: a marked one, and those after it until
// its record has ended.
func (p *parse) follow(j *joiner, u line) {
	for i := 0; i < len(p.open); i++ {
		if o := p.open[i]; u.Number-o.last > maxApart {
			o.flush(p)
		}
	}
	if j == nil || !j.begun {
		if !u.Marked {
			p.close()
			return
		}
		if j == nil {
			j = p.joiner(u.source)
		}
		p.catchUp(j, u)
		p.open = append(p.open, j)
	}
	j.add(p, u)
	if !j.marked {
		j.begun = false // the record that mattered has ended
	}
	p.close()
}

// close forgets the joiners whose record has ended.
func (p *parse) close() {
	open := p.open[:0]
	for _, j := range p.open {
		if j.begun {
			open = append(open, j)
		}
	}
	p.open = open
}

// catchUp brings a joiner to where it would be had it read all lines before u:
// it goes back to a line that surely begins a record.
func (p *parse) catchUp(j *joiner, u line) {
	var back []line
	run := 0 // ordinary lines in a row
	last := u.Number
	look := func(l line) (begun bool) {
		if p.begins(l.text) {
			return true
		}
		if run++; !ordinary(l.text) {
			run = 0
		}
		return run == 3
	}
	if look(u) {
		return
	}
	for l := range p.Earlier(u.Line) {
		if last-l.Number > maxApart || len(back) >= maxRecordLines {
			break
		}
		if isBinary(l.Bytes) {
			continue
		}
		e, is := p.unframe(l)
		if is != recordLine || e.source != u.source {
			continue
		}
		last = l.Number
		back = append(back, e)
		if look(e) {
			if run == 3 {
				back = back[:len(back)-2] // the last of the three begins it
			}
			break
		}
	}
	j.silent = true
	for i := len(back) - 1; i >= 0; i-- {
		j.add(p, back[i])
	}
	j.silent = false
}
