// Package tail follows files that are being written: through renames, through
// copies that are truncated, through files that come later. It hands out whole
// lines; what it can't read is a source.Gap with the span and the reason.
//
// A look at the files (Poll) is all that finds something: notifications of the
// kernel only say when to look, and where there are none a clock does. So an
// overflowing queue of notifications loses nothing.
//
// What it can't tell: the bytes that a writer adds between the copy of a file
// and its truncation (logrotate's copytruncate says so itself), and how much a
// file held that came and went between two looks. Both are gaps of unknown size
// where they show. Compressed files are read when they came between two looks.
package tail

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"culprit/engine/source"
)

// Limits of a follower.
const (
	maxLine   = 1 << 20          // a longer line is handed out in pieces
	markSize  = 1 << 10          // bytes before the place read to that tell a rewritten file
	grace     = 60 * time.Second // that a renamed file is read on: its writer may hold it
	soonAfter = 2 * time.Second  // in which a renamed file is read as often as others
	maxFiles  = 4096             // files that are followed
	maxAgain  = 64               // looks at a folder whose files are being renamed
)

// Options of a follower.
type Options struct {
	From    source.Cursors   // by path, where an earlier run was
	Backlog int64            // bytes before the end that are read of files that are there at the start
	Now     func() time.Time // nil: time.Now
}

// A Follower follows files. It is used by one goroutine.
type Follower struct {
	patterns []string
	opts     Options
	files    map[string]*file // by the path that is followed
	leaving  []*file          // no longer at their path
	looked   bool             // once
	refused  map[string]bool  // paths whose refusal was told
	buffer   []byte

	from    source.Cursors // of paths that were not looked at yet
	reading *file          // a rotated one that is read for the first time

	mu     sync.Mutex
	asked  []request        // by Also and Drop since the last look
	wake   chan struct{}    // one is waiting
	starts map[string]int64 // backlog of paths that Also named
}

// A request is a path to follow, or to follow no more.
type request struct {
	path    string
	from    string
	backlog int64
	drop    bool
}

// Everything as a backlog is the whole file, and those that were rotated before
// it was looked at.
const Everything = 1 << 62

// Also follows one more file, from backlog bytes before its end. It may be
// called beside a Run.
func (f *Follower) Also(path string, backlog int64) { f.ask(request{path: path, backlog: backlog}) }

// AlsoFrom is Also for a file that an earlier run followed: it is read on from
// the cursor of its last piece.
func (f *Follower) AlsoFrom(path, cursor string) { f.ask(request{path: path, from: cursor}) }

// Drop ends following a file that Also named: what it holds is read first.
func (f *Follower) Drop(path string) { f.ask(request{path: path, drop: true}) }

func (f *Follower) ask(r request) {
	f.mu.Lock()
	f.asked = append(f.asked, r)
	f.mu.Unlock()
	f.rouse()
}

// rouse has a Run look.
func (f *Follower) rouse() {
	select {
	case f.wake <- struct{}{}:
	default:
	}
}

// requests takes what was asked.
func (f *Follower) requests() []request {
	f.mu.Lock()
	defer f.mu.Unlock()
	asked := f.asked
	f.asked = nil
	return asked
}

// New follows paths; those with *, ? or [ stand for all files that match, also
// ones that come later.
func New(patterns []string, opts Options) (*Follower, error) {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	for _, p := range patterns {
		if _, err := filepath.Match(p, ""); err != nil {
			return nil, &fs.PathError{Op: "follow", Path: p, Err: err}
		}
	}
	from := opts.From
	if from == nil {
		from = source.Cursors{}
	}
	return &Follower{patterns: patterns, opts: opts, files: map[string]*file{}, refused: map[string]bool{}, buffer: make([]byte, 256<<10),
		wake: make(chan struct{}, 1), starts: map[string]int64{}, from: maps.Clone(from)}, nil
}

// Files lists the paths that are followed now.
func (f *Follower) Files() []string {
	var paths []string
	for p := range f.files {
		paths = append(paths, p)
	}
	slices.Sort(paths)
	return paths
}

// Close lets go of all files; a line without an end is handed out.
func (f *Follower) Close(emit func(source.Piece)) {
	for _, p := range f.Files() {
		f.leaving = append(f.leaving, f.files[p])
	}
	for _, x := range f.leaving {
		x.finish(emit)
	}
	f.files, f.leaving = map[string]*file{}, nil
}

