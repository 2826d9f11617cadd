package tail

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"culprit/engine/source"
)

// rotate does what Docker's json-file driver does with max-file: the oldest file
// is removed, the others are renamed, a new one is made (daemon/logger/loggerutils/logfile.go).
func (s *story) rotate(files int) {
	s.t.Helper()
	s.w.Close()
	for i := files - 1; i > 0; i-- {
		from := "app.log"
		if i > 1 {
			from = fmt.Sprintf("app.log.%d", i-1)
		}
		if _, err := os.Stat(s.path(from)); err == nil {
			s.rename(from, fmt.Sprintf("app.log.%d", i))
		}
	}
	s.create("app.log")
}

// needsOpener skips where files are only looked at.
func (s *story) needsOpener() {
	s.t.Helper()
	if s.f.opener == nil {
		s.t.Skip("the kernel gives no notice of files here")
	}
}

// TestHeld: files that were removed before they were read are read, in order.
func TestHeld(t *testing.T) {
	s := newStory(t)
	s.needsOpener()
	s.create("app.log")
	s.write(10)
	s.poll()
	for range 40 {
		s.write(3)
		s.rotate(2)
		s.f.opener.catchUp()
	}
	s.write(3)
	s.poll()
	s.whole()
	for i, n := range s.order {
		if i != n {
			t.Fatalf("line %d came as number %d", n, i)
		}
	}
	s.poll()
	if n := len(s.f.leaving); n > maxRemoved+1 {
		t.Errorf("%d removed files are still held", n)
	}
}

// TestLate: an opener that is late by one rotation finds all, later ones know
// how many files were missed, and when they were written.
func TestLate(t *testing.T) {
	for files := 2; files <= 4; files++ {
		for late := 1; late <= 6; late++ {
			s := newStory(t)
			s.needsOpener()
			s.create("app.log")
			s.write(5)
			s.poll()
			var gaps []*source.Gap
			missed := 0
			for range 3 {
				for range late {
					s.rotate(files)
					s.write(5)
				}
				missed += max(0, late-files)
				s.f.opener.catchUp()
			}
			s.f.Poll(func(p source.Piece) {
				if p.Gap != nil {
					gaps = append(gaps, p.Gap)
				}
				s.take(p)
			})
			s.lostOf(5 * missed)
			told := 0
			for _, g := range gaps {
				told += int(g.Files)
				if !g.Estimated || g.Bytes <= 0 || g.From.IsZero() || g.To.Before(g.From) {
					t.Errorf("a gap of %+v", g)
				}
			}
			if told != missed {
				t.Errorf("max-file=%d, late by %d: %d files are missed, told %d", files, late, missed, told)
			}
		}
	}
}

// TestRotatedAtOnce: a writer that rotates as fast as it can, while the opener
// and the reader run: what came and the files that are told to be lost are what
// was written.
func TestRotatedAtOnce(t *testing.T) {
	const perFile = 20
	for round := range 2 {
		s := newStory(t)
		s.needsOpener()
		s.create("app.log")
		s.write(perFile)
		s.poll()
		ctx, cancel := context.WithCancel(t.Context())
		var lost int64
		var ended sync.WaitGroup
		ended.Go(func() {
			s.f.Run(ctx, func(p source.Piece) {
				if p.Gap != nil {
					lost += p.Gap.Files
				}
				s.take(p)
			})
		})
		rotations := 300
		if testing.Short() {
			rotations = 100
		}
		for range rotations {
			s.rotate(2)
			s.write(perFile)
		}
		cancel()
		ended.Wait()
		s.lostOf(int(lost) * perFile)
		t.Logf("round %d: %d of %d files were missed, told in %d gaps", round, lost, rotations+1, len(s.gaps))
		for i := 1; i < len(s.order); i++ {
			if s.order[i] <= s.order[i-1] {
				t.Fatalf("line %d came after line %d", s.order[i], s.order[i-1])
			}
		}
	}
}

