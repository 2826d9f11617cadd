package parsers

import (
	"bytes"
	"time"

	"culprit/engine/fact"
	"culprit/parsers/containerlog"
	"culprit/parsers/section"
)

// maxPaste is the size up to which a stream is searched for several formats.
// What a person pastes together is small; a log of gigabytes is one log.
const maxPaste = 4 << 20

// maxGrowing is that size of a stream that is read while it is written: a file
// that began as so much of a plain log stays one.
const maxGrowing = 64 << 10

// A Block is a run of lines that one parser read.
type Block struct {
	Parser   string
	Lines    int
	Bytes    int64
	Facts    int
	From, To time.Time // first and last time in it; zero when it has none
}

// Read splits a stream into blocks of formats and emits their facts. A stream
// of several formats (a paste with shell prompts, a script's report) is read
// block by block; what no narrow parser knows is a log.
func Read(r *section.Reader, emit func(fact.Fact)) ([]Block, error) {
	blocks, _, err := ReadOn(r, emit)
	return blocks, err
}

// ReadOn is Read for a stream that may go on. A reader that begins at next, with
// what was read from there and what came since, tells the rest of the facts:
// all but the settled first ones of this reader, of which those with a line
// that next has behind it are settled too.
func ReadOn(r *section.Reader, emit func(fact.Fact)) (blocks []Block, next Next, err error) {
	inDump, framed := r.From.InDump, r.From.Framed // of logs, each between banners
	told := 0
	sure := true
	next.Place = r.From
	for len(r.Peek(1)) > 0 {
		if sure = sure && r.Sure(); sure && !r.Resumed() {
			next = Next{r.Here(), told, len(blocks)}
			next.InDump = inDump
		}
		var p Parser
		begin := r.From
		if r.Resumed() {
			p = byName(r.From.Block)
		} else {
			begin = r.Here()
			inDump = inDump || banner(r.Peek(section.HeadLength))
			if prompt(r) {
				continue
			}
			p = choose(r)
			framed = containerlog.Framed(r.Head(section.HeadLength))
		}
		begin.InDump, begin.Framed = inDump, framed
		r.Ends = nil
		if _, isLog := p.(containerlog.Parser); isLog {
			if r.NoLog {
				r.Next()
				continue
			}
			switch {
			case !framed:
				r.Ends = func() bool { return ends(r) }
			case inDump || bytes.Contains(r.Peek(maxPaste), bannerMark):
				r.Ends = func() bool { line, _ := r.PeekLine(); return banner(line) }
			}
		}
		resumed := r.Resumed()
		lines, offset := r.Position()
		block := Block{Parser: p.Name()}
		err := p.Parse(r, func(f fact.Fact) {
			block.Facts++
			told++
			r.Saw(f.Time)
			emit(f)
		})
		lines2, offset2 := r.Position()
		block.Lines, block.Bytes = lines2-lines, offset2-offset
		block.From, block.To = r.Span()
		blocks = merge(blocks, block)
		if sure {
			next.Place = r.Paused(begin, p.Name())
			next.InDump, next.Framed = inDump, framed
			if next.Offset > begin.Offset {
				next.Parsers = len(blocks)
			}
		}
		if err != nil {
			return blocks, next, err
		}
		if offset2 == offset && resumed {
			r.From.Block = "" // what follows is of another format
		} else if offset2 == offset {
			r.Next() // a parser that recognised nothing after all must not stall the stream
		}
	}
	return blocks, next, r.Err()
}

// Next is where to read on.
type Next struct {
	section.Place
	Settled int // facts of the blocks before the one that Place is in
	Parsers int // the first so many of the blocks are settled
}

func byName(name string) Parser {
	for _, p := range All {
		if p.Name() == name {
			return p
		}
	}
	return containerlog.Parser{}
}

// choose returns the first parser that recognises the block.
func choose(r *section.Reader) Parser {
	head := r.Head(section.HeadLength)
	for _, p := range All {
		if start(p, r, head) || p.Sniff(head) {
			return p
		}
	}
	return containerlog.Parser{}
}

// ends reports whether another block begins at the next line inside a plain
// log.
func ends(r *section.Reader) bool {
	if _, offset := r.Position(); offset > maxPaste || r.GoesOn && offset > maxGrowing {
		r.Ends = nil
		return false
	}
	line, _ := r.PeekLine()
	if banner(line) {
		return true
	}
	if _, ok := command(line); ok {
		return true
	}
	head := line
	if n := telling(line); n == 0 {
		head = r.Head(section.HeadLength)
	} else if n == 2 {
		head = r.Peek(section.HeadLength)
		if end, ok := lines(head, n); ok {
			head = head[:end]
		} else {
			head = r.Head(section.HeadLength)
		}
	}
	for _, p := range All[:len(All)-1] {
		if p.Sniff(head) {
			return true
		}
	}
	return false
}

// telling is how many lines from one on tell whether a format begins with it; 0
// is as many as a head has. The lines that most logs are made of tell it alone:
// no format that begins with a digit, or looks like a level, needs a second
// line, and none that begins with an object on one line a third.
func telling(line []byte) int {
	const long = 24 // shorter ones may be the beginning of a document
	if len(line) < long {
		return 0
	}
	switch c := line[0]; {
	case c >= '0' && c <= '9', c == '[' && line[1] >= '0' && line[1] <= '9':
		return 1
	case c == '{' && line[len(line)-1] == '}':
		return 2
	}
	for _, w := range levels {
		if bytes.HasPrefix(line, w) {
			return 1
		}
	}
	return 0
}

var levels = [][]byte{[]byte("INFO"), []byte("WARN"), []byte("ERROR"), []byte("DEBUG"), []byte("TRACE"), []byte("FATAL"), []byte("CRITICAL"), []byte("time="), []byte("ts="), []byte("level=")}

// lines is the length of the first n lines; false when there are not so many.
func lines(head []byte, n int) (end int, ok bool) {
	for range n {
		i := bytes.IndexByte(head[end:], '\n')
		if i < 0 {
			return end, false
		}
		end += i + 1
	}
	return end, true
}

// merge adds a block, joining it to an earlier one of the same parser.
func merge(blocks []Block, b Block) []Block {
	for i := range blocks {
		if o := &blocks[i]; o.Parser == b.Parser {
			o.Lines += b.Lines
			o.Bytes += b.Bytes
			o.Facts += b.Facts
			o.From, o.To = b.From, b.To // the span of the stream so far
			return blocks
		}
	}
	return append(blocks, b)
}
