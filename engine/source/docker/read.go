package docker

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"hash/fnv"
	"io"
	"strings"
	"time"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/client"

	"culprit/engine/source"
)

const (
	silentAfter = time.Minute // without a line, after which it is asked whether there are any
	maxPiece    = 64 << 10
)

// A mark is the place up to which a log was read through the API: a time, and
// how often each line was handed out that has it. Asking is by time, that
// instant included; the pieces of a line that the daemon cut share theirs.
type mark struct {
	since time.Time
	lines map[uint64]int
}

// note moves the mark to a line.
func (m *mark) note(line []byte) {
	if at, ok := timeOf(line); ok && !at.Equal(m.since) || m.lines == nil {
		if ok {
			m.since = at
		}
		m.lines = map[uint64]int{}
	}
	m.lines[sum(line)]++
}

// again returns what reports whether a line was handed out before.
func (m *mark) again() func(line []byte) bool {
	since, left := m.since, map[uint64]int{}
	for key, n := range m.lines {
		left[key] = n
	}
	return func(line []byte) bool {
		if at, ok := timeOf(line); !ok || !at.Equal(since) || left[sum(line)] == 0 {
			return false
		}
		left[sum(line)]--
		return true
	}
}

func sum(line []byte) uint64 {
	h := fnv.New64a()
	h.Write(line)
	return h.Sum64()
}

func timeOf(line []byte) (time.Time, bool) {
	stamp, _, _ := bytes.Cut(line, []byte(" "))
	at, err := time.Parse(time.RFC3339Nano, string(stamp))
	return at, err == nil
}

// read reads a log through the API for as long as its container is there: until
// the follow ends, then what came between, since a follow ends with its
// container before all was sent; and again when the container begins anew or
// the engine is back.
func (f *following) read(ctx context.Context, b *followed) {
	if b.driver != "none" && f.once("driver "+b.driver) {
		f.emit(source.MissingPiece("", &source.Missing{
			Stream: "docker/logs of the driver " + b.driver,
			Reason: "lines that the engine's API skips under a burst; only log files of the driver json-file that may be read are read whole",
		}))
	}
	for {
		err := f.ask(ctx, b, true)
		for errors.Is(err, errSilent) {
			err = f.ask(ctx, b, true)
		}
		if err == nil {
			err = f.ask(ctx, b, false)
		}
		if err != nil && ctx.Err() == nil && f.refused(b, err) {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-b.done:
			return
		case <-b.wake:
		}
	}
}

// refused says why a log can't be read, where that is a loss. It reports
// whether it will never be.
func (f *following) refused(b *followed, err error) bool {
	switch {
	case strings.Contains(err.Error(), "does not support reading"):
		if f.once(b.id + " driver") {
			f.lose(b.stream, "its logging driver "+b.driver+" can't be read: what the container says is not seen")
		}
		return true
	case errdefs.IsNotFound(err), errdefs.IsConflict(err): // removed, or about to be
		if f.once(b.id + " gone") {
			f.lose(b.stream, "its container was removed before the end of its log could be read")
		}
		return true
	case client.IsErrConnectionFailed(err), errors.Is(err, io.ErrUnexpectedEOF):
		return false // the engine is away: when it is back, it is read on
	}
	if f.once(b.id + err.Error()) {
		f.lose(b.stream, "the engine cut the log: "+err.Error())
	}
	return false
}

// errSilent ends a follow that hangs (moby#45728): there are lines that it does
// not hand out.
var errSilent = errors.New("the log did not come any more")

// ask reads the log on from the mark; at its end the error is nil.
func (f *following) ask(ctx context.Context, b *followed, follow bool) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	opts := container.LogsOptions{ShowStdout: true, ShowStderr: true, Timestamps: true, Follow: follow}
	if !b.last.since.IsZero() {
		opts.Since = unix(b.last.since)
	}
	if follow {
		f.running.Go(func() { f.guard(ctx, cancel, b) })
	} else {
		defer time.AfterFunc(logDeadline, func() { cancel(context.DeadlineExceeded) }).Stop()
	}
	body, err := f.api.ContainerLogs(ctx, b.id, opts)
	if err != nil {
		return err
	}
	defer body.Close()
	log := logLines(body, b.tty)
	again := b.last.again()
	var piece []byte
	for {
		lines, err := log.next()
		if err == nil && !again(lines) {
			b.last.note(lines)
			b.at.Store(b.last.since.UnixNano())
			piece = append(piece, lines...)
		}
		if len(piece) > 0 && (err != nil || len(piece) >= maxPiece || !log.ready()) {
			f.emit(source.Piece{Stream: b.stream, About: b.about(), Data: piece, Cursor: b.last.cursor(b.id)})
			piece = piece[:0]
		}
		if cause := context.Cause(ctx); err != nil && cause != nil {
			return cause
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// guard ends a follow that has been silent while there are lines.
func (f *following) guard(ctx context.Context, cancel context.CancelCauseFunc, b *followed) {
	tick := time.NewTicker(cmp.Or(f.opts.pace, silentAfter))
	defer tick.Stop()
	for before := b.at.Load(); ; before = b.at.Load() {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if b.at.Load() == before && f.newest(ctx, b) > b.at.Load() {
			cancel(errSilent)
			return
		}
	}
}

// newest is the time of the last line that a log has; 0 where that is unknown.
func (f *following) newest(ctx context.Context, b *followed) int64 {
	ctx, cancel := context.WithTimeout(ctx, callDeadline)
	defer cancel()
	body, err := f.api.ContainerLogs(ctx, b.id, container.LogsOptions{ShowStdout: true, ShowStderr: true, Timestamps: true, Tail: "1"})
	if err != nil {
		return 0
	}
	defer body.Close()
	lines, err := logLines(body, b.tty).next()
	if err != nil {
		return 0
	}
	at, _ := timeOf(lines)
	return at.UnixNano()
}
