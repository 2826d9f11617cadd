package ingest

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"culprit/engine/lazyregexp"
	"culprit/engine/scan"
	"culprit/parsers/stamp"
)

// watched is how much of the head of a stream is looked at for signs that
// something is missing from it. What cuts or redacts a stream does so from the
// start or in small documents; a giant log is not searched for it.
const watched = 4 << 20

// grows is the size from which on the whole of watched is made room for: small
// streams are many, and growing by and by would leave more behind.
const grows = 256 << 10

// A watch keeps the head of what passes through it.
type watch struct {
	r    io.Reader
	head []byte
}

func (w *watch) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	if room := watched - len(w.head); room > 0 {
		if len(w.head)+n > grows && cap(w.head) < watched {
			w.head = append(make([]byte, 0, watched), w.head...)
		}
		w.head = append(w.head, p[:min(n, room)]...)
	}
	return n, err
}

// A hole is a time in which a stream has no record.
type hole struct{ from, to time.Time }

// signs is what the head of a stream shows of what is missing from it.
type signs struct {
	notes     []Note
	holes     []hole
	sinceBoot time.Duration // stamp of the first kernel record; -1 without
}

// redactions are the marks that other tools leave in the place of what they
// hid (troubleshoot.sh, sos, Rails, GitLab, …). Stars alone are no mark: programs
// print them for their own passwords.
var redactions = []string{"***HIDDEN***", "[REDACTED]", "<REDACTED>", "REDACTED", "<redacted>", "[redacted]", "[FILTERED]", "[MASKED]", "<masked>", "[hidden]"}

// cuts are lines that a tool or person leaves in the place of what was left out.
var cuts = lazyregexp.New(`(?i)^\W*(?:` +
	`(?:log|logs|output|file|message|response|results?|rest|text|\d[\d,.]* (?:more |earlier |older |further )?(?:lines?|bytes|records?|entries|messages|characters|[kmg]i?b))\b.{0,40}\b(?:truncated|omitted|cut|skipped|snipped|elided|not shown|removed)\b.{0,60}` +
	`|(?:snip|snipped|truncated|cut|omitted|log cut.{0,30}|truncated .{0,30})\W*|\.{3,}\s*\d+ (?:more )?lines.{0,20})$`)

var cutWords = []string{"truncated", "Truncated", "TRUNCATED", "omitted", "snip", "log cut", "skipped", "not shown", "elided", "removed", "more lines"}

var shellWords = []string{"--tail", "--since", "--until", "-n ", "--lines", "| tail", "| head", "| grep", "|tail", "|head"}

// signWords finds whether any of the words stands in a text.
var signWords = sync.OnceValue(func() *scan.Set {
	var words []string
	for _, list := range [][]string{redactions, cutWords, lossWords, shellWords} {
		for _, w := range list {
			words = append(words, strings.ToLower(w))
		}
	}
	return scan.Compile(words, nil)
})

// losses are what loggers say when they had to drop records.
var losses = lazyregexp.New(`(?i)suppressed (\d+) messages from|imjournal: (?:journal )?(\d+) messages lost|(\d+) messages lost due to rate-limiting|begin to drop messages due to rate-limiting|missed (\d+) (?:kernel )?messages|(\d+) (?:log )?(?:messages|records|lines|events) (?:were )?(?:dropped|lost)\b|backlog limit exceeded`)

var lossWords = []string{"uppressed", "messages lost", "drop messages", "dropped", "backlog limit", "issed "}

// captures are shell lines that ask for part of a log only.
var captures = lazyregexp.New(`^[^|]{0,60}?(?:[$#%>+=]+|\*+)\s*(?:sudo\s+)?((?:docker|podman|nerdctl|kubectl|oc|crictl|journalctl|dmesg|docker-compose)\b.*?\s(?:(?:--tail|--since|--until|-n|--lines)[= ]\s*\S+|\|\s*(?:tail|head|grep)\b[^|]*))`)

// inspect looks at the head for signs.
func (w *watch) inspect(name string) signs {
	l := newLook(name)
	l.add(w.head)
	return l.told()
}

