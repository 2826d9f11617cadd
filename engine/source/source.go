// Package source says what a source of streams is. Each technology that has
// streams (a bundle, the Docker API, the kernel ring, …) is a folder below.
package source

import (
	"context"
	"errors"
	"io"
	"iter"
	"time"

	"culprit/engine/fact"
)

// A Stream is one named run of bytes: a file of a bundle, a container's log.
type Stream struct {
	Name    string       // stable; in a bundle its path with forward slashes
	Host    string       // host it was captured on; empty unknown
	Subject fact.Subject // what it is about, when the source knows; else zero
	NoLog   bool         // it is a file of settings or the output of a command: text that no format knows is no log
	Size    int64        // bytes when known, for progress; -1 unknown
	ModTime time.Time    // last change; zero unknown. A hint only: copies lie
	Command string       // of a live source: what a person would type to see it; else ""

	// Every is after what time one who watches a live source reads it again; 0
	// where it is followed instead, or is not worth it.
	Every time.Duration
	Open  func(context.Context) (io.ReadCloser, error)

	// Concurrent: it may be opened and read later and beside others. Any other
	// stream must be read before the next is asked for.
	Concurrent bool
}

// A Source finds streams. The sequence of a bundle ends; a live one ends with
// its context. An error belongs to one stream or part of the input: the
// sequence goes on after it, and what could be read is still analysed.
type Source interface {
	// Kind is the word in the report's input list: folder, archive, file, or
	// the tool that made it (sosreport); asked once the streams were read.
	Kind() string
	// Streams yields each stream once, in a stable order. A stream must be
	// opened, read and closed before the next is asked for, unless the source
	// says Concurrent.
	Streams(ctx context.Context) iter.Seq2[Stream, error]
}

// A Missing is a stream that a live source looked for and could not have: the
// program is not installed, the file may not be read, the daemon is down. It is
// an ordinary answer, not a failure: the report names it under missing.
type Missing struct {
	Stream string // the name it would have had
	Reason string // why, in words for the user
}

func (m *Missing) Error() string { return m.Stream + ": " + m.Reason }

// A Gap is part of the input that a source could not hand out, or handed out
// only in part: a limit was reached, a file is unreadable, an archive is cut.
type Gap struct {
	Stream string // the stream or archive it concerns
	Reason string // what happened and which limit, in words for the user
	Bytes  int64  // bytes known to be lost; 0 unknown

	Records int64 // records known to be lost; 0 unknown
	Files   int64 // whole files known to be lost, as by rotation; 0 unknown

	// Estimated: Bytes is no count, but what so many files hold at most, or about.
	Estimated bool
	From, To  time.Time // when what is lost was written; zero unknown
}

func (g *Gap) Error() string { return g.Stream + ": " + g.Reason }

// What tells a bundle that culprit collected: the name of its last file, and
// words near that file's beginning. Unfinished is the name of the file that a
// recording was writing when it was killed; it is no part of the bundle.
const (
	ManifestName = "manifest.json"
	ManifestMark = `"format": "culprit-bundle"`
	Unfinished   = ".culprit-unfinished"
)

// A Piece is what a source that follows streams found new in one of them.
type Piece struct {
	Stream string
	About  fact.Subject // what the stream is about, when the source knows; else zero
	Data   []byte       // whole lines; valid until the function that is given it returns. Nil: only a gap
	Whole  bool         // Data is all of the stream: it replaces what was there
	Gap    *Gap

	// Missing is a stream that can't be had. It is told once.
	Missing *Missing

	// Cursor is where reading goes on behind this piece, in a form that only its
	// source knows; "" where the stream has none.
	Cursor string
}

// Cursors are, by stream, those of the last pieces that were taken. A source
// that is given them at its start goes on there; what was lost meanwhile is a
// Gap. A cursor that no longer fits is one too.
type Cursors map[string]string

// MissingPiece says why a stream can't be had.
func MissingPiece(stream string, err error) Piece {
	var m *Missing
	if !errors.As(err, &m) {
		m = &Missing{Stream: stream, Reason: err.Error()}
	}
	return Piece{Stream: m.Stream, Missing: m}
}