// Poll looks at all files once and hands out what is new.
func (f *Follower) Poll(emit func(source.Piece)) {
	now := f.opts.Now()
	var dropped []string
	for _, r := range f.requests() {
		if r.drop {
			dropped = append(dropped, r.path)
			continue
		}
		f.patterns = append(f.patterns, r.path)
		if r.from != "" {
			f.from[r.path] = r.from
		} else {
			f.starts[r.path] = r.backlog
		}
	}
	f.leaving = slices.DeleteFunc(f.leaving, func(x *file) bool {
		if now.Sub(x.left) > soonAfter && now.Sub(x.seen) < every {
			return false
		}
		x.seen = now
		if x.drain(f.buffer, emit) || now.Sub(x.left) < grace {
			return false
		}
		x.finish(emit)
		return true
	})
	for _, path := range f.paths() {
		f.look(path, now, emit)
	}
	f.looked = true
	for _, path := range dropped {
		if x := f.files[path]; x != nil {
			f.leave(x, now)
		}
		delete(f.files, path)
		delete(f.starts, path)
		f.patterns = slices.DeleteFunc(f.patterns, func(p string) bool { return p == path })
	}
	f.forget(now)
}

// forget lets go of paths that a pattern matched and that have had no file for
// the time of grace, and of refusals when they are many: files come and go.
func (f *Follower) forget(now time.Time) {
	for path, x := range f.files {
		if x.f == nil && now.Sub(x.absent.left) >= grace && !slices.Contains(f.patterns, path) {
			delete(f.files, path)
		}
	}
	if len(f.refused) > maxFiles {
		clear(f.refused)
	}
}