// TestUnread: what would be held of removed files beyond the limit is let go,
// and counted to the line.
func TestUnread(t *testing.T) {
	s := newStory(t)
	s.needsOpener()
	s.f.opener.limits.small, s.f.opener.limits.path = 1000, 2000
	s.create("app.log")
	s.write(10)
	s.poll()
	for range 50 {
		s.write(7)
		s.rotate(2)
		s.f.opener.catchUp()
	}
	s.write(7)
	var gaps []*source.Gap
	s.f.Poll(func(p source.Piece) {
		if p.Gap != nil {
			gaps = append(gaps, p.Gap)
		}
		s.take(p)
	})
	if len(gaps) != 1 || gaps[0].Estimated || gaps[0].Records != 7*gaps[0].Files || gaps[0].Bytes < 18*gaps[0].Records || gaps[0].From.IsZero() || gaps[0].To.Before(gaps[0].From) {
		t.Fatalf("gaps: %+v", gaps)
	}
	if n := gaps[0].Files; n < 20 || n > 49 {
		t.Errorf("%d files were let go", n)
	}
	s.lostOf(int(gaps[0].Records))
	if o := s.f.opener; o.held != 0 || o.files != 0 {
		t.Errorf("%d bytes of %d files are still counted", o.held, o.files)
	}
}

// TestOverflow: when the kernel dropped notices, what may be missing is told.
func TestOverflow(t *testing.T) {
	text, err := os.ReadFile("/proc/sys/fs/inotify/max_queued_events")
	var most int
	if fmt.Sscan(string(text), &most); err != nil || most > 20_000 {
		t.Skip("the queue of notices is not known or too long: ", err)
	}
	s := newStory(t)
	s.needsOpener()
	s.create("app.log")
	s.write(5)
	s.poll()
	s.must(os.WriteFile(s.path("a"), nil, 0o600))
	for i := range most + 10 {
		s.rename([]string{"a", "b"}[i%2], []string{"b", "a"}[i%2])
	}
	s.rotate(2)
	s.write(5)
	s.poll()
	s.whole() // the chain is whole
	for i := range most + 10 {
		s.rename([]string{"a", "b"}[i%2], []string{"b", "a"}[i%2])
	}
	for range 5 {
		s.rotate(2)
		s.write(5)
	}
	s.poll()
	s.lostOf(15)
	if len(s.gaps) != 1 || !strings.Contains(s.gaps[0], "may be gone") {
		t.Errorf("gaps: %q", s.gaps)
	}
	s.rotate(2)
	s.write(5)
	s.poll()
	s.lostOf(15)
	if len(s.gaps) != 1 {
		t.Errorf("gaps: %q", s.gaps)
	}
}

// TestNurse: a log whose folder was made under our eyes is read from its first
// byte when it is asked for, whatever was rotated away until then.
func TestNurse(t *testing.T) {
	s := newStory(t, "none.log")
	s.needsOpener()
	s.f.Nurse(s.dir, "app.log")
	s.poll()
	dir := s.dir
	s.must(os.Mkdir(s.path("box"), 0o700))
	s.dir = s.path("box")
	s.create("app.log")
	s.write(5)
	s.f.opener.catchUp()
	for range 6 {
		s.rotate(2)
		s.write(5)
		s.f.opener.catchUp()
	}
	s.poll() // nobody asked
	if len(s.got) > 0 {
		t.Errorf("%d lines came of a file that nobody asked for", len(s.got))
	}
	s.f.Also(s.path("app.log"), Everything)
	s.poll()
	s.whole()
	if !s.f.Whole(s.path("app.log")) {
		t.Error("it is not known to be whole")
	}
	s.rotate(2)
	s.write(5)
	s.f.opener.catchUp()
	s.must(os.RemoveAll(s.dir))
	s.dir = dir
	s.f.Drop(s.path("box/app.log"))
	s.poll()
	s.whole()

	// One that nobody asks for is let go.
	s.must(os.Mkdir(s.path("other"), 0o700))
	s.must(os.WriteFile(s.path("other/app.log"), nil, 0o600))
	s.f.opener.catchUp()
	for _, x := range s.f.opener.trails {
		x.made = time.Now().Add(-2 * unasked)
	}
	s.poll()
	if len(s.f.opener.trails) != 1 || len(s.f.opener.users) != 1 {
		t.Errorf("%d paths are waited for in %d folders", len(s.f.opener.trails), len(s.f.opener.users))
	}
}
