package ingest

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"culprit/engine/lazyregexp"
	"culprit/parsers/stamp"
)

// watched is how much of the head of a stream is looked at for signs that
// something is missing from it. What cuts or redacts a stream does so from the
// start or in small documents; a giant log is not searched for it.
const watched = 4 << 20

// A watch looks at the head of what passes through it.
type watch struct {
	r    io.Reader
	look *look
	part []byte // of the head, not looked at yet
}

// watchPart is how much is looked at at once. A line that is longer is taken for
// several: what tells that something is missing is short.
const watchPart = 64 << 10

func (w *watch) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	for rest := p[:n]; len(rest) > 0 && w.look.wants(); {
		k := min(len(rest), watchPart-len(w.part))
		w.part = append(w.part, rest[:k]...)
		rest = rest[k:]
		if len(w.part) < watchPart {
			break
		}
		whole := bytes.LastIndexByte(w.part, '\n') + 1
		if whole == 0 {
			whole = len(w.part)
		}
		w.look.add(w.part[:whole])
		w.part = append(w.part[:0], w.part[whole:]...)
	}
	return n, err
}

// told is what was seen, at the end of the stream.
func (w *watch) told() signs {
	w.look.add(w.part)
	w.part = nil
	return w.look.told()
}

// A hole is a time in which a stream has no record.
type hole struct{ from, to time.Time }

// signs is what the head of a stream shows of what is missing from it.
type signs struct {
	notes     []Note
	holes     []hole
	sinceBoot time.Duration // stamp of the first kernel record; -1 without
}

// A look goes through the head of a stream, in one or more parts of whole
// lines.
type look struct {
	signs
	name   string
	bytes  int
	number int  // of lines
	binary bool // it is no text

	first    []byte                      // line, or much of it
	clock    func(line []byte) time.Time // that it tells
	last     time.Time
	sequence int64
	lost     int64 // records
	lostFrom int   // line

	hidden   [len(redactions)]int // values behind each of the marks
	hiddenAt [len(redactions)]int // line of the first of them
}

func newLook(name string) *look {
	return &look{signs: signs{sinceBoot: -1}, name: name, sequence: -1}
}

// wants reports whether there is more of the head to look at.
func (l *look) wants() bool { return l.bytes < watched && !l.binary }

// add looks at a part, as far as it belongs to the head.
func (l *look) add(part []byte) {
	part = part[:min(len(part), watched-l.bytes)]
	if l.bytes == 0 {
		l.binary = bytes.IndexByte(part[:min(len(part), 512)], 0) >= 0
		first, _, _ := bytes.Cut(part, []byte("\n"))
		l.first = bytes.Clone(first[:min(len(first), 1<<10)])
		l.clock = lineClock(part)
		l.sinceBoot = bootStamp(first)
	}
	l.bytes += len(part)
	if l.binary || len(part) == 0 {
		return
	}
	l.words(part)
	for rest := part; len(rest) > 0; l.number++ {
		line, tail, _ := bytes.Cut(rest, []byte("\n"))
		rest = tail
		if l.clock != nil {
			if at := l.clock(line); !at.IsZero() {
				l.hole(l.last, at)
				l.last = at
			}
		} else if n := kmsgSequence(line); n >= 0 {
			if l.sequence >= 0 && n > l.sequence+1 {
				if l.lost == 0 {
					l.lostFrom = l.number + 1
				}
				l.lost += n - l.sequence - 1
			}
			l.sequence = n
		}
	}
}

// told is what was seen so far.
func (l *look) told() signs {
	if l.binary {
		return signs{sinceBoot: -1}
	}
	s := signs{holes: slices.Clone(l.holes), sinceBoot: l.sinceBoot}
	for i, n := range l.hidden {
		if n == 0 {
			continue
		}
		what := fmt.Sprintf("%d values were hidden before the capture (%s)", n, redactions[i])
		if n == 1 {
			what = fmt.Sprintf("a value was hidden before the capture (%s)", redactions[i])
		}
		s.note(Note{Kind: GapRedacted, Stream: l.name, Line: l.hiddenAt[i], Reason: what})
		break // a mark may be part of another: the first in the list tells
	}
	for _, n := range l.notes {
		s.note(n)
	}
	if l.lost > 0 {
		s.note(Note{Kind: GapSequence, Stream: l.name, Line: l.lostFrom, Reason: fmt.Sprintf("%d kernel records are missing: their sequence numbers are not there", l.lost)})
	}
	return s
}

// maxSigns bounds the notes of one stream.
const maxSigns = 5

func (s *signs) note(n Note) {
	if len(s.notes) < maxSigns {
		s.notes = append(s.notes, n)
	}
}

// Limits of holes: shorter silence is ordinary, and a stream has many.
const (
	leastHole = time.Minute
	maxHoles  = 16
)

func (s *signs) hole(from, to time.Time) {
	if from.IsZero() || to.Sub(from) < leastHole {
		return
	}
	s.holes = append(s.holes, hole{from, to})
	if len(s.holes) > maxHoles {
		shortest := 0
		for i, h := range s.holes {
			if h.to.Sub(h.from) < s.holes[shortest].to.Sub(s.holes[shortest].from) {
				shortest = i
			}
		}
		s.holes = append(s.holes[:shortest], s.holes[shortest+1:]...)
	}
}

// lineClock tells where the lines of a stream carry Docker's stamp: in a JSON
// record or at their start. Nil when they do not.
func lineClock(head []byte) func(line []byte) time.Time {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	key := []byte(`"time":"`)
	if bytes.HasPrefix(line, []byte(`{"log":"`)) {
		return func(line []byte) time.Time {
			at := bytes.LastIndex(line, key)
			if at < 0 {
				return time.Time{}
			}
			t, _ := stamp.Parse(line[at+len(key):], time.Time{})
			return t.At
		}
	}
	if len(line) > 30 && line[10] == 'T' && line[19] == '.' && (line[29] == 'Z' || line[29] == '+' || line[29] == '-') {
		return func(line []byte) time.Time {
			t, _ := stamp.Parse(line[:min(len(line), 40)], time.Time{})
			return t.At
		}
	}
	return nil
}

var bootBracket = lazyregexp.New(`^(?:<\d+>)?\[ *(\d+)\.(\d{6})\]`)

// bootStamp is the time since boot that a kernel line begins with; -1 without.
func bootStamp(line []byte) time.Duration {
	if m := bootBracket.FindSubmatch(line); m != nil {
		seconds, err := strconv.ParseInt(string(m[1]), 10, 32)
		if err == nil {
			return time.Duration(seconds) * time.Second
		}
	}
	if kmsgSequence(line) >= 0 {
		parts := bytes.SplitN(line, []byte(","), 4)
		if micros, err := strconv.ParseInt(string(parts[2]), 10, 64); err == nil {
			return time.Duration(micros) * time.Microsecond
		}
	}
	return -1
}

// kmsgSequence is the number of a /dev/kmsg record, "6,1234,5678901,-;text";
// -1 for other lines.
func kmsgSequence(line []byte) int64 {
	if len(line) < 8 || line[0] < '0' || line[0] > '9' || bytes.IndexByte(line[:min(len(line), 64)], ';') < 0 {
		return -1
	}
	parts := bytes.SplitN(line[:min(len(line), 64)], []byte(","), 4)
	if len(parts) < 4 {
		return -1
	}
	for _, p := range parts[:3] {
		if _, err := strconv.ParseUint(string(p), 10, 64); err != nil {
			return -1
		}
	}
	n, _ := strconv.ParseInt(string(parts[1]), 10, 64)
	return n
}
