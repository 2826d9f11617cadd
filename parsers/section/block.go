package section

import (
	"bytes"
	"io"

	"culprit/engine/scan"
)

// Sizes of blocks. A block and the filter's table fit into a core's
// second-level cache; what is kept of the block before is enough to find where
// a record began.
const (
	blockSize   = 512 << 10
	contextSize = 64 << 10
)

// A Block is a run of whole lines of a stream with what was read just before
// it. A line longer than a block is handed out in several, all but the last
// Open.
type Block struct {
	Bytes []byte
	Start int  // where the block begins in Bytes; before it stands context
	Open  bool // it holds no line end and goes on in the next block
	Last  bool // the stream ends with it

	Marks []scan.Mark // lines to be looked at, in order; their At counts in Bytes
	Lines int         // line ends
}

// Search fills in Marks and Lines.
func (b *Block) Search(m *scan.Marker) {
	b.Marks, b.Lines = m.Mark(b.Bytes, b.Start, b.Marks[:0])
}

// A Cutter cuts a stream into blocks.
type Cutter struct {
	r       io.Reader
	size    int // of a block
	context []byte
	carry   []byte // read already, belongs to the next block
	ended   bool
	err     error
}

// Cut reads the next block into b, reusing its memory; false at the end.
func (c *Cutter) Cut(b *Block) bool {
	if c.ended {
		return false
	}
	b.Bytes = append(b.Bytes[:0], c.context...)
	b.Start = len(b.Bytes)
	b.Bytes = append(b.Bytes, c.carry...)
	from, size := len(b.Bytes), b.Start+c.size
	if cap(b.Bytes) < size {
		grown := make([]byte, from, max(size, contextSize+c.size))
		copy(grown, b.Bytes)
		b.Bytes = grown
	}
	n, err := io.ReadFull(c.r, b.Bytes[from:size])
	b.Bytes = b.Bytes[:from+n]
	b.Open, b.Last = false, err != nil
	c.carry, c.context = c.carry[:0], c.context[:0]
	if err != nil {
		c.ended = true
		if err != io.EOF && err != io.ErrUnexpectedEOF {
			c.err = err
		}
		return len(b.Bytes) > b.Start
	}
	end := bytes.LastIndexByte(b.Bytes[b.Start:], '\n')
	if end < 0 {
		b.Open = true
		return true
	}
	cut := b.Start + end + 1
	c.carry = append(c.carry, b.Bytes[cut:]...)
	b.Bytes = b.Bytes[:cut]
	keep := b.Bytes[max(0, cut-contextSize):]
	if len(keep) < cut {
		keep = keep[bytes.IndexByte(keep, '\n')+1:]
	}
	c.context = append(c.context, keep...)
	return true
}

// Err is the error that ended the stream, nil at its regular end.
func (c *Cutter) Err() error { return c.err }

// Blocks of which a tuner takes a sample: every sampleEvery-th until the
// tuneAt-th. Before about 16 MiB are read, tuning costs more than it saves.
const (
	sampleEvery = 8
	tuneAt      = 32
)

// A Tuner exchanges the marker of a stream for one that suits it, once enough
// of it has been seen.
type Tuner struct {
	sample *scan.Sample
	blocks int
}

// Marker returns the marker to search a block with, given the one so far.
func (t *Tuner) Marker(m *scan.Marker, b *Block) *scan.Marker {
	if m.Tune == nil {
		return m
	}
	if t.blocks%sampleEvery == 0 {
		if t.sample == nil {
			t.sample = &scan.Sample{}
		}
		t.sample.Add(b.Bytes[b.Start:])
	}
	if t.blocks++; t.blocks == tuneAt {
		return m.Tune(t.sample) // it has no Tune of its own
	}
	return m
}

// Blocks hands out the searched blocks of a stream in order.
type Blocks interface {
	// Next returns the next block, nil at the end. It is valid until the next
	// call.
	Next() *Block
	// Close ends the reading; no Next may follow.
	Close()
}

// inline are blocks that are read and searched when they are asked for.
type inline struct {
	cutter *Cutter
	marker *scan.Marker
	tuner  Tuner
	block  Block
}

func (b *inline) Next() *Block {
	if !b.cutter.Cut(&b.block) {
		return nil
	}
	b.marker = b.tuner.Marker(b.marker, &b.block)
	b.block.Search(b.marker)
	return &b.block
}

func (b *inline) Close() {}

// single is the rest of a stream that is in memory already.
type single struct {
	block  Block
	marker *scan.Marker
}

func (b *single) Next() *Block {
	if b.marker == nil || len(b.block.Bytes) == 0 {
		return nil
	}
	b.block.Search(b.marker)
	b.marker = nil
	return &b.block
}

func (b *single) Close() {}
