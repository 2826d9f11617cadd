package collect

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	"culprit/engine/redact"
	"culprit/engine/source"
)

// Limits of a recording.
const (
	maxQueued     = 16 << 20 // bytes taken and not yet written
	writeEvery    = 500 * time.Millisecond
	manifestEvery = 10 * time.Second
	maxLost       = 1000 // entries of the manifest on what is not there
)

// A Recorder writes what sources hand out while they are followed into a folder,
// a bundle under the names of Write. Documents replace themselves by a rename and
// logs grow at their end, so the folder is a readable bundle at any time, also
// after a kill, which costs what came since the last writing.
//
//	Take ─→ queue, bounded ─→ run, the one goroutine with the files
type Recorder struct {
	opts Options
	say  func(format string, args ...any)
	root *os.Root
	wake chan struct{}
	done chan struct{}

	mu      sync.Mutex
	queue   []source.Piece
	queued  int
	dropped map[string]int64 // bytes by stream that found no room
	closing bool

	// Of run alone.
	files   map[string]*recorded
	names   map[string]string // of files, to the stream they hold
	total   int64
	m       *Manifest
	stopped bool // the limit does not even hold the documents
	failing bool
}

// A recorded is one stream of a recording.
type recorded struct {
	stream string
	name   string // of its file
	whole  bool
	text   bytes.Buffer // not yet written
	size   int64
	sum    [sha256.Size]byte // of a document as it was taken: most are the same each time
	hide   *redact.Stream
	inMeta int // index in the manifest's streams
}

