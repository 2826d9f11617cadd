// Package containerlog reads logs: what containers and programs print, in the
// framings that capture them, as log.line facts. It is the fall-back for any
// text that no narrower parser knows.
//
//	{"log":"…\n","stream":"stderr","time":"2026-11-23T22:12:23.4Z"}   json-file driver
//	2026-11-23T22:12:23.420373225Z …                                    docker logs -t
//	2026-11-23T22:12:23.420373225Z stderr F …                           CRI (containerd, CRI-O)
//	worker-1  | …                                                       docker compose logs
//	Nov 23 22:12:23 host dockerd[811]: …                                journalctl, syslog
//	{"__REALTIME_TIMESTAMP":"…","MESSAGE":"…"}                          journalctl -o json
//
// The work is done in steps so that lines nobody wants cost little: a line is
// unframed, lines are joined to records, a record is shown to the Interest,
// and only a wanted one is taken apart (time, level, logger, fields).
package containerlog

import (
	"bytes"
	"encoding/binary"
	"strconv"

	"culprit/engine/fact"
	"culprit/parsers/kernel"
	"culprit/parsers/section"
)

// Parser reads logs.
type Parser struct{}

// Name implements parsers.Parser.
func (Parser) Name() string { return "containerlog" }

// Sniff accepts any text: the log parser stands last in the list.
func (Parser) Sniff(head []byte) bool { return len(head) > 0 }

// Framed reports whether the lines at head carry a framing that no other
// format has, so that a stream of them need not be searched for other formats.
func Framed(head []byte) bool {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	switch detect(head) {
	case framingJSON, framingCRI:
		return true
	case framingPlain:
		_, n := dockerTime(line)
		return n > 0
	}
	return false
}

// Parse implements parsers.Parser.
func (Parser) Parse(r *section.Reader, emit func(fact.Fact)) error {
	p := &parse{Reader: r, emit: emit, joiners: map[source]*joiner{}, shapes: map[uint64]*shape{}}
	if r.Resumed() {
		p.framing = framing(r.From.Form)
	} else {
		p.framing = detect(r.Head(section.HeadLength))
	}
	p.kernel = kernel.NewMachine(r.Interest, emit)
	for first := !r.Resumed(); ; first = false {
		if !first && r.Ends != nil {
			if len(r.Peek(1)) == 0 || r.Ends() {
				break
			}
		}
		if r.Ends == nil && !p.asked {
			p.asked, p.searching = true, p.search()
		}
		if p.searching && len(p.open) == 0 && !r.Jump() {
			break
		}
		line, ok := r.Next()
		if !ok {
			break
		}
		if p.searching && len(p.open) == 0 && p.alone(line) {
			continue
		}
		p.line(line)
	}
	p.Pause(int(p.framing), p.goOn()...)
	p.flushAll()
	p.kernel.Flush()
	return nil
}

// goOn lists the records of several lines, and those to which a coming line may
// belong.
func (p *parse) goOn() []section.Span {
	lines, _ := p.Position()
	for _, j := range p.joiners {
		switch {
		case !j.begun:
		case lines+1-j.last <= maxApart:
			p.spans = append(p.spans, section.Span{First: j.first})
		default:
			p.span(j)
		}
	}
	return append(p.spans, p.kernel.Spans()...)
}

// span notes a record that has ended.
func (p *parse) span(j *joiner) {
	if p.GoesOn && j.end > j.first.Number {
		p.spans = append(p.spans, section.Span{First: j.first, Last: j.end})
	}
}

// parse is the state of one block.
type parse struct {
	*section.Reader
	emit    func(fact.Fact)
	framing framing
	joiners map[source]*joiner
	order   []source // joiners in the order they were first seen

	kernel   *kernel.Machine // reads the kernel's lines of a syslog
	unwanted int             // records the interest did not want

	spans []section.Span

	asked     bool      // whether the rest can be searched
	searching bool      // only marked lines and their records are read
	open      []*joiner // while searching: those with a record that may matter

	headed []byte // what head is the header of
	head   head

	shapes  map[uint64]*shape // of lines that are counted
	roughly bool              // only how they begin tells them apart
	key     uint64            // of the line that was looked up last
	scratch []byte
}

