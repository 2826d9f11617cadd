// Package bundle hands out the files of a support bundle: a folder, a file,
// standard input, an archive (tar, zip; gzip, zstd, xz, bzip2), archives inside
// archives. Nothing is ever extracted to disk: entries are streamed, names are
// only names, links and devices are ignored. Bundles come from strangers; the
// limits below hold on the bytes that are really read, whatever headers claim.
package bundle

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync/atomic"

	"culprit/engine/source"
)

// Limits bound what a bundle may make us read. Beyond a limit the rest is left
// out, and the report says so.
type Limits struct {
	EntryBytes int64 // decompressed bytes of one file
	TotalBytes int64 // decompressed bytes of the whole input
	Entries    int   // files
	Nesting    int   // archives and compressions inside each other
	Ratio      int64 // decompressed to compressed bytes, once FreeBytes were read
	FreeBytes  int64
}

// DefaultLimits are generous for real bundles and deadly for bombs.
var DefaultLimits = Limits{
	EntryBytes: 8 << 30,
	TotalBytes: 20 << 30,
	Entries:    200_000,
	Nesting:    4,
	Ratio:      1000,
	FreeBytes:  64 << 20,
}

const (
	maxName     = 1024     // bytes of a name
	maxDepth    = 64       // folders inside each other
	maxXZWindow = 64 << 20 // dictionary an xz header may ask for
	maxZstd     = 64 << 20 // window a zstd header may ask for
)

// ErrNothing is returned by Open for an input that can't be read at all.
var ErrNothing = errors.New("nothing to read")

// A Bundle is a source.Source over one path.
type Bundle struct {
	name   string // as the user gave it
	kind   string // folder, archive, file
	limits Limits
	stdin  io.Reader
	size   int64
	layout layout // of the last walk
}

// Open checks that a path can be read. "-" is standard input.
func Open(name string, stdin io.Reader, limits Limits) (*Bundle, error) {
	b := &Bundle{name: name, limits: limits, stdin: stdin, size: -1, layout: newLayout()}
	if name == "-" {
		b.kind = "file"
		return b, nil
	}
	info, err := os.Stat(name)
	if err != nil {
		return nil, plain(err)
	}
	switch {
	case info.IsDir():
		dir, err := os.Open(name)
		if err != nil {
			return nil, plain(err)
		}
		defer dir.Close()
		if _, err := dir.Readdirnames(1); errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("%s: the folder is empty: %w", name, ErrNothing)
		} else if err != nil {
			return nil, plain(err)
		}
		b.kind = "folder"
	case info.Mode().IsRegular():
		f, err := os.Open(name)
		if err != nil {
			return nil, plain(err)
		}
		defer f.Close()
		if info.Size() == 0 {
			return nil, fmt.Errorf("%s: the file is empty: %w", name, ErrNothing)
		}
		head := make([]byte, 512)
		n, _ := io.ReadFull(f, head)
		b.kind, b.size = "file", info.Size()
		if isArchive(head[:n]) {
			b.kind = "archive"
		}
	default:
		return nil, fmt.Errorf("%s: is neither a file nor a folder: %w", name, ErrNothing)
	}
	return b, nil
}

// plain takes the operation off a path error: "x: permission denied".
func plain(err error) error {
	var e *fs.PathError
	if errors.As(err, &e) {
		return fmt.Errorf("%s: %w", e.Path, e.Err)
	}
	return err
}

// Kind implements source.Source: the tool that made the bundle where its paths
// tell, which is known once the streams were walked; else folder, archive or
// file.
func (b *Bundle) Kind() string { return b.layout.name(b.kind) }

// Name is the path as the user gave it.
func (b *Bundle) Name() string { return b.name }

// Streams implements source.Source. Files may be opened later and side by side;
// entries of an archive only before the next is asked for.
func (b *Bundle) Streams(ctx context.Context) iter.Seq2[source.Stream, error] {
	return func(yield func(source.Stream, error) bool) {
		w := &walk{ctx: ctx, limits: b.limits, yield: yield, layout: newLayout()}
		defer func() { b.layout = w.layout }()
		switch {
		case b.name == "-":
			w.stream("stdin", b.stdin, 0)
		case b.kind == "folder":
			w.folder(b.name)
		default:
			f, err := os.Open(b.name)
			if err != nil {
				w.gap(path.Base(filepath.ToSlash(b.name)), plain(err).Error())
				return
			}
			defer f.Close()
			if name := filepath.Base(b.name); !w.later(func() (*os.File, error) { return os.Open(b.name) }, name, f, b.size) {
				w.file(name, f, b.size)
			}
		}
	}
}

// walk is the state of one pass over a bundle.
type walk struct {
	ctx     context.Context
	limits  Limits
	yield   func(source.Stream, error) bool
	entries int
	total   atomic.Int64
	full    atomic.Bool // total has reached its limit
	stopped bool
	layout  layout
}

// gap reports part of the input that is left out.
func (w *walk) gap(stream, reason string) {
	if !w.stopped && !w.yield(source.Stream{}, &source.Gap{Stream: stream, Reason: reason}) {
		w.stopped = true
	}
}

// count admits one more entry.
func (w *walk) count(name string) bool {
	w.entries++
	if w.entries == w.limits.Entries+1 {
		w.gap(name, fmt.Sprintf("the bundle has more than %d files; the rest is left out", w.limits.Entries))
	}
	return w.entries <= w.limits.Entries && !w.stopped && !w.full.Load() && w.ctx.Err() == nil
}

// folder walks a directory. Symbolic links are not followed: what they point
// to is either in the folder anyway or none of the bundle's business.
func (w *walk) folder(name string) {
	root, err := os.OpenRoot(name)
	if err != nil {
		w.gap(name, plain(err).Error())
		return
	}
	// Streams may be opened after the walk has ended; the root is closed when
	// the last of them is gone.
	w.layout.scan(root.FS())
	err = fs.WalkDir(root.FS(), ".", func(p string, entry fs.DirEntry, err error) error {
		switch {
		case w.stopped || w.full.Load() || w.ctx.Err() != nil:
			return fs.SkipAll
		case err != nil:
			w.gap(p, plain(err).Error())
			return nil
		case entry.IsDir():
			if strings.Count(p, "/") > maxDepth {
				w.gap(p, fmt.Sprintf("folders are nested deeper than %d", maxDepth))
				return fs.SkipDir
			}
			return nil
		case !entry.Type().IsRegular() || p == source.Unfinished:
			return nil
		case !w.count(p):
			return fs.SkipAll
		}
		f, err := root.Open(p)
		if err != nil {
			w.gap(p, plain(err).Error())
			return nil
		}
		defer f.Close()
		size := int64(-1)
		if info, err := f.Stat(); err == nil {
			if !info.Mode().IsRegular() {
				return nil
			}
			size = info.Size()
		}
		if size >= 0 && w.later(func() (*os.File, error) { return root.Open(p) }, p, f, size) {
			return nil
		}
		w.file(p, f, size)
		return nil
	})
	if err != nil {
		w.gap(name, plain(err).Error())
	}
}

// clean makes a name of an archive a path inside the bundle; false for names
// that point out of it or are none.
func clean(name string) (string, bool) {
	if len(name) > maxName || strings.ContainsRune(name, 0) {
		return "", false
	}
	name = strings.ReplaceAll(name, "\\", "/")
	if strings.HasPrefix(name, "/") || len(name) > 1 && name[1] == ':' {
		return "", false
	}
	for _, part := range strings.Split(name, "/") {
		if part == ".." {
			return "", false
		}
	}
	name = path.Clean(name)
	return name, name != "."
}
