package ingest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"
	"runtime"
	"testing"

	"culprit/engine/fact"
	"culprit/engine/source"
)

// endless is streams of any size that stand nowhere: each is the text again and
// again, up to size bytes.
type endless struct {
	streams int
	text    []byte
	size    int64
	peak    *uint64 // of the heap, as it is seen while reading
}

func (e endless) Kind() string { return "folder" }
func (e endless) Name() string { return "test" }
func (e endless) Streams(context.Context) iter.Seq2[source.Stream, error] {
	return func(yield func(source.Stream, error) bool) {
		for i := range e.streams {
			s := source.Stream{Name: fmt.Sprintf("logs/%05d.log", i), Open: func(context.Context) (io.ReadCloser, error) {
				return io.NopCloser(&repeated{endless: e}), nil
			}}
			if !yield(s, nil) {
				return
			}
			if i%1000 == 0 {
				e.look()
			}
		}
		e.look()
	}
}

func (e endless) look() {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	*e.peak = max(*e.peak, m.HeapAlloc)
}

type repeated struct {
	endless
	at    int64
	looks int
}

func (r *repeated) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) && r.at < r.size {
		k := copy(p[n:min(int64(len(p)), int64(n)+r.size-r.at)], r.text[r.at%int64(len(r.text)):])
		n += k
		r.at += int64(k)
	}
	if r.looks++; r.looks%64 == 0 {
		r.look()
	}
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

// TestBounds: no input makes memory grow with its size, and what is not kept is
// counted: one line of gigabytes, a flood of hits, very many files.
func TestBounds(t *testing.T) {
	giant, hits, many := int64(5<<30), 1_000_000, 10_000
	if slowly || testing.Short() {
		giant, hits, many = giant/16, hits/8, many/8
	}
	set := builtin(t)
	set.Interest()
	hit := []byte("2026-11-23T10:00:00.000000000Z ERROR worker: could not connect to redis:6379: Connection refused\n")
	for _, c := range []struct {
		name    string
		streams endless
		most    uint64 // MiB of heap
		check   func(t *testing.T, r *Result)
	}{
		{"one line", endless{streams: 1, text: bytes.Repeat([]byte("x y "), 1<<16), size: giant}, 64, func(t *testing.T, r *Result) {
			lost := int64(0)
			for _, n := range r.Coverage.Unread {
				lost += n.Bytes
			}
			if s := r.Coverage.Streams[0]; s.Lines != 1 || s.Bytes != giant || lost < giant-(4<<20) {
				t.Errorf("%d lines, %d bytes, of which %d are told to be left out", s.Lines, s.Bytes, lost)
			}
		}},
		{"hits", endless{streams: 1, text: hit, size: int64(hits * len(hit))}, 96, func(t *testing.T, r *Result) {
			told := 0
			for _, f := range r.Facts {
				if _, ok := f.Data.(*fact.LogLine); ok {
					told += f.Count()
				}
			}
			if told != hits || len(r.Facts) > 2*keepEach {
				t.Errorf("%d facts stand for %d of %d lines", len(r.Facts), told, hits)
			}
		}},
		{"files", endless{streams: many, text: hit[31:], size: int64(3 * len(hit[31:]))}, 160, func(t *testing.T, r *Result) {
			if len(r.Coverage.Streams) != many || len(r.Facts) != 3*many {
				t.Errorf("%d streams, %d facts", len(r.Coverage.Streams), len(r.Facts))
			}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var peak uint64
			c.streams.peak = &peak
			runtime.GC()
			r, err := Run(context.Background(), []NamedSource{c.streams}, Options{Interest: set.Interest()})
			if err != nil {
				t.Fatal(err)
			}
			c.check(t, r)
			t.Logf("at most %d MiB", peak>>20)
			if peak > c.most<<20 {
				t.Errorf("the heap reached %d MiB; the limit is %d", peak>>20, c.most)
			}
		})
	}
}
