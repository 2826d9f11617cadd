package bundle

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"culprit/engine/source"
)

// A counter counts the compressed bytes a decoder has taken.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// bounded stops a decoder that makes far more of its input than text ever
// shrinks to.
type bounded struct {
	r      io.Reader
	from   *counter
	limits Limits
	n      int64
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	b.n += int64(n)
	if b.n > b.limits.FreeBytes && b.n/max(b.from.n, 1) > b.limits.Ratio {
		return n, fmt.Errorf("decompresses to more than %d times its size: looks like a bomb", b.limits.Ratio)
	}
	return n, err
}

// Close closes the decoder.
func (b *bounded) Close() error {
	if c, ok := b.r.(io.Closer); ok {
		return c.Close()
	}
	return nil
}

// entry bounds the bytes of one stream and of the whole bundle, and turns every
// failure into a gap with the stream's name.
type entry struct {
	r    io.Reader
	w    *walk
	name string
	n    int64

	closers []io.Closer // the last is closed first
}

// Close closes what the stream is read from.
func (e *entry) Close() (err error) {
	for _, c := range slices.Backward(e.closers) {
		err = errors.Join(err, c.Close())
	}
	return err
}

func (e *entry) Read(p []byte) (int, error) {
	n, err := e.r.Read(p)
	e.n += int64(n)
	total := e.w.total.Add(int64(n))
	switch {
	case e.n > e.w.limits.EntryBytes:
		return n, &source.Gap{Stream: e.name, Reason: fmt.Sprintf("larger than %d MiB; the rest is left out", e.w.limits.EntryBytes>>20)}
	case total > e.w.limits.TotalBytes:
		e.w.full.Store(true)
		return n, &source.Gap{Stream: e.name, Reason: fmt.Sprintf("the bundle is larger than %d MiB; the rest is left out", e.w.limits.TotalBytes>>20)}
	case err != nil && !errors.Is(err, io.EOF):
		return n, &source.Gap{Stream: e.name, Reason: "damaged or cut: " + err.Error()}
	}
	return n, err
}