// maxSources bounds the containers told apart in one stream.
const maxSources = 4096

// A source is one writer inside a stream: a container's stdout or stderr.
type source struct {
	subject fact.Subject
	stream  string
	logger  string
}

// A sort says what a line is once its framing is off.
type sort uint8

const (
	recordLine  sort = iota // part of a record
	damagedLine             // not what the framing demands
	kernelLine              // the kernel's own
	exitLine                // compose: a container has ended
)

// A line is one line without its framing.
type line struct {
	section.Line
	source
	text    []byte
	time    fact.Time // of the framing; none when it has no time
	partial bool      // the next line of the same source continues it
	viewer  bool      // a viewer's stamp was taken off
	level   string    // of the framing (journal priority)
}

func (p *parse) line(l section.Line) {
	if isBinary(l.Bytes) {
		p.Skip(l, 1, int64(len(l.Bytes)), "binary data")
		return
	}
	u, is := p.unframe(l)
	switch is {
	case damagedLine:
		p.Skip(l, 1, int64(len(l.Bytes)), "damaged "+framingNames[p.framing]+" record")
		return
	case kernelLine:
		p.Saw(u.time)
		p.kernel.Add(kernel.Message(u.text, u.time, p.Origin(l)))
		return
	case exitLine:
		p.exited(l)
		return
	}
	j := p.joiners[u.source]
	if p.searching {
		p.follow(j, u)
		return
	}
	if j == nil {
		j = p.joiner(u.source)
	}
	j.add(p, u)
}

func (p *parse) joiner(s source) *joiner {
	if len(p.order) >= maxSources {
		p.flushAll()
	}
	j := &joiner{}
	p.joiners[s] = j
	p.order = append(p.order, s)
	return j
}

func (p *parse) flushAll() {
	for _, s := range p.order {
		p.joiners[s].flush(p)
	}
	clear(p.joiners)
	clear(p.shapes)
	p.order, p.open = p.order[:0], p.open[:0]
}

// isBinary reports whether a line is no text: it has NULs or mostly control
// bytes.
func isBinary(text []byte) bool {
	text = text[:min(len(text), 512)]
	control := 0
	for i := 0; i < len(text); i++ {
		if i+8 <= len(text) && !hasControl(le.Uint64(text[i:])) {
			i += 7
			continue
		}
		switch c := text[i]; {
		case c == 0:
			return true
		case c < ' ' && c != '\t' && c != '\r' && c != '\n' && c != '\f' && c != '\b' || c == 0x7f:
			control++
		}
	}
	return control > 2 && control*10 > len(text)
}

var le = binary.LittleEndian

// hasControl reports whether one of eight bytes is a control byte or 0x7f. It
// may take bytes from 0x80 on for some, never miss one.
func hasControl(w uint64) bool {
	const each, high = 0x0101010101010101, 0x8080808080808080
	del := w ^ 0x7f*each
	return ((w-' '*each)|(del-each))&high != 0
}

// exitOf reads what compose prints when a container of `up` ends:
// "worker-1 exited with code 137".
func exitOf(text []byte) (name string, code int, ok bool) {
	text = bytes.TrimLeft(text, " ")
	blank := bytes.IndexByte(text[:min(len(text), 128)], ' ')
	if blank <= 0 {
		return "", 0, false
	}
	before := text[:blank]
	rest, ok := bytes.CutPrefix(text[blank:], []byte(" exited with code "))
	if !ok || bytes.ContainsAny(before, "\t|") {
		return "", 0, false
	}
	digits := bytes.TrimRight(bytes.TrimSpace(rest), ".")
	digits, _, _ = bytes.Cut(digits, []byte(" "))
	code, err := strconv.Atoi(string(digits))
	return string(before), code, err == nil
}

func (p *parse) exited(l section.Line) {
	name, code, _ := exitOf(l.Bytes)
	p.emit(fact.Fact{
		Kind: "container.event", Subject: fact.Subject{Kind: fact.Container, Name: name}, Origin: p.Origin(l), Text: string(l.Bytes),
		Data: &fact.ContainerEvent{Type: "container", Action: "die", Name: name, ExitCode: code, Seconds: -1},
	})
}
