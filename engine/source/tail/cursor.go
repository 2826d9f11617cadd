package tail

import (
	"cmp"
	"compress/gzip"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"culprit/engine/source"
)

// A position is how far a file was read, and what tells the file: its inode as
// long as it has not been copied or given to another, and the bytes at its
// beginning and before the place, which also tell one that was truncated and
// grew again, and a compressed copy.
type position struct {
	dev, ino uint64
	offset   int64
	head     int // bytes at the beginning
	headSum  uint32
	mark     int // bytes before offset
	markSum  uint32
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// A cursor is written as the positions of the files that are read for a path,
// the one at the path last: a renamed one is read on while its writer may hold
// it.
const positionForm = "%d.%d@%d/%d:%08x/%d:%08x"

func (p position) String() string {
	return fmt.Sprintf(positionForm, p.dev, p.ino, p.offset, p.head, p.headSum, p.mark, p.markSum)
}

// positions reads a cursor; what is none is left out.
func positions(cursor string) (list []position) {
	for _, text := range strings.Fields(cursor) {
		var p position
		if n, err := fmt.Sscanf(text, positionForm, &p.dev, &p.ino, &p.offset, &p.head, &p.headSum, &p.mark, &p.markSum); err == nil && n == 7 && p.sane() {
			list = append(list, p)
		}
	}
	return list
}

func (p position) sane() bool {
	return p.offset >= 0 && p.head >= 0 && p.head <= markSize && p.mark >= 0 && p.mark <= markSize && int64(p.mark) <= p.offset
}

// cursor says where reading of a path goes on.
func (f *Follower) cursor(path string) string {
	var b strings.Builder
	for _, x := range f.leaving {
		if x.path == path {
			fmt.Fprintf(&b, "%s ", x.position())
		}
	}
	if x := f.reading; x != nil && x.path == path && !slices.Contains(f.leaving, x) && f.files[path] != x {
		fmt.Fprintf(&b, "%s ", x.position())
	}
	if x := f.files[path]; x != nil && x.f != nil {
		b.WriteString(x.position().String())
	}
	return b.String()
}

// position is the place up to which whole lines were handed out.
func (x *file) position() position {
	p := position{offset: x.offset - int64(len(x.partial)), head: x.resumed.head, headSum: x.resumed.headSum}
	if p.offset == x.resumed.offset {
		p = x.resumed
	}
	p.dev, p.ino = identity(x.info)
	if len(x.head) > 0 {
		p.head = int(min(int64(len(x.head)), p.offset))
		p.headSum = crc32.Checksum(x.head[:p.head], castagnoli)
	}
	if p.offset == x.resumed.offset {
		return p
	}
	mark := x.mark[:max(0, len(x.mark)-len(x.partial))]
	p.mark, p.markSum = len(mark), crc32.Checksum(mark, castagnoli)
	return p
}

// in reports whether a file is the one, or a copy of it, and was not rewritten.
func (p position) in(x *file, sameInode bool) bool {
	dev, ino := identity(x.info)
	switch same := dev == p.dev && ino == p.ino; {
	case sameInode && !same, p.head+p.mark == 0 && (!same || p.offset > 0):
		return false // an inode alone may be another file's by now
	}
	if x.gzipped {
		return p.inflated(x) == nil
	}
	if x.info.Size() < p.offset {
		return false
	}
	head, mark := make([]byte, p.head), make([]byte, p.mark)
	if _, err := x.f.ReadAt(head, 0); err != nil && err != io.EOF {
		return false
	}
	if _, err := x.f.ReadAt(mark, p.offset-int64(p.mark)); err != nil && err != io.EOF {
		return false
	}
	return crc32.Checksum(head, castagnoli) == p.headSum && crc32.Checksum(mark, castagnoli) == p.markSum
}

// inflated checks the same of a compressed file.
func (p position) inflated(x *file) error {
	z, err := gzip.NewReader(io.NewSectionReader(x.f, 0, x.info.Size()))
	if err != nil {
		return err
	}
	head := make([]byte, p.head)
	if _, err := io.ReadFull(z, head); err != nil || crc32.Checksum(head, castagnoli) != p.headSum {
		return fmt.Errorf("another file: %w", err)
	}
	all := io.MultiReader(strings.NewReader(string(head)), z)
	if _, err := io.CopyN(io.Discard, all, p.offset-int64(p.mark)); err != nil {
		return err
	}
	mark := make([]byte, p.mark)
	if _, err := io.ReadFull(all, mark); err != nil || crc32.Checksum(mark, castagnoli) != p.markSum {
		return fmt.Errorf("another file: %w", err)
	}
	return nil
}

// resume makes the file begin at a position that is in it.
func (x *file) resume(p position) {
	x.offset, x.resumed = p.offset, p
	if !x.gzipped {
		x.mark = make([]byte, p.mark)
		x.f.ReadAt(x.mark, p.offset-int64(p.mark))
	}
}

// openOlder opens the rotated files of a path, oldest first. They may be renamed
// meanwhile: then it looks again.
func (f *Follower) openOlder(path string, next *file, emit func(source.Piece)) (files []*file) {
	for again := 0; ; again++ {
		moved := false
		for _, s := range older(path, next) {
			if f.renamed(s.info) {
				continue
			}
			x, err := open(s.path)
			switch {
			case err == nil && os.SameFile(x.info, s.info):
				x.path, x.of = path, f
				files = append(files, x)
				continue
			case err == nil:
				x.f.Close()
				moved = true
			case errors.Is(err, fs.ErrNotExist):
				moved = true
			}
			if !moved || again == maxAgain {
				f.refuse(s.path, cmp.Or(err, errors.New("it is renamed all the time")), s.info.Size(), emit)
			}
		}
		if !moved || again == maxAgain {
			return files
		}
		for _, x := range files {
			x.f.Close()
		}
		files = nil
	}
}

// goOn reads the files of a path on from where an earlier run was: those that
// were read then and are still there, and all newer ones. The one at the path,
// nil when there is none, is left to be drained. It returns the newest other one.
func (f *Follower) goOn(path string, next *file, cursor string, now time.Time, emit func(source.Piece)) (last *file) {
	files := f.openOlder(path, next, emit)
	if next != nil {
		files = append(files, next)
	}
	if len(files) == 0 {
		return nil
	}
	from := map[*file]position{}
	newest := -1
	for _, p := range positions(cursor) {
		for _, sameInode := range []bool{true, false} {
			at := slices.IndexFunc(files, func(x *file) bool { return p.in(x, sameInode) })
			if _, taken := from[files[max(at, 0)]]; at < 0 || taken {
				continue
			}
			from[files[at]] = p
			newest = max(newest, at)
			break
		}
	}
	if newest < 0 {
		reason := "what was read of it before the restart is no longer there; what was written after that and before the oldest file that is left is not known"
		emit(source.Piece{Stream: path, Gap: &source.Gap{Stream: path, Reason: reason}})
	}
	for i, x := range files {
		p, known := from[x]
		if known {
			x.resume(p)
		}
		switch {
		case x == next:
		case !known && (i < newest || i+1 < len(files) && files[i+1].compressed(x)):
			x.f.Close() // it was read to its end, or the one it was made of is still there
		default:
			f.readOut(x, now, emit)
			last = x
		}
	}
	return last
}
