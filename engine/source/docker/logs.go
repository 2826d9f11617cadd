package docker

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/docker/docker/api/types/container"

	"culprit/engine/source"
)

// log opens the log of a container as lines of
//
//	2026-11-23T22:12:23.420373225Z stderr F text
//
// the form of the container runtime interface: it keeps what docker logs -t
// shows and which of the two streams a line came from, and marks the pieces of
// a line that the daemon cut at 16 KiB (daemon/logger/copier.go).
func (e *Engine) log(ctx context.Context, id, name string) (io.ReadCloser, error) {
	ctx, cancel := context.WithTimeout(ctx, logDeadline)
	box, err := e.api.ContainerInspect(ctx, id)
	if err != nil {
		cancel()
		return nil, missing(name, err)
	}
	opts := container.LogsOptions{ShowStdout: true, ShowStderr: true, Timestamps: true, Until: unix(e.now), Tail: "all"}
	if !e.opts.Since.IsZero() {
		opts.Since = unix(e.opts.Since)
	}
	if e.opts.Tail > 0 {
		opts.Tail = fmt.Sprint(e.opts.Tail)
	}
	body, err := e.api.ContainerLogs(ctx, id, opts)
	if err != nil {
		cancel()
		return nil, missing(name, err)
	}
	log := logLines(body, box.Config != nil && box.Config.Tty)
	return &logReader{next: log.next, name: name, close: func() error { cancel(); return body.Close() }}, nil
}

// A lineReader reads the lines of an answer, in the form of log.
type lineReader interface {
	// next returns one line or a few; valid until the next call.
	next() ([]byte, error)
	// ready reports whether next would return without waiting.
	ready() bool
}

// logLines reads the lines of an answer. That of a container with a terminal has
// no frames: reading a length would block for ever.
func logLines(body io.Reader, tty bool) lineReader {
	in := bufio.NewReaderSize(body, 64<<10)
	if tty {
		return &rawLog{in: in}
	}
	return &framedLog{in: in}
}

// A logReader hands out lines.
type logReader struct {
	next  func() ([]byte, error)
	name  string
	rest  []byte
	close func() error
}

// Read implements io.Reader. A log that ends in an error is a gap: what came
// before it counts.
func (l *logReader) Read(p []byte) (int, error) {
	for len(l.rest) == 0 {
		lines, err := l.next()
		switch {
		case errors.Is(err, io.EOF):
			return 0, io.EOF
		case errors.Is(err, context.DeadlineExceeded):
			return 0, &source.Gap{Stream: l.name, Reason: fmt.Sprintf("the log took longer than %s; the rest is left out", logDeadline)}
		case err != nil:
			return 0, &source.Gap{Stream: l.name, Reason: "the engine cut the log: " + err.Error()}
		}
		l.rest = lines
	}
	n := copy(p, l.rest)
	l.rest = l.rest[n:]
	return n, nil
}

// Close implements io.Closer.
func (l *logReader) Close() error { return l.close() }

// framedLog reads the frames of a container without a terminal: one byte of
// stream, three of nothing, four of length, then "time text\n".
type framedLog struct {
	in  *bufio.Reader
	out bytes.Buffer
}

// maxFrame is far above the 16 KiB of the daemon's own drivers; another driver
// may send more at once.
const maxFrame = 16 << 20

var streamNames = map[byte]string{0: "stdout", 1: "stdout", 2: "stderr"}

func (f *framedLog) next() ([]byte, error) {
	var header [8]byte
	if _, err := io.ReadFull(f.in, header[:]); err != nil {
		return nil, err
	}
	size := binary.BigEndian.Uint32(header[4:])
	stream, ok := streamNames[header[0]]
	if size > maxFrame || !ok && header[0] != 3 {
		return nil, errors.New("a frame of the log stream is damaged")
	}
	payload := make([]byte, size)
	if _, err := io.ReadFull(f.in, payload); err != nil {
		return nil, fmt.Errorf("a frame of the log stream is cut: %w", err)
	}
	if header[0] == 3 { // the daemon's own error (pkg/stdcopy)
		return nil, errors.New(string(bytes.TrimSpace(payload)))
	}
	f.out.Reset()
	stamp, text, _ := bytes.Cut(payload, []byte(" "))
	whole := bytes.HasSuffix(text, []byte("\n"))
	lines := bytes.Split(bytes.TrimSuffix(text, []byte("\n")), []byte("\n"))
	for i, line := range lines {
		tag := "F"
		if !whole && i == len(lines)-1 {
			tag = "P"
		}
		writeLine(&f.out, stamp, stream, tag, line)
	}
	return f.out.Bytes(), nil
}

func writeLine(b *bytes.Buffer, stamp []byte, stream, tag string, line []byte) {
	b.Write(stamp)
	b.WriteString(" " + stream + " " + tag + " ")
	b.Write(bytes.TrimSuffix(line, []byte("\r")))
	b.WriteByte('\n')
}

func (f *framedLog) ready() bool {
	header, err := f.in.Peek(min(8, f.in.Buffered()))
	return err == nil && len(header) == 8 && uint64(f.in.Buffered()) >= 8+uint64(binary.BigEndian.Uint32(header[4:]))
}

// rawLog reads the log of a container with a terminal: lines of "time text". The
// pieces of a line that the daemon cut stand behind each other on it, each with
// the time (docker/for-linux#1321).
type rawLog struct {
	in  *bufio.Reader
	out bytes.Buffer
}

// cutAt is the size at which the daemon cuts a line (daemon/logger/copier.go).
const cutAt = 16 << 10

func (r *rawLog) next() ([]byte, error) {
	line, err := r.in.ReadBytes('\n')
	if len(line) == 0 {
		return nil, err
	}
	r.out.Reset()
	stamp, text, _ := bytes.Cut(bytes.TrimSuffix(line, []byte("\n")), []byte(" "))
	again := append(bytes.Clone(stamp), ' ')
	for len(text) > cutAt && bytes.HasPrefix(text[cutAt:], again) {
		writeLine(&r.out, stamp, "stdout", "P", text[:cutAt])
		text = text[cutAt+len(again):]
	}
	writeLine(&r.out, stamp, "stdout", "F", text)
	return r.out.Bytes(), nil
}

func (r *rawLog) ready() bool {
	waiting, _ := r.in.Peek(r.in.Buffered())
	return bytes.IndexByte(waiting, '\n') >= 0
}
