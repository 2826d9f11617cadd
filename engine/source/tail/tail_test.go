package tail

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"culprit/engine/source"
)

// A story is a folder with a log that is written, rotated and looked at, in an
// order that the test says.
type story struct {
	t       *testing.T
	dir     string
	f       *Follower
	now     time.Time
	w       *os.File
	written int
	got     map[int]int // number of a line → how often it came
	order   []int
	gaps    []string

	polled   bool // there is no opener
	patterns []string
	cursors  source.Cursors // of the pieces that were taken
}

func newStory(t *testing.T, patterns ...string) *story {
	t.Helper()
	s := &story{t: t, dir: t.TempDir(), now: time.Unix(1764000000, 0), got: map[int]int{}, cursors: source.Cursors{}}
	if len(patterns) == 0 {
		patterns = []string{"app.log"}
	}
	for i, p := range patterns {
		patterns[i] = filepath.Join(s.dir, p)
	}
	s.patterns = patterns
	var err error
	if s.f, err = New(patterns, Options{Backlog: 1 << 20, Now: func() time.Time { return s.now }}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.abandon)
	return s
}

func (s *story) path(name string) string { return filepath.Join(s.dir, name) }

func (s *story) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// create makes the log and lets its writer write there.
func (s *story) create(name string) {
	s.t.Helper()
	w, err := os.OpenFile(s.path(name), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	s.must(err)
	s.t.Cleanup(func() { w.Close() })
	s.w = w
}

// write adds n numbered lines.
func (s *story) write(n int) {
	s.t.Helper()
	for range n {
		_, err := fmt.Fprintf(s.w, "line %d of the log\n", s.written)
		s.must(err)
		s.written++
	}
}

func (s *story) rename(from, to string) { s.t.Helper(); s.must(os.Rename(s.path(from), s.path(to))) }

func (s *story) copy(from, to string) {
	s.t.Helper()
	data, err := os.ReadFile(s.path(from))
	s.must(err)
	s.must(os.WriteFile(s.path(to), data, 0o600))
}

func (s *story) take(p source.Piece) {
	if p.Cursor != "" {
		s.cursors[p.Stream] = p.Cursor
	}
	if p.Gap != nil {
		s.gaps = append(s.gaps, p.Gap.Reason)
	}
	for _, line := range strings.SplitAfter(string(p.Data), "\n") {
		if line == "" {
			continue
		}
		var n int
		if c, _ := fmt.Sscanf(line, "line %d of the log\n", &n); c != 1 || line != fmt.Sprintf("line %d of the log\n", n) {
			s.t.Errorf("a line came as %q", line)
			continue
		}
		s.got[n]++
		s.order = append(s.order, n)
	}
}

func (s *story) poll() { s.f.Poll(s.take) }

// whole: every line that was written came once, and nothing is said to be lost.
func (s *story) whole() {
	s.t.Helper()
	s.lostOf(0)
	if len(s.gaps) > 0 {
		s.t.Errorf("gaps: %q", s.gaps)
	}
}

// lostOf: all lines but so many came, each once.
func (s *story) lostOf(lost int) {
	s.t.Helper()
	for n, times := range s.got {
		if times != 1 {
			s.t.Errorf("line %d came %d times", n, times)
		}
	}
	if len(s.got)+lost != s.written {
		s.t.Errorf("%d lines came and %d are lost, of %d", len(s.got), lost, s.written)
	}
}

func TestRename(t *testing.T) {
	s := newStory(t)
	s.create("app.log")
	s.write(10)
	s.poll()
	s.write(10)
	s.rename("app.log", "app.log.1")
	s.write(5) // the writer still holds it
	s.poll()   // no file is there
	s.create("app.log")
	s.write(10)
	s.poll()
	s.rename("app.log.1", "app.log.2")
	s.rename("app.log", "app.log.1")
	old := s.w
	s.create("app.log")
	s.write(3)
	s.poll()
	s.w = old
	s.write(4) // late, into the renamed file
	s.poll()
	s.whole()
	s.now = s.now.Add(2 * grace)
	s.poll()
	if len(s.f.leaving) != 0 {
		t.Errorf("%d files are still held", len(s.f.leaving))
	}
	s.whole()
}

// TestBetween: files that came and were renamed between two looks are read.
func TestBetween(t *testing.T) {
	s := newStory(t)
	s.create("app.log")
	s.write(10)
	s.poll()
	for _, names := range [][]string{{"app.log.1"}, {"app.log.1", "app.log.2"}, {"app.log.1", "app.log.2", "app.log.3"}} {
		for i := len(names) - 1; i > 0; i-- {
			s.rename(names[i-1], names[i])
		}
		s.rename("app.log", "app.log.1")
		s.create("app.log")
		s.write(7)
	}
	s.poll()
	s.whole()
	s.rename("app.log", "app.log.1")
	s.create("app.log")
	s.write(7)
	s.poll()
	s.whole()
}

// TestTooFast: whole files that were removed between two looks are a gap.
func TestTooFast(t *testing.T) {
	s := newStory(t)
	s.create("app.log")
	s.write(10)
	s.poll()
	for range 4 { // max-file=2
		s.rename("app.log", "app.log.1")
		s.create("app.log")
		s.write(5)
	}
	s.poll()
	s.lostOf(10)
	if len(s.gaps) != 1 || !strings.HasPrefix(s.gaps[0], "2 whole files came") {
		t.Errorf("gaps: %q", s.gaps)
	}
}

// TestCompressed: a file that was compressed between two looks is read.
func TestCompressed(t *testing.T) {
	s := newStory(t)
	s.create("app.log")
	s.write(10)
	s.poll()
	s.rename("app.log", "app.log.2")
	s.create("app.log")
	s.write(10)
	data, err := os.ReadFile(s.path("app.log"))
	s.must(err)
	s.must(os.Remove(s.path("app.log")))
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write(data)
	z.Close()
	s.must(os.WriteFile(s.path("app.log.1.gz"), b.Bytes(), 0o600))
	s.create("app.log")
	s.write(10)
	s.poll()
	s.poll()
	s.whole()
}

func TestCopyTruncate(t *testing.T) {
	s := newStory(t)
	s.create("app.log")
	s.write(10)
	s.poll()
	s.write(10)
	s.copy("app.log", "app.log.1")
	s.must(s.w.Truncate(0))
	s.write(5)
	s.poll()
	s.whole()
	// Grown beyond the place read to before it is looked at again.
	s.write(5)
	s.copy("app.log", "app.log.1")
	s.must(s.w.Truncate(0))
	s.write(50)
	s.poll()
	s.whole()
}

// TestTruncated: without a copy, what was not read is a gap.
func TestTruncated(t *testing.T) {
	s := newStory(t)
	s.create("app.log")
	s.write(10)
	s.poll()
	s.write(6)
	s.must(s.w.Truncate(0))
	s.write(40)
	s.poll()
	s.lostOf(6)
	if len(s.gaps) != 1 || !strings.Contains(s.gaps[0], "after byte 180 ") {
		t.Errorf("gaps: %q", s.gaps)
	}
}

// TestInode: a removed file whose inode a new one gets is another file.
func TestInode(t *testing.T) {
	s := newStory(t)
	for range 20 {
		s.create("app.log")
		s.write(10)
		s.poll()
		s.must(os.Remove(s.path("app.log")))
		s.poll()
		s.now = s.now.Add(2 * grace) // its descriptor, which held the inode, is given back
		s.poll()
	}
	s.whole()
}

// TestPatterns: files that come later are read from their beginning; the new
// name of one that is followed is not read again.
func TestPatterns(t *testing.T) {
	s := newStory(t, "*.log*", "later/x.log")
	s.poll()
	s.create("a.log")
	s.write(5)
	s.poll()
	s.rename("a.log", "a.log.1")
	s.create("a.log")
	s.write(5)
	s.poll()
	s.must(os.Mkdir(s.path("later"), 0o700))
	s.create("later/x.log")
	s.write(5)
	s.poll()
	s.whole()
	if got := len(s.f.Files()); got != 2 {
		t.Errorf("%d files: %q", got, s.f.Files())
	}
}

// TestLines: a line comes whole, whatever the writes; a file that is let go
// gives its last line without an end.
func TestLines(t *testing.T) {
	s := newStory(t)
	s.create("app.log")
	io.WriteString(s.w, "line 0 of")
	s.poll()
	io.WriteString(s.w, " the log\nline 1 of the")
	s.poll()
	io.WriteString(s.w, " log")
	s.poll()
	s.written = 2
	s.f.Close(s.take)
	s.whole()
}

// TestBacklog: of a long file the last whole lines are read.
func TestBacklog(t *testing.T) {
	s := newStory(t)
	s.f.opts.Backlog = 1005
	s.create("app.log")
	s.write(1000)
	s.poll()
	s.write(1)
	s.poll()
	if len(s.order) != 51 || s.order[0] != 950 || s.order[50] != 1000 {
		t.Errorf("%d lines from %d", len(s.order), s.order[0])
	}
}

// TestRefused: what can't be followed is told once.
func TestRefused(t *testing.T) {
	s := newStory(t, "folder")
	s.must(os.Mkdir(s.path("folder"), 0o700))
	s.poll()
	s.poll()
	if len(s.gaps) != 1 || !strings.Contains(s.gaps[0], "no regular file") {
		t.Errorf("gaps: %q", s.gaps)
	}
}

// TestRun: a line is handed out once it is written, and all of them by the end.
func TestRun(t *testing.T) {
	s := newStory(t)
	s.create("app.log")
	s.write(1)
	ctx, cancel := context.WithCancel(t.Context())
	s.f.Run(ctx, func(p source.Piece) {
		s.take(p)
		switch {
		case s.written < 100:
			s.write(1)
		case s.written == 100:
			s.write(2) // seen by the last look
			cancel()
		}
	})
	s.whole()
}

// TestAlso: files are added and let go; what one holds is read before it goes.
func TestAlso(t *testing.T) {
	s := newStory(t, "none.log")
	s.poll()
	s.create("app.log")
	s.write(10)
	s.f.Also(s.path("app.log"), Everything)
	s.poll()
	s.write(10)
	s.f.Drop(s.path("app.log"))
	s.poll()
	s.whole()
	if files := s.f.Files(); len(files) != 0 {
		t.Errorf("still followed: %q", files)
	}
}

// TestAlsoRotated: a file that was rotated before it was looked at for the first
// time is read from its oldest part on, for who wants everything.
func TestAlsoRotated(t *testing.T) {
	s := newStory(t, "none.log")
	s.poll()
	for _, rotated := range []string{"app.log.2", "app.log.1"} {
		s.create("app.log")
		s.write(10)
		s.rename("app.log", rotated)
	}
	s.create("app.log")
	s.write(10)
	s.f.Also(s.path("app.log"), Everything)
	s.poll()
	s.write(10)
	s.poll()
	s.whole()
}