// A look goes through the head of a stream, in one or more parts of whole
// lines.
type look struct {
	signs
	name   string
	bytes  int
	number int  // of lines
	binary bool // it is no text

	clock    func(line []byte) time.Time
	last     time.Time
	sequence int64
	lost     int64 // records
	lostFrom int   // line

	mark     int // the first of redactions that was found
	hidden   int // values that it stands for
	hiddenAt int // line
}

func newLook(name string) *look {
	return &look{signs: signs{sinceBoot: -1}, name: name, sequence: -1, mark: len(redactions)}
}

// add looks at a part, as far as it belongs to the head.
func (l *look) add(part []byte) {
	part = part[:min(len(part), watched-l.bytes)]
	if l.bytes == 0 {
		l.binary = bytes.IndexByte(part[:min(len(part), 512)], 0) >= 0
		l.clock = lineClock(part)
	}
	l.bytes += len(part)
	if l.binary || len(part) == 0 {
		return
	}
	var cut, lost, shell bool
	signWords().Find(part, func(int, int) int {
		l.redacted(part)
		cut, lost, shell = containsAny(part, cutWords), containsAny(part, lossWords), containsAny(part, shellWords)
		return len(part)
	})
	for rest := part; len(rest) > 0; {
		line, tail, _ := bytes.Cut(rest, []byte("\n"))
		rest = tail
		l.number++
		if l.number == 1 {
			l.sinceBoot = bootStamp(line)
		}
		if l.clock != nil {
			if at := l.clock(line); !at.IsZero() {
				l.hole(l.last, at)
				l.last = at
			}
		} else if n := kmsgSequence(line); n >= 0 {
			if l.sequence >= 0 && n > l.sequence+1 {
				if l.lost == 0 {
					l.lostFrom = l.number
				}
				l.lost += n - l.sequence - 1
			}
			l.sequence = n
		}
		if len(line) < 4 || len(line) > 400 || !cut && !lost && !shell {
			continue
		}
		l.words(l.name, l.number, strings.TrimSpace(string(line)), cut, lost, shell)
	}
}

// redacted counts the values that were hidden.
func (l *look) redacted(part []byte) {
	for i, mark := range redactions[:min(l.mark+1, len(redactions))] {
		at := bytes.Index(part, []byte(mark))
		if at < 0 {
			continue
		}
		if i < l.mark {
			l.mark, l.hidden, l.hiddenAt = i, 0, l.number+1+bytes.Count(part[:at], []byte("\n"))
		}
		l.hidden += bytes.Count(part, []byte(mark))
		return
	}
}

// told is what was seen so far.
func (l *look) told() signs {
	if l.binary {
		return signs{sinceBoot: -1}
	}
	s := signs{holes: slices.Clone(l.holes), sinceBoot: l.sinceBoot}
	if l.hidden > 0 {
		what := fmt.Sprintf("%d values were hidden before the capture (%s)", l.hidden, redactions[l.mark])
		if l.hidden == 1 {
			what = fmt.Sprintf("a value was hidden before the capture (%s)", redactions[l.mark])
		}
		s.note(Note{Kind: GapRedacted, Stream: l.name, Line: l.hiddenAt, Reason: what})
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

// words reads a line that says itself that something was left out.
func (s *signs) words(name string, number int, line string, cut, lost, shell bool) {
	if shell {
		if m := captures.FindStringSubmatch(line); m != nil {
			s.note(Note{Kind: GapCut, Stream: name, Line: number, Reason: "only part was captured: " + shorten(m[1])})
			return
		}
	}
	if lost && containsAny([]byte(line), lossWords) {
		if losses.MatchString(line) {
			s.note(Note{Kind: GapDropped, Stream: name, Line: number, Reason: "its logger dropped records: " + shorten(line)})
			return
		}
	}
	if cut && containsAny([]byte(line), cutWords) && cuts.MatchString(line) {
		s.note(Note{Kind: GapCut, Stream: name, Line: number, Reason: "it says that something was left out: " + shorten(line)})
	}
}

func shorten(s string) string {
	if len(s) > 100 {
		return s[:100] + "…"
	}
	return s
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

func containsAny(text []byte, words []string) bool {
	for _, w := range words {
		if bytes.Contains(text, []byte(w)) {
			return true
		}
	}
	return false
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
