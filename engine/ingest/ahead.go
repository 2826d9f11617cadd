package ingest

import (
	"culprit/engine/scan"
	"culprit/parsers/section"
)

// searchers search the blocks of all streams: one goroutine a core. A block is
// cut from its stream by a goroutine of the stream (which decompresses, too),
// searched by one of these, and read by the parser, in order:
//
//	cut ─┬─ jobs ──→ search ─ done ┐
//	     └─ order ─────────────────┴→ Next
type searchers struct {
	workers int
	jobs    chan *job
	spare   chan *job
}

// A job is one block on its way.
type job struct {
	block  section.Block
	marker *scan.Marker
	done   chan struct{}
}

func newSearchers(workers int) *searchers {
	s := &searchers{workers: workers, jobs: make(chan *job), spare: make(chan *job, 2*workers+2)}
	for range workers {
		go func() {
			for j := range s.jobs {
				j.block.Search(j.marker)
				j.done <- struct{}{}
			}
		}()
	}
	return s
}

// stop ends the goroutines; all pipelines must have been closed.
func (s *searchers) stop() { close(s.jobs) }

// ahead is section.Context.Ahead.
func (s *searchers) ahead(c *section.Cutter, m *scan.Marker) section.Blocks {
	// One block is cut and one is read while each core searches one.
	depth := s.workers + 2
	p := &pipeline{searchers: s, free: make(chan *job, depth), order: make(chan *job, depth), closed: make(chan struct{}), ended: make(chan struct{})}
	for range depth {
		select {
		case j := <-s.spare:
			p.free <- j
		default:
			p.free <- &job{done: make(chan struct{}, 1)}
		}
	}
	go p.cut(c, m)
	return p
}

// A pipeline is section.Blocks of one stream, searched on all cores.
type pipeline struct {
	*searchers
	free, order   chan *job
	closed, ended chan struct{}
	current       *job
}

func (p *pipeline) cut(c *section.Cutter, m *scan.Marker) {
	defer close(p.ended)
	defer close(p.order)
	var tuner section.Tuner
	for {
		var j *job
		select {
		case j = <-p.free:
		case <-p.closed:
			return
		}
		if !c.Cut(&j.block) {
			p.free <- j
			return
		}
		m = tuner.Marker(m, &j.block)
		j.marker = m
		p.jobs <- j // a searcher takes it whatever the parser does
		p.order <- j
	}
}

// Next implements section.Blocks.
func (p *pipeline) Next() *section.Block {
	if p.current != nil {
		p.free <- p.current
		p.current = nil
	}
	j, ok := <-p.order
	if !ok {
		return nil
	}
	<-j.done
	p.current = j
	return &j.block
}

// Close implements section.Blocks. It waits until nothing reads the stream any
// more, and keeps the memory for the next stream.
func (p *pipeline) Close() {
	close(p.closed)
	<-p.ended
	for p.Next() != nil {
	}
	for {
		select {
		case j := <-p.free:
			select {
			case p.spare <- j:
			default:
			}
		default:
			return
		}
	}
}
