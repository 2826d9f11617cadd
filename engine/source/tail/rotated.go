package tail

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"time"

	"culprit/engine/source"
)

// between reads the files that came to a path and were renamed again between
// two looks: name.1 is then not the file that was read last. So many are known
// to be missing, or unsure says that it is not known.
func (f *Follower) between(old, next *file, missed int64, unsure bool, now time.Time, emit func(source.Piece)) {
	gone, err := old.f.Stat()
	newest := next.gen == nil || f.opener.last(next.path, next.gen)
	found, copied := int64(0), false
	if err == nil && newest { // else newer ones would be taken for older ones
		found, copied = f.rotated(old.path, next, old, func(s sibling, all []sibling) bool {
			if name := strings.TrimPrefix(s.path, old.path); next.gen != nil && number(name) > 0 && !strings.HasSuffix(name, ".gz") {
				return true // the opener looked at these names
			}
			if at := place(all, gone); at >= 0 { // whatever was written to it late
				return place(all, s.info) <= at || s.among(old.siblings)
			}
			return s.info.ModTime().Before(gone.ModTime()) || s.among(old.siblings)
		}, now, emit)
	}
	switch {
	case missed > found:
		f.miss(old, next, missed-found, emit)
	case missed > 0 || !unsure || err == nil && links(gone) > 0:
	case !newest || found > 0 && !copied || !next.there():
		emit(source.Piece{Stream: old.path, Gap: &source.Gap{Stream: old.path, Reason: "it was rotated more often than it could be looked at; whole files may be gone after the byte read last"}})
	}
}

// rotated reads the rotated files of a path that are older than next, oldest
// first, but those to skip; it reports whether there were any. A copy of old is
// read on from where old was when old itself is gone, as when it was compressed.
func (f *Follower) rotated(path string, next, old *file, skip func(s sibling, all []sibling) bool, now time.Time, emit func(source.Piece)) (found int64, copied bool) {
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
			if s.size > 0 {
				found++
			}
		}
		x.path, x.of = path, f
		f.readOut(x, now, emit)
	}
	return found, copied
}

// readOut reads a file that is no longer at its path, and leaves it.
func (f *Follower) readOut(x *file, now time.Time, emit func(source.Piece)) {
	f.reading = x
	if x.gzipped {
		x.inflate(emit)
	} else {
		x.drain(f.buffer, emit)
	}
	f.reading = nil
	f.leave(x, now)
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
