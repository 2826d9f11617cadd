// Package tail follows files that are being written: through renames, through
// copies that are truncated, through files that come later. It hands out whole
// lines; what it can't read is a source.Gap with the span and the reason.
//
// A look at the files (Poll) is all that finds something: notifications of the
// kernel only say when to look, and where there are none a clock does. So an
// overflowing queue of notifications loses nothing.
//
// On Linux files that come to a path are opened at once, by a thread that does
// nothing else, and wait for the look that reads them; see opener. Elsewhere, and
// where the kernel gives no notice, files that come and go between two looks are
// lost, which can't be told from a quiet rotation in all cases.
//
// What it can't tell: the bytes that a writer adds between the copy of a file
// and its truncation (logrotate's copytruncate says so itself), and the content
// of a file that was gone before it could be opened. Both are gaps where they
// show. Compressed files are read when they came between two looks.
package tail

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
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

	opener  *opener        // nil: there is none here
	from    source.Cursors // of paths that were not looked at yet
	reading *file          // a rotated one that is read for the first time

	mu     sync.Mutex
	asked  []request        // by Also and Drop since the last look
	wake   chan struct{}    // one is waiting
	starts map[string]int64 // backlog of paths that Also named
}

// A request is a path to follow, to follow no more, or to wait at.
type request struct {
	path    string
	from    string
	backlog int64
	drop    bool
	nurse   string // the path is a folder of folders with files of this pattern
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
	f := &Follower{patterns: patterns, opts: opts, files: map[string]*file{}, refused: map[string]bool{}, buffer: make([]byte, 256<<10),
		wake: make(chan struct{}, 1), starts: map[string]int64{}, from: maps.Clone(from)}
	f.opener, _ = newOpener() // without one it only looks
	return f, nil
}

// Nurse holds files that Also may name soon from their first byte on: those that
// match a pattern in the folders of a folder, also in ones that come later. One
// that is not asked for within half a minute is let go.
func (f *Follower) Nurse(root, pattern string) { f.ask(request{path: root, nurse: pattern}) }

// Whole reports whether a path that is followed is read from the first byte that
// was ever written to it, but for what was told to be missed.
func (f *Follower) Whole(path string) bool { return f.opener.whole(path) }

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
		f.advance(p, Everything, f.opts.Now(), emit)
		f.leaving = append(f.leaving, f.files[p])
	}
	for _, x := range f.leaving {
		x.finish(emit)
	}
	f.files, f.leaving = map[string]*file{}, nil
	if f.opener != nil {
		f.opener.close()
		f.opener = nil
	}
}

// Poll looks at all files once and hands out what is new.
func (f *Follower) Poll(emit func(source.Piece)) {
	now := f.opts.Now()
	var dropped []string
	for _, r := range f.requests() {
		switch {
		case r.drop:
			dropped = append(dropped, r.path)
			continue
		case r.nurse != "":
			f.opener.nurse(r.path, r.nurse)
			continue
		}
		f.patterns = append(f.patterns, r.path)
		if r.from != "" {
			f.from[r.path] = r.from
		} else {
			f.starts[r.path] = r.backlog
		}
	}
	if f.opener != nil {
		f.opener.catchUp()
		f.opener.expire()
	}
	f.readLeaving(now, emit)
	for _, path := range f.paths() {
		f.look(path, now, emit)
	}
	f.looked = true
	for _, path := range dropped {
		f.advance(path, Everything, now, emit)
		f.opener.drop(path)
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
			f.opener.drop(path)
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
	if f.opener.follows(path) && f.trailed(path, info, now, emit) {
		return
	}
	old = f.files[path]
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if slices.Contains(f.patterns, path) {
			f.opener.await(path)
		}
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
	f.opener.track(next)
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
		f.between(before, next, 0, true, now, emit)
	} else if backlog, ok := f.starts[path]; ok {
		if backlog == Everything {
			// It may have been rotated before the first look.
			f.rotated(path, next, nil, func(sibling, []sibling) bool { return false }, now, emit)
		}
		next.skip(backlog)
	} else if !f.looked {
		next.skip(f.opts.Backlog)
	}
	next.meet()
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
	return slices.ContainsFunc(f.leaving, same) || f.opener.holds(info)
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