// paths are those that are followed or match now, in a stable order.
func (f *Follower) paths() []string {
	paths := f.Files()
	for _, p := range f.patterns {
		matches := []string{p}
		if strings.ContainsAny(p, `*?[`) {
			matches, _ = filepath.Glob(p) // the pattern was checked
		}
		paths = append(paths, matches...)
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// look reads what is new at one path.
func (f *Follower) look(path string, now time.Time, emit func(source.Piece)) {
	old := f.files[path]
	if old != nil {
		old.drain(f.buffer, emit)
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if old != nil { // it may have been renamed and its successor is to come
			f.leave(old, now)
			f.files[path] = &file{path: path, absent: old}
		} else if cursor, known := f.from[path]; known {
			if last := f.goOn(path, nil, cursor, now, emit); last != nil {
				delete(f.from, path)
				f.files[path] = &file{path: path, absent: last}
			}
		}
		return
	case err != nil:
		f.refuse(path, err, 0, emit)
		return
	case !info.Mode().IsRegular():
		f.refuse(path, errors.New("it is no regular file"), 0, emit)
		return
	case old != nil && old.f != nil && os.SameFile(info, old.info):
		return
	case old == nil && (f.renamed(info) || len(f.files) >= maxFiles):
		if len(f.files) >= maxFiles {
			f.refuse(path, errors.New("too many files are followed"), info.Size(), emit)
		}
		return // a pattern matches the new name of what is followed already
	}
	next, err := open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return // renamed meanwhile: the next look finds it
	}
	if err != nil {
		f.refuse(path, err, info.Size(), emit)
		return
	}
	next.of = f
	delete(f.refused, path)
	cursor, known := f.from[path]
	delete(f.from, path)
	before := old
	if old != nil && old.f == nil {
		before = old.absent
	} else if old != nil {
		f.leave(old, now)
	}
	if known {
		f.goOn(path, next, cursor, now, emit)
	} else if before != nil {
		before.drain(f.buffer, emit) // up to the moment at which the new one was there
		f.between(before, next, now, emit)
	} else if backlog, ok := f.starts[path]; ok {
		if backlog == Everything {
			// It may have been rotated before the first look.
			f.rotated(path, next, nil, func(sibling, []sibling) bool { return false }, now, emit)
		}
		next.skip(backlog)
	} else if !f.looked {
		next.skip(f.opts.Backlog)
	}
	next.siblings = older(path, next)
	for i := range next.siblings {
		next.siblings[i].tell()
	}
	f.files[path] = next
	if !next.drain(f.buffer, emit) {
		emit(source.Piece{Stream: path, Cursor: f.cursor(path)}) // it is known from now on
	}
}

func (f *Follower) leave(x *file, now time.Time) {
	if x.f != nil {
		x.left = now
		f.leaving = append(f.leaving, x)
	}
}

// renamed reports whether a file is followed already under another name.
func (f *Follower) renamed(info fs.FileInfo) bool {
	same := func(x *file) bool { return x.f != nil && os.SameFile(x.info, info) }
	for _, x := range f.files {
		if same(x) {
			return true
		}
	}
	return slices.ContainsFunc(f.leaving, same)
}

// refuse tells once why a path can't be followed, and how much it holds by now.
func (f *Follower) refuse(path string, err error, size int64, emit func(source.Piece)) {
	if f.refused[path] {
		return
	}
	f.refused[path] = true
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	emit(source.Piece{Stream: path, Gap: &source.Gap{Stream: path, Bytes: size, Reason: "it can't be followed: " + err.Error()}})
}

// between reads the files that came to a path and were renamed again between
// two looks: name.1 is then not the file that was read last.
func (f *Follower) between(old, next *file, now time.Time, emit func(source.Piece)) {
	gone, err := old.f.Stat()
	if err != nil {
		return
	}
	found, copied := f.rotated(old.path, next, old, func(s sibling, all []sibling) bool {
		if at := place(all, gone); at >= 0 { // whatever was written to it late
			return place(all, s.info) <= at || s.among(old.siblings)
		}
		return s.info.ModTime().Before(gone.ModTime()) || s.among(old.siblings)
	}, now, emit)
	if found && !copied && links(gone) == 0 {
		emit(source.Piece{Stream: old.path, Gap: &source.Gap{Stream: old.path, Reason: "it was rotated more often than it could be looked at; whole files may be gone after the byte read last"}})
	}
}

// rotated reads the rotated files of a path that are older than next, oldest
// first, but those to skip; it reports whether there were any. A copy of old is
// read on from where old was when old itself is gone, as when it was compressed.
func (f *Follower) rotated(path string, next, old *file, skip func(s sibling, all []sibling) bool, now time.Time, emit func(source.Piece)) (found, copied bool) {
	list := older(path, next)
	all := list
	for again := 0; len(list) > 0; {
		s := list[0]
		list = list[1:]
		if skip(s, all) || f.renamed(s.info) {
			continue
		}
		x, err := open(s.path)
		if again < maxAgain && (errors.Is(err, fs.ErrNotExist) || err == nil && !os.SameFile(x.info, s.info)) {
			// Renamed meanwhile: its name means another file now.
			if x != nil {
				x.f.Close()
			}
			again++
			list = older(path, next)
			all = list
			continue
		}
		if err != nil {
			f.refuse(s.path, err, s.info.Size(), emit)
			continue
		}
		s.tell()
		y := f.copyOf(x, path, old)
		switch {
		case y != nil && y.there(), y == nil && old != nil && s.copied(old.siblings):
			x.f.Close()
			continue
		case y != nil:
			copied = copied || y == old
			x.resume(y.position())
			y.partial = nil
		default:
			found = found || s.size > 0
		}
		x.path, x.of = path, f
		f.reading = x
		if x.gzipped {
			x.inflate(emit)
		} else {
			x.drain(f.buffer, emit)
		}
		f.reading = nil
		f.leave(x, now)
	}
	return found, copied
}

// copyOf is the file, of those that are or were read for a path, of which x is a
// copy.
func (f *Follower) copyOf(x *file, path string, old *file) *file {
	if old != nil && old.position().in(x, false) {
		return old
	}
	for _, y := range f.leaving {
		if y.path == path && y != x && !y.inflated && y.position().in(x, false) {
			return y
		}
	}
	return nil
}

// place is where a file stands in a list; -1 when it does not.
func place(list []sibling, info fs.FileInfo) int {
	return slices.IndexFunc(list, func(s sibling) bool { return os.SameFile(s.info, info) })
}

// older are the siblings of a path up to a file, which may have been rotated
// itself since it was opened.
func older(path string, next *file) []sibling {
	list := siblings(path)
	if next != nil {
		if i := place(list, next.info); i >= 0 {
			list = list[:i]
		}
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
