package tail

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// place is where a file stands in a list; -1 when it does not.
func place(list []sibling, info fs.FileInfo) int {
	return slices.IndexFunc(list, func(s sibling) bool { return os.SameFile(s.info, info) })
}

// older are the siblings of a path up to a file, which may have been rotated
// itself since it was opened. When it has no name any more, all are newer.
func older(path string, next *file) []sibling {
	list := siblings(path)
	if next == nil {
		return list
	}
	if i := place(list, next.info); i >= 0 {
		return list[:i]
	}
	if info, err := os.Stat(path); err == nil && !os.SameFile(info, next.info) && !next.there() {
		return nil
	}
	return list
}

// A sibling is a file beside a followed one that has its name and more.
type sibling struct {
	path string
	info fs.FileInfo
	size int64  // of what it holds, which may be compressed
	head uint32 // sum of its first bytes
}

// meet remembers what lies beside a file when it comes.
func (x *file) meet() {
	x.siblings = older(x.path, x)
	for i := range x.siblings {
		x.siblings[i].tell()
	}
}

// tell reads what tells a copy of the file.
func (s *sibling) tell() {
	if x, err := open(s.path); err == nil {
		s.size, s.head = x.content()
		x.f.Close()
	}
}

// content is the size of what a file holds, and the sum of its first bytes.
func (x *file) content() (size int64, head uint32) {
	size = x.info.Size()
	if !x.gzipped {
		return size, crc32.Checksum(x.head, castagnoli)
	}
	z, err := gzip.NewReader(io.NewSectionReader(x.f, 0, size))
	if err != nil {
		return 0, 0
	}
	first := make([]byte, markSize)
	n, _ := io.ReadFull(z, first)
	var length [4]byte // of the content, at the end (RFC 1952)
	if _, err := x.f.ReadAt(length[:], max(0, size-4)); err != nil {
		return 0, 0
	}
	return int64(binary.LittleEndian.Uint32(length[:])), crc32.Checksum(first[:n], castagnoli)
}

// compressed reports whether y is x compressed.
func (x *file) compressed(y *file) bool {
	if x.gzipped || !y.gzipped {
		return false
	}
	size, head := x.content()
	ySize, yHead := y.content()
	return size > 0 && size == ySize && head == yHead
}

// copied reports whether the sibling holds what one of those did: one that was
// compressed since is no news.
func (s sibling) copied(list []sibling) bool {
	return s.size > 0 && slices.ContainsFunc(list, func(o sibling) bool { return o.size == s.size && o.head == s.head })
}

// among reports whether the sibling was there, unchanged.
func (s sibling) among(list []sibling) bool {
	return slices.ContainsFunc(list, func(o sibling) bool {
		return os.SameFile(o.info, s.info) && o.info.Size() == s.info.Size() && o.info.ModTime().Equal(s.info.ModTime())
	})
}

// number is that of a rotated file, .1 or .2.gz; 0 when it has none. More than
// four digits are a date.
func number(suffix string) int {
	n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(suffix, "."), ".gz"))
	if err != nil || n > 9999 {
		return 0
	}
	return n
}

// siblings are the rotated files of a path, oldest first: name.1, name.2.gz,
// name-20261123. The greater number is the older one, whatever the time of the
// file: compressing may have changed that.
func siblings(path string) []sibling {
	// A folder that changes while it is listed may leave out a file: only two
	// lists that are alike are believed.
	list, whole := listed(path)
	for range maxAgain {
		again, wholeAgain := listed(path)
		if whole && wholeAgain && slices.EqualFunc(list, again, func(a, b sibling) bool { return a.path == b.path && os.SameFile(a.info, b.info) }) {
			break
		}
		list, whole = again, wholeAgain
	}
	return list
}

// listed are the siblings of one look at the folder; whole is false when one was
// gone before it was looked at.
func listed(path string) (list []sibling, whole bool) {
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return nil, true
	}
	whole = true
	base := filepath.Base(path)
	for _, e := range entries {
		rest, ok := strings.CutPrefix(e.Name(), base)
		if !ok || rest == "" || !strings.ContainsAny(rest[:1], ".-") || !e.Type().IsRegular() {
			continue
		}
		info, err := e.Info()
		if err != nil {
			whole = false
			continue
		}
		list = append(list, sibling{path: filepath.Join(filepath.Dir(path), e.Name()), info: info})
	}
	numbered := !slices.ContainsFunc(list, func(s sibling) bool { return number(strings.TrimPrefix(filepath.Base(s.path), base)) == 0 })
	slices.SortStableFunc(list, func(a, b sibling) int {
		if numbered {
			return number(strings.TrimPrefix(filepath.Base(b.path), base)) - number(strings.TrimPrefix(filepath.Base(a.path), base))
		}
		if c := a.info.ModTime().Compare(b.info.ModTime()); c != 0 {
			return c
		}
		if len(a.path) != len(b.path) {
			return len(b.path) - len(a.path)
		}
		return bytes.Compare([]byte(b.path), []byte(a.path))
	})
	return list, whole
}