// Record begins a recording in a folder that is empty or not there. The limit of
// all files is opts.Asked.MaxBytes. What goes wrong later is told to say.
func Record(dir string, opts Options, say func(format string, args ...any)) (*Recorder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	there, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	if len(there) > 0 {
		return nil, fmt.Errorf("%s is not empty", dir)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	r := &Recorder{
		opts: opts, say: say, root: root, wake: make(chan struct{}, 1), done: make(chan struct{}), dropped: map[string]int64{},
		files: map[string]*recorded{}, names: map[string]string{}, m: newManifest(&opts),
	}
	r.m.Interrupted = true // until it is closed
	if err := r.manifest(); err != nil {
		return nil, errors.Join(err, root.Close())
	}
	go r.run()
	return r, nil
}

// Take takes a piece. It never waits: pieces that find no room are counted and
// named in the manifest.
func (r *Recorder) Take(p source.Piece) {
	r.mu.Lock()
	if r.queued+len(p.Data) > maxQueued {
		r.dropped[p.Stream] += int64(len(p.Data))
		p.Data = nil
	}
	full := false
	if len(p.Data) > 0 || p.Gap != nil || p.Missing != nil {
		r.queue = append(r.queue, p)
		r.queued += len(p.Data)
		full = r.queued > maxQueued/4
	}
	r.mu.Unlock()
	if full {
		r.nudge()
	}
}

func (r *Recorder) nudge() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// Close writes the rest and the manifest. When ctx ends first the recording is
// left as a kill would leave it.
func (r *Recorder) Close(ctx context.Context) error {
	r.mu.Lock()
	r.closing = true
	r.mu.Unlock()
	r.nudge()
	select {
	case <-r.done:
		return r.root.Close()
	case <-ctx.Done():
		return errors.New("the recording was not finished: the disk is slow")
	}
}

func (r *Recorder) run() {
	defer close(r.done)
	tick := time.NewTicker(writeEvery)
	defer tick.Stop()
	written := time.Now()
	for {
		select {
		case <-r.wake:
		case <-tick.C:
		}
		r.mu.Lock()
		queue, dropped, closing := r.queue, r.dropped, r.closing
		r.queue, r.queued, r.dropped = nil, 0, map[string]int64{}
		r.mu.Unlock()
		for _, p := range queue {
			r.take(p)
		}
		for stream, n := range dropped {
			r.cut(Lost{stream, "came faster than it could be written", n})
		}
		r.flush()
		if closing {
			r.m.Interrupted = false
		}
		if closing || (len(queue) > 0 || len(dropped) > 0) && time.Since(written) >= manifestEvery {
			r.failed("the manifest", r.manifest())
			written = time.Now()
		}
		if closing {
			return
		}
	}
}

// take puts a piece into the text of its file.
func (r *Recorder) take(p source.Piece) {
	switch {
	case p.Gap != nil:
		r.cut(Lost{p.Gap.Stream, r.opts.Hide.Text(p.Gap.Reason), p.Gap.Bytes})
	case p.Missing != nil && len(r.m.Missing) < maxLost:
		lost := Lost{Stream: p.Missing.Stream, Reason: r.opts.Hide.Text(p.Missing.Reason)}
		if !slices.Contains(r.m.Missing, lost) {
			r.m.Missing = append(r.m.Missing, lost)
		}
	}
	if len(p.Data) == 0 {
		return
	}
	if r.stopped {
		r.cut(Lost{p.Stream, stopReason, int64(len(p.Data))})
		return
	}
	f := r.file(p.Stream)
	if p.Whole {
		sum := sha256.Sum256(p.Data)
		if sum == f.sum {
			return
		}
		f.whole, f.sum = true, sum
		f.text.Reset()
		if err := hideStream(r.opts.Hide, &f.text, bytes.NewReader(p.Data), f.name); err != nil {
			f.text.Reset()
			r.opts.Hide.Lines(&f.text, bytes.NewReader(p.Data)) // into memory: no error
		}
		return
	}
	for line := range strings.Lines(string(p.Data)) {
		body := strings.TrimSuffix(line, "\n")
		if path.Ext(f.name) == ".jsonl" {
			f.text.WriteString(r.opts.Hide.JSONLine(body))
		} else {
			f.text.WriteString(f.hide.Line(body))
		}
		f.text.WriteString(line[len(body):])
	}
}

// file is the file of a stream.
func (r *Recorder) file(stream string) *recorded {
	f := r.files[stream]
	if f == nil {
		f = &recorded{stream: stream, name: fileName(stream), hide: r.opts.Hide.Stream(), inMeta: len(r.m.Streams)}
		for r.names[f.name] != "" || f.name == source.ManifestName {
			f.name += "_"
		}
		r.names[f.name] = stream
		r.files[stream] = f
		r.m.Streams = append(r.m.Streams, Stream{Name: f.name})
	}
	return f
}

// maxName is the longest name of a file that all systems take.
const maxName = 200

// fileName is the path of a stream below the folder of the recording. Names come
// from containers and from files that others make.
func fileName(stream string) string {
	parts := strings.Split(strings.TrimPrefix(path.Clean("/"+stream), "/"), "/")
	for i, p := range parts {
		p = strings.Map(func(c rune) rune {
			if unicode.IsControl(c) || c == unicode.ReplacementChar || strings.ContainsRune(`\:*?"<>|`, c) {
				return '_'
			}
			return c
		}, p)
		if len(p) > maxName {
			p = strings.ToValidUTF8(p[len(p)-maxName:], "")
		}
		if p == "" {
			p = "_"
		}
		parts[i] = p
	}
	return path.Join(parts...)
}

const stopReason = "the recording stopped: --record-limit does not even hold the documents"

// cut notes what is not in the recording, once for a stream and reason.
func (r *Recorder) cut(l Lost) {
	for i := range r.m.Cut {
		if at := &r.m.Cut[i]; at.Stream == l.Stream && at.Reason == l.Reason {
			at.Bytes += l.Bytes
			return
		}
	}
	if len(r.m.Cut) < maxLost {
		r.m.Cut = append(r.m.Cut, l)
	}
}

// failed says that something could not be written, once until it can again.
func (r *Recorder) failed(what string, err error) {
	if err != nil && !r.failing {
		r.say("recording: %s could not be written; it is tried again: %v", what, err)
	}
	r.failing = err != nil
}

func (r *Recorder) manifest() error {
	r.m.FinishedAt = time.Now().UTC()
	r.m.Secrets = r.opts.Hide.Count()
	text, err := json.MarshalIndent(r.m, "", "  ")
	if err != nil {
		return err
	}
	return r.replace(source.ManifestName, bytes.NewReader(text))
}
