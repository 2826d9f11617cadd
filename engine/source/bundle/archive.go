package bundle

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"

	"culprit/engine/source"
)

// peekLength is enough to see a tar header behind nothing.
const peekLength = 512

func isTar(head []byte) bool {
	return len(head) >= 262 && (bytes.Equal(head[257:262], []byte("ustar")))
}

func isZip(head []byte) bool {
	return bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("PK\x05\x06"))
}

func isArchive(head []byte) bool { return isTar(head) || isZip(head) || codecOf(head) != nil }

// file hands out a file that can be read at any place: a zip needs that.
func (w *walk) file(name string, f io.ReaderAt, size int64) {
	head := make([]byte, peekLength)
	n, _ := f.ReadAt(head, 0)
	section := io.NewSectionReader(f, 0, max(size, 0))
	if size < 0 {
		section = io.NewSectionReader(f, 0, 1<<62)
	}
	if isZip(head[:n]) && size > 0 {
		w.zip(name, f, size, 1)
		return
	}
	w.sized(name, section, 0, size)
}

// stream hands out what r holds: an archive's entries, or r itself.
func (w *walk) stream(name string, r io.Reader, depth int) { w.sized(name, r, depth, -1) }

func (w *walk) sized(name string, r io.Reader, depth int, size int64) {
	buffered := bufio.NewReaderSize(r, 64<<10)
	head, _ := buffered.Peek(peekLength)
	switch c := codecOf(head); {
	case len(head) == 0:
		w.hand(name, buffered, 0, nil)
	case depth > w.limits.Nesting:
		w.gap(name, fmt.Sprintf("archives are nested deeper than %d", w.limits.Nesting))
	case c != nil:
		decoded, err := c.decode(buffered, w.limits)
		if err != nil {
			w.gap(name, fmt.Sprintf("damaged %s: %v", c.name, err))
			return
		}
		w.sized(stripSuffix(name), decoded, depth+1, -1)
		decoded.Close()
	case isTar(head):
		w.tar(name, buffered, depth+1)
	case isZip(head):
		// A zip's list stands at its end; inside another archive or on standard
		// input it must be held in memory.
		data, err := io.ReadAll(io.LimitReader(buffered, maxHeldZip+1))
		if err != nil || len(data) > maxHeldZip {
			w.gap(name, fmt.Sprintf("a zip inside another archive may have at most %d MiB", maxHeldZip>>20))
			return
		}
		w.zip(name, bytes.NewReader(data), int64(len(data)), depth+1)
	default:
		w.hand(name, buffered, size, head)
	}
}

// maxHeldZip bounds a zip that must be held in memory.
const maxHeldZip = 128 << 20

// stripSuffix takes the suffix of a compression off a name.
func stripSuffix(name string) string {
	ext := strings.ToLower(path.Ext(name))
	switch ext {
	case ".gz", ".zst", ".xz", ".bz2", ".zstd":
		return name[:len(name)-len(ext)]
	case ".tgz", ".tbz", ".txz", ".tzst":
		return name[:len(name)-len(ext)] + ".tar"
	}
	return name
}

func (w *walk) tar(name string, r io.Reader, depth int) {
	t := tar.NewReader(r)
	for !w.stopped && !w.full.Load() && w.ctx.Err() == nil {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			w.gap(name, "the archive is damaged or cut: "+err.Error())
			return
		}
		if h.Typeflag != tar.TypeReg {
			continue // folders, links, devices
		}
		member, ok := clean(h.Name)
		if !ok {
			w.gap(name, fmt.Sprintf("the entry %q points outside of the bundle and is left out", h.Name[:min(len(h.Name), 80)]))
			continue
		}
		if !w.count(member) {
			return
		}
		w.stream(member, t, depth)
	}
}

func (w *walk) zip(name string, f io.ReaderAt, size int64, depth int) {
	z, err := zip.NewReader(f, size)
	if err != nil && (z == nil || len(z.File) == 0) {
		w.gap(name, "the archive is damaged or cut: "+err.Error())
		return
	}
	for _, entry := range z.File {
		w.layout.see(entry.Name, nil)
	}
	w.layout.entries = 0
	for _, entry := range z.File {
		if w.stopped || w.full.Load() || w.ctx.Err() != nil {
			return
		}
		if !entry.Mode().IsRegular() {
			continue
		}
		member, ok := clean(entry.Name)
		if !ok {
			w.gap(name, fmt.Sprintf("the entry %q points outside of the bundle and is left out", entry.Name[:min(len(entry.Name), 80)]))
			continue
		}
		if !w.count(member) {
			return
		}
		r, err := entry.Open()
		if err != nil {
			w.gap(member, "damaged: "+err.Error())
			continue
		}
		counted := &counter{n: int64(entry.CompressedSize64)}
		w.stream(member, &bounded{r: r, from: counted, limits: w.limits}, depth)
		r.Close()
	}
}

// hand yields one stream and, when the reader was not asked for, goes on.
func (w *walk) hand(name string, r io.Reader, size int64, head []byte) {
	limited := &entry{r: r, w: w, name: name}
	opened := false
	w.tell(name, head, source.Stream{
		Size: size,
		Open: func(context.Context) (io.ReadCloser, error) {
			if opened {
				return nil, fmt.Errorf("%s: a stream of an archive can be opened once", name)
			}
			opened = true
			return io.NopCloser(limited), nil
		},
	})
}

// later yields a file that holds text, compressed or not: it needs not be read
// at once. False is for another file: it has to be read while f is open.
func (w *walk) later(open func() (*os.File, error), name string, f io.ReaderAt, size int64) bool {
	head := make([]byte, peekLength)
	n, _ := f.ReadAt(head, 0)
	head = head[:n]
	c, inside := codecOf(head), name
	if c != nil {
		text, ok := c.text(f, w.limits)
		if !ok {
			return false
		}
		head, inside, size = text, stripSuffix(name), -1
	} else if isArchive(head) {
		return false
	}
	w.tell(inside, head, source.Stream{
		Size: size, Concurrent: true,
		Open: func(context.Context) (io.ReadCloser, error) {
			f, err := open()
			if err != nil {
				return nil, plain(err)
			}
			e := &entry{r: f, w: w, name: inside, closers: []io.Closer{f}}
			if c != nil {
				decoded, err := c.decode(f, w.limits)
				if err != nil {
					f.Close()
					return nil, &source.Gap{Stream: name, Reason: fmt.Sprintf("damaged %s: %v", c.name, err)}
				}
				e.r, e.closers = decoded, append(e.closers, decoded)
			}
			return e, nil
		},
	})
	return true
}

// tell yields a stream with what its name and head say of it.
func (w *walk) tell(name string, head []byte, s source.Stream) {
	w.layout.see(name, head)
	s.Name, s.Host = name, w.layout.host
	s.Subject, s.NoLog = w.layout.subject(name, head)
	if !w.yield(s, nil) {
		w.stopped = true
	}
}
