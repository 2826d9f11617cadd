package tail

import (
	"fmt"
	"io/fs"
	"os"
	"time"

	"culprit/engine/source"
)

// Limits of what is read at once and held on to.
const (
	maxTurn    = 4 << 20  // bytes of the files that wait for a path; then it is another's turn
	maxRemoved = 8        // removed files of a path that are read on
	maxKept    = 64 << 20 // and bytes of such files, of all paths
)

// trailed reads the files of a path that were opened as they came, and reports
// whether that is all there is to do.
func (f *Follower) trailed(path string, info fs.FileInfo, now time.Time, emit func(source.Piece)) bool {
	if f.files[path] == nil {
		_, known := f.from[path]
		backlog, asked := f.starts[path]
		if known || asked && backlog != Everything || !f.opener.adopt(path) {
			f.opener.drop(path)
			return false
		}
	}
	var err error
	if info != nil && info.Mode().IsRegular() {
		err = f.opener.see(path, info)
	}
	if !f.advance(path, maxTurn, now, emit) {
		f.rouse()
		return true
	}
	if info == nil || !info.Mode().IsRegular() || err != nil {
		return false
	}
	if x := f.files[path]; x == nil || x.f == nil || !os.SameFile(x.info, info) {
		f.rouse() // another came meanwhile
	}
	return true
}

// advance reads so many bytes of the files that wait for a path, and reports
// whether these were all.
func (f *Follower) advance(path string, most int64, now time.Time, emit func(source.Piece)) bool {
	for read := int64(0); read < most; {
		g, missed := f.opener.take(path)
		if g == nil {
			if old := f.files[path]; missed > 0 && old != nil {
				f.miss(old.last(), nil, missed, emit)
			}
			return true
		}
		f.succeed(path, g, now, emit)
		read += f.files[path].offset
	}
	return false
}

// succeed goes on with the next file of a path.
func (f *Follower) succeed(path string, g *generation, now time.Time, emit func(source.Piece)) {
	next := &file{path: path, of: f, f: g.f, info: g.info, gen: g}
	delete(f.refused, path)
	old := f.files[path]
	before := old.last()
	if before != nil {
		before.drain(f.buffer, emit)
	}
	if old != nil {
		f.leave(old, now)
	}
	if s := g.skipped; s != nil {
		s.counting.Wait()
		emit(source.Piece{Stream: path, Gap: s.gap(path)})
	}
	switch {
	case before != nil && (g.missed > 0 || g.unsure):
		f.between(before, next, g.missed, g.unsure, now, emit)
	case g.missed > 0:
		f.miss(next, next, g.missed, emit)
	}
	f.files[path] = next
	moved := next.drain(f.buffer, emit)
	if f.opener.last(path, g) {
		next.meet() // it is not being rotated at this moment
	}
	if !moved {
		emit(source.Piece{Stream: path, Cursor: f.cursor(path)})
	}
}

// last is the file that was read last at a path; nil none.
func (x *file) last() *file {
	if x != nil && x.f == nil {
		return x.absent
	}
	return x
}

// miss tells that files which came after old were gone before they could be
// opened; next, which may be nil, is the one after them.
func (f *Follower) miss(old, next *file, files int64, emit func(source.Piece)) {
	gap := &source.Gap{Stream: old.path, Files: files, Estimated: true, Bytes: files * old.offset, To: f.opts.Now()}
	if next != old {
		gap.From = old.info.ModTime()
	}
	if next != nil {
		gap.To = next.gen.born()
	}
	what := "a whole file came and was removed again before it could be opened"
	if files > 1 {
		what = fmt.Sprintf("%d whole files came and were removed again before they could be opened", files)
	}
	gap.Reason = what + ": it is rotated more often than it can be looked at"
	emit(source.Piece{Stream: old.path, Gap: gap})
}

// gap is what is told of files that were let go unread.
func (s *skipped) gap(path string) *source.Gap {
	gap := &source.Gap{Stream: path, Files: s.files, Bytes: s.bytes, Records: s.records, From: s.from, To: s.to}
	if s.uncounted {
		gap.Records = 0
	}
	gap.Reason = fmt.Sprintf("%d files with %d lines were let go unread: %s", s.files, gap.Records, s.reason)
	return gap
}

// readLeaving reads on files that are no longer at their paths, and closes those
// that nobody writes to any more. A removed one takes its disk until then.
func (f *Follower) readLeaving(now time.Time, emit func(source.Piece)) {
	removed, held := map[string]int{}, int64(0)
	kept := f.leaving[:0]
	done := make([]bool, len(f.leaving))
	for i := len(f.leaving) - 1; i >= 0; i-- { // the newest first
		x := f.leaving[i]
		if now.Sub(x.left) > soonAfter && now.Sub(x.seen) < every {
			continue
		}
		x.seen = now
		if done[i] = !x.drain(f.buffer, emit) && now.Sub(x.left) >= grace; done[i] || x.there() {
			continue
		}
		removed[x.path]++
		held += x.info.Size()
		done[i] = removed[x.path] > maxRemoved || held > maxKept
	}
	for i, x := range f.leaving {
		if done[i] {
			x.finish(emit)
		} else {
			kept = append(kept, x)
		}
	}
	clear(f.leaving[len(kept):])
	f.leaving = kept
}
