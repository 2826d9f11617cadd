package collect

import (
	"bytes"
	"io"
	"os"
)

// newest keeps the last limit bytes written to it, in a file used as a ring:
// what happened last tells most about a failure. A limit of 0 keeps all.
type newest struct {
	file  *os.File
	limit int64
	total int64 // written so far
	err   error // of the file
}

func (n *newest) reset() error {
	n.total = 0
	return n.file.Truncate(0)
}

// Write implements io.Writer.
func (n *newest) Write(p []byte) (int, error) {
	for rest := p; len(rest) > 0; {
		at, part := n.total, rest
		if n.limit > 0 {
			at = n.total % n.limit
			part = rest[:min(int64(len(rest)), n.limit-at)]
		}
		if _, n.err = n.file.WriteAt(part, at); n.err != nil {
			return 0, n.err
		}
		n.total += int64(len(part))
		rest = rest[len(part):]
	}
	return len(p), nil
}

// text returns what was kept, from the beginning of a line on, its size, and
// how many bytes before it are lost.
func (n *newest) text() (r io.Reader, size, dropped int64) {
	if n.limit == 0 || n.total <= n.limit {
		return io.NewSectionReader(n.file, 0, n.total), n.total, 0
	}
	at := n.total % n.limit
	ring := func() io.Reader {
		return io.MultiReader(io.NewSectionReader(n.file, at, n.limit-at), io.NewSectionReader(n.file, 0, at))
	}
	skip := lineEnd(ring())
	r = ring()
	if _, err := io.CopyN(io.Discard, r, skip); err != nil {
		skip = 0
		r = ring()
	}
	return r, n.limit - skip, n.total - n.limit + skip
}

// lineEnd is how many bytes stand before the first line that begins in r; 0
// when there is none.
func lineEnd(r io.Reader) int64 {
	var seen int64
	buffer := make([]byte, 32<<10)
	for {
		n, err := r.Read(buffer)
		if i := bytes.IndexByte(buffer[:n], '\n'); i >= 0 {
			return seen + int64(i) + 1
		}
		seen += int64(n)
		if err != nil {
			return 0
		}
	}
}
