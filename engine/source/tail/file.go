package tail

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"culprit/engine/source"
)

// A file is one that is read. The descriptor is held while it is followed, so
// that its inode can't be given to another file meanwhile.
type file struct {
	path     string // that is followed
	of       *Follower
	f        *os.File
	info     fs.FileInfo // when it was opened
	offset   int64       // read up to here
	head     []byte      // the first bytes
	mark     []byte      // the last bytes before offset
	partial  []byte      // of a line that has no end yet
	siblings []sibling   // its rotated predecessors when it was opened
	left     time.Time   // when it was no longer at its path
	failed   bool        // it could not be read, and that was said
	seen     time.Time   // of a file that left, when it was last read
	absent   *file       // of a path without a file: the last that was there
	resumed  position    // where an earlier run, or a file that this is a copy of, was
	gzipped  bool
	inflated bool        // and read to its end
	gen      *generation // that an opener knows it as
}

func open(path string) (*file, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, err
	}
	x := &file{path: path, f: f, info: info, gzipped: strings.HasSuffix(path, ".gz")}
	if !x.gzipped {
		x.head = make([]byte, markSize)
		n, _ := f.ReadAt(x.head, 0)
		x.head = x.head[:n]
	}
	return x, nil
}

// skip goes to the first whole line of the last bytes.
func (x *file) skip(backlog int64) {
	start := x.info.Size() - backlog
	if start <= 0 {
		return
	}
	head := make([]byte, min(backlog+1, maxLine))
	n, _ := x.f.ReadAt(head, start-1)
	end := bytes.IndexByte(head[:n], '\n')
	if end < 0 {
		end = 0 // one line, and it is longer: its tail is better than nothing
	}
	x.offset = start + int64(end)
	x.remember(head[:end+1])
}

// remember keeps the last bytes that were read.
func (x *file) remember(data []byte) {
	x.mark = append(x.mark, data...)
	if n := len(x.mark) - markSize; n > 0 {
		x.mark = append(x.mark[:0], x.mark[n:]...)
	}
}

// drain hands out the lines up to the end of the file and reports whether
// there were new bytes.
func (x *file) drain(buffer []byte, emit func(source.Piece)) (moved bool) {
	if x.f == nil || x.inflated {
		return false
	}
	info, err := x.f.Stat()
	if err != nil {
		return false
	}
	if info.Size() == x.offset && info.ModTime().Equal(x.info.ModTime()) {
		return false
	}
	x.info = info
	if info.Size() < x.offset {
		x.truncated(buffer, emit)
	}
	for checked := false; x.offset < info.Size() || !checked; {
		// What was read last is read again, to see that it is still there. No more
		// is asked for than there is, so that the end costs no read of its own.
		mark := len(x.mark)
		want := min(int64(len(buffer)), info.Size()-x.offset+int64(mark))
		n, err := x.f.ReadAt(buffer[:want], x.offset-int64(mark))
		checked = true
		switch {
		case err != nil && err != io.EOF:
			if !x.failed { // said once: every look finds it
				x.failed = true
				emit(source.Piece{Stream: x.path, Gap: &source.Gap{Stream: x.path, Bytes: info.Size() - x.offset, Reason: fmt.Sprintf("it can't be read after byte %d: %v", x.offset, err)}})
			}
			return moved
		case n < mark || !bytes.Equal(buffer[:mark], x.mark):
			x.truncated(buffer, emit)
			continue
		case n > mark:
			moved, x.failed = true, false
			x.take(buffer[mark:n], emit)
		}
		if err == io.EOF {
			break // it shrank: the next look will tell
		}
	}
	return moved
}

// take hands out whole lines and keeps the rest.
func (x *file) take(data []byte, emit func(source.Piece)) {
	if known := int64(len(x.head)); known < markSize && x.offset <= known && x.offset+int64(len(data)) > known {
		x.head = append(x.head, data[known-x.offset:min(int64(len(data)), markSize-x.offset)]...)
	}
	x.offset += int64(len(data))
	x.remember(data[max(0, len(data)-markSize):])
	end := bytes.LastIndexByte(data, '\n')
	if end < 0 {
		x.partial = append(x.partial, data...)
		if len(x.partial) > maxLine {
			x.flush(emit)
		}
		return
	}
	lines := data[:end+1]
	if len(x.partial) > 0 {
		lines = append(x.partial, lines...)
	}
	x.partial = append([]byte(nil), data[end+1:]...)
	emit(source.Piece{Stream: x.path, Data: lines, Cursor: x.of.cursor(x.path)})
}

// flush ends a line that has no end.
func (x *file) flush(emit func(source.Piece)) {
	if len(x.partial) > 0 {
		line := append(x.partial, '\n')
		x.partial = nil
		emit(source.Piece{Stream: x.path, Data: line, Cursor: x.of.cursor(x.path)})
	}
}

func (x *file) finish(emit func(source.Piece)) {
	x.flush(emit)
	x.close()
}

func (x *file) close() {
	switch {
	case x.gen != nil:
		x.of.opener.done(x.path, x.gen)
	case x.f != nil:
		x.f.Close()
	}
}

// marked reports whether before the place read to stands what was read there.
func (x *file) marked(f io.ReaderAt) bool {
	now := make([]byte, len(x.mark))
	n, _ := f.ReadAt(now, x.offset-int64(len(x.mark)))
	return bytes.Equal(now[:n], x.mark)
}

// truncated begins anew. What was written after the last look and before the
// truncation is in the copy, where one was made.
func (x *file) truncated(buffer []byte, emit func(source.Piece)) {
	copied := false
	for _, s := range siblings(x.path) {
		if s.info.Size() < x.offset || len(x.mark) == 0 || os.SameFile(s.info, x.info) {
			continue
		}
		c, err := open(s.path)
		if err != nil {
			continue
		}
		if x.marked(c.f) {
			copied = true
			for {
				n, err := c.f.ReadAt(buffer, x.offset)
				if n > 0 {
					x.take(buffer[:n], emit)
				}
				if err != nil {
					break
				}
			}
		}
		c.f.Close()
		if copied {
			break
		}
	}
	reason := fmt.Sprintf("it was truncated and no copy is left; what was written after byte %d and before that is not known", x.offset)
	if !copied {
		emit(source.Piece{Stream: x.path, Gap: &source.Gap{Stream: x.path, Reason: reason}})
	}
	x.flush(emit)
	x.offset, x.mark, x.head, x.resumed = 0, x.mark[:0], x.head[:0], position{}
}

// there reports whether the file still has a name.
func (x *file) there() bool {
	info, err := x.f.Stat()
	return err == nil && links(info) > 0
}

// inflate hands out a compressed file that came whole, from its offset on.
func (x *file) inflate(emit func(source.Piece)) {
	z, err := gzip.NewReader(x.f)
	if err == nil {
		_, err = io.CopyN(io.Discard, z, x.offset)
	}
	if err == nil {
		buffer := make([]byte, 64<<10)
		for err == nil {
			var n int
			if n, err = z.Read(buffer); n > 0 {
				x.take(buffer[:n], emit)
			}
		}
	}
	if err != io.EOF {
		emit(source.Piece{Stream: x.path, Gap: &source.Gap{Stream: x.path, Reason: "a rotated file is damaged: " + err.Error()}})
	}
	x.flush(emit)
	x.inflated = true
}
