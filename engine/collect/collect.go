// Package collect writes what live sources say into a bundle: a tar.gz of the
// streams, redacted, with a manifest as its last file. Memory is bounded; a
// stream goes through one temporary file, because a tar header tells the size
// before the bytes.
package collect

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"time"

	"culprit/engine/redact"
	"culprit/engine/source"
)

// Options of a capture.
type Options struct {
	Version  string // of culprit
	Host     string
	BootTime time.Time
	Asked    Asked
	Hide     *redact.Redactor                             // nil: secrets are kept
	Progress func(done, all int, now string, bytes int64) // called before each stream
}

// Write captures all streams of the sources into w. When ctx ends, the stream
// at hand is cut, the others are named as missing, and the bundle is still
// whole: its manifest says that it was interrupted. An error is one of writing.
func Write(ctx context.Context, w io.Writer, sources []source.Source, opts Options) (*Manifest, error) {
	spool, err := os.CreateTemp("", "culprit-collect-*")
	if err != nil {
		return nil, fmt.Errorf("make a temporary file: %w", err)
	}
	defer os.Remove(spool.Name())
	defer spool.Close()
	compressed := gzip.NewWriter(w)
	c := &collector{opts: opts, tar: tar.NewWriter(compressed), spool: spool, left: opts.Asked.MaxBytes, m: newManifest(&opts)}
	if err := c.all(ctx, sources); err != nil {
		return c.m, err
	}
	return c.m, errors.Join(c.manifest(), c.tar.Close(), compressed.Close())
}

type collector struct {
	opts  Options
	tar   *tar.Writer
	spool *os.File
	left  int64 // bytes that may still be captured; 0 when there is no limit
	total int64
	m     *Manifest
}

func (c *collector) all(ctx context.Context, sources []source.Source) error {
	// All streams first: each gets an equal share of what is left, and small
	// ones leave more to those after them.
	var streams []source.Stream
	for _, s := range sources {
		for stream, err := range s.Streams(ctx) {
			if err != nil {
				c.lost(stream.Name, err)
				continue
			}
			streams = append(streams, stream)
		}
	}
	for i, s := range streams {
		if ctx.Err() != nil {
			c.m.Interrupted = true
			c.m.Missing = append(c.m.Missing, Lost{Stream: s.Name, Reason: "the capture was interrupted before it"})
			continue
		}
		if c.opts.Progress != nil {
			c.opts.Progress(i, len(streams), s.Name, c.total)
		}
		share := int64(0)
		if c.opts.Asked.MaxBytes > 0 && path.Ext(s.Name) != ".json" { // half a document is none
			share = max(c.left/int64(len(streams)-i), minShare)
		}
		if err := c.stream(ctx, s, share); err != nil {
			return err
		}
	}
	c.m.Interrupted = c.m.Interrupted || ctx.Err() != nil
	return nil
}

// minShare keeps some lines of every stream, whatever the limit.
const minShare = 4 << 10

// stream captures one stream. Only an error of writing is returned.
func (c *collector) stream(ctx context.Context, s source.Stream, share int64) error {
	at := time.Now().UTC()
	body, err := s.Open(ctx)
	if err != nil {
		if ctx.Err() != nil {
			err = &source.Missing{Stream: s.Name, Reason: "the capture was interrupted before it"}
		}
		c.lost(s.Name, err)
		return nil
	}
	defer body.Close()
	kept := &newest{file: c.spool, limit: share}
	if err := kept.reset(); err != nil {
		return err
	}
	err = c.copy(kept, &untilDone{ctx, body}, s.Name)
	if kept.err != nil {
		return fmt.Errorf("write a temporary file: %w", kept.err)
	}
	text, size, dropped := kept.text()
	switch {
	case ctx.Err() != nil:
		c.m.Cut = append(c.m.Cut, Lost{Stream: s.Name, Reason: "the capture was interrupted; the rest is left out"})
	case err != nil:
		reason := err.Error()
		var gap *source.Gap
		if errors.As(err, &gap) {
			reason = gap.Reason
		}
		c.m.Cut = append(c.m.Cut, Lost{Stream: s.Name, Reason: reason})
	}
	if dropped > 0 {
		c.m.Cut = append(c.m.Cut, Lost{Stream: s.Name, Reason: "larger than its share of --max-size; the oldest lines are left out", Bytes: dropped})
	}
	if err := c.entry(s.Name, size, at, text); err != nil {
		return err
	}
	c.total += size
	c.left -= size
	c.m.Streams = append(c.m.Streams, Stream{Name: s.Name, Command: s.Command, CapturedAt: at, Bytes: size})
	return nil
}

// copy copies a stream, redacted by what it is: a document, documents line by
// line, or text.
func (c *collector) copy(w io.Writer, r io.Reader, name string) error {
	if c.opts.Hide == nil {
		_, err := io.Copy(w, r)
		return err
	}
	return hideStream(c.opts.Hide, w, r, name)
}

func hideStream(hide *redact.Redactor, w io.Writer, r io.Reader, name string) error {
	switch path.Ext(name) {
	case ".json":
		return hide.JSON(w, r, "  ")
	case ".jsonl":
		return hide.JSONLines(w, r)
	}
	return hide.Lines(w, r)
}

// lost notes a stream that is not there.
func (c *collector) lost(name string, err error) {
	l := Lost{Stream: name, Reason: err.Error()}
	var missing *source.Missing
	var gap *source.Gap
	switch {
	case errors.As(err, &missing):
		l = Lost{Stream: missing.Stream, Reason: missing.Reason}
	case errors.As(err, &gap):
		l = Lost{Stream: gap.Stream, Reason: gap.Reason, Bytes: gap.Bytes}
	}
	if c.opts.Hide != nil {
		l.Reason = c.opts.Hide.Text(l.Reason)
	}
	c.m.Missing = append(c.m.Missing, l)
}

func (c *collector) manifest() error {
	c.m.FinishedAt = time.Now().UTC()
	if c.opts.Hide != nil {
		c.m.Secrets = c.opts.Hide.Count()
	}
	text, err := json.MarshalIndent(c.m, "", "  ")
	if err != nil {
		return err
	}
	return c.entry(source.ManifestName, int64(len(text)), c.m.FinishedAt, bytes.NewReader(text))
}

func (c *collector) entry(name string, size int64, at time.Time, text io.Reader) error {
	// Only its owner may read what was captured as root.
	header := &tar.Header{Name: name, Typeflag: tar.TypeReg, Mode: 0o600, Size: size, ModTime: at.Truncate(time.Second)}
	if err := c.tar.WriteHeader(header); err != nil {
		return err
	}
	if _, err := io.Copy(c.tar, text); err != nil {
		return err
	}
	return c.tar.Flush()
}

// untilDone ends a stream when the context does.
type untilDone struct {
	ctx context.Context
	r   io.Reader
}

func (u *untilDone) Read(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.r.Read(p)
}
