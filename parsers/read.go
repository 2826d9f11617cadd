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
	var blocks []Block
	inDump := false // of logs, each between banners
	for len(r.Head(1)) > 0 {
		if head := r.Head(section.HeadLength); banner(head) {
			inDump = true
		}
		if prompt(r) {
			continue
		}
		p := choose(r)
		r.Ends = nil
		if _, isLog := p.(containerlog.Parser); isLog {
			if r.NoLog {
				r.Next()
				continue
			}
			switch {
			case !containerlog.Framed(r.Head(section.HeadLength)):
				r.Ends = func(head []byte) bool { return banner(head) || ends(r, head) }
			case inDump || bytes.Contains(r.Head(maxPaste), bannerMark):
				r.Ends = banner
			}
		}
		lines, offset := r.Position()
		block := Block{Parser: p.Name()}
		err := p.Parse(r, func(f fact.Fact) {
			block.Facts++
			r.Saw(f.Time)
			emit(f)
		})
		lines2, offset2 := r.Position()
		block.Lines, block.Bytes = lines2-lines, offset2-offset
		block.From, block.To = r.Span()
		blocks = merge(blocks, block)
		if err != nil {
			return blocks, err
		}
		if offset2 == offset {
			r.Next() // a parser that recognised nothing after all must not stall the stream
		}
	}
	return blocks, r.Err()
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

// ends reports whether another block begins at head inside a plain log.
func ends(r *section.Reader, head []byte) bool {
	if _, offset := r.Position(); offset > maxPaste {
		r.Ends = nil
		return false
	}
	if _, ok := command(firstLine(head)); ok {
		return true
	}
	for _, p := range All[:len(All)-1] {
		if p.Sniff(head) {
			return true
		}
	}
	return false
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
