package tail

import (
	"compress/gzip"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"culprit/engine/source"
)

// crash ends the follower as a kill does, and starts another where the pieces
// that were taken say.
func (s *story) crash() {
	s.t.Helper()
	s.abandon()
	from := source.Cursors{}
	for stream, c := range s.cursors {
		from[stream] = c
	}
	var err error
	s.f, err = New(s.patterns, Options{Backlog: 1 << 20, From: from, Now: s.f.opts.Now})
	s.must(err)
	if s.polled {
		s.blind()
	}
}

// abandon lets go of what the follower holds, and nothing else.
func (s *story) abandon() {
	for _, x := range s.f.files {
		if x.f != nil {
			x.close()
		}
	}
	for _, x := range s.f.leaving {
		x.close()
	}
	s.f.files, s.f.leaving = map[string]*file{}, nil
	if s.f.opener != nil {
		s.f.opener.close()
		s.f.opener = nil
	}
}

// blind makes the follower one that only looks, as where the kernel gives no
// notice.
func (s *story) blind() {
	s.polled = true
	if s.f.opener != nil {
		s.f.opener.close()
		s.f.opener = nil
	}
}

func (s *story) compress(from, to string) {
	s.t.Helper()
	data, err := os.ReadFile(s.path(from))
	s.must(err)
	w, err := os.Create(s.path(to))
	s.must(err)
	z := gzip.NewWriter(w)
	_, err = z.Write(data)
	s.must(err)
	s.must(z.Close())
	s.must(w.Close())
	s.must(os.Remove(s.path(from)))
}

// TestResume: what was written while nobody watched is read, wherever rotation
// put it, and nothing twice.
func TestResume(t *testing.T) {
	for name, meanwhile := range map[string]func(*story){
		"nothing": func(*story) {},
		"more":    func(s *story) { s.write(7) },
		"unended": func(s *story) {
			fmt.Fprintf(s.w, "line %d", s.written)
			s.crash()
			s.poll()
			s.crash()
			fmt.Fprint(s.w, " of the log\n")
			s.written++
		},
		"rename": func(s *story) { s.write(7); s.rename("app.log", "app.log.1"); s.create("app.log"); s.write(5) },
		"gone":   func(s *story) { s.write(7); s.rename("app.log", "app.log.1") },
		"twice": func(s *story) {
			s.write(7)
			s.rename("app.log", "app.log.2")
			s.create("app.log")
			s.write(5)
			s.rename("app.log", "app.log.1")
			s.create("app.log")
			s.write(3)
		},
		"copied": func(s *story) {
			s.write(7)
			s.copy("app.log", "app.log.1")
			s.must(os.Truncate(s.path("app.log"), 0))
			s.write(5)
		},
		"regrown": func(s *story) {
			s.write(7)
			s.copy("app.log", "app.log.1")
			s.must(os.Truncate(s.path("app.log"), 0))
			s.write(400)
		},
		"gzip": func(s *story) { s.write(7); s.compress("app.log", "app.log.1.gz"); s.create("app.log"); s.write(5) },
		"gzip more": func(s *story) {
			s.write(7)
			s.compress("app.log", "app.log.2.gz")
			s.create("app.log")
			s.write(5)
			s.rename("app.log", "app.log.1")
			s.create("app.log")
			s.write(3)
		},
	} {
		t.Run(name, func(t *testing.T) {
			for _, before := range []int{1, 100, 300} { // less and more than a mark
				s := newStory(t)
				s.create("app.log")
				s.write(before)
				s.poll()
				meanwhile(s)
				s.crash()
				s.poll()
				s.write(3)
				s.poll()
				s.crash()
				s.poll()
				s.whole()
			}
		})
	}
}

// TestResumeLost: when nothing is left of what was read, that is said, and what
// is left is read.
func TestResumeLost(t *testing.T) {
	s := newStory(t)
	s.create("app.log")
	s.write(100)
	s.poll()
	s.write(20)
	s.must(os.Remove(s.path("app.log")))
	s.create("app.log")
	s.write(30)
	s.crash()
	s.poll()
	s.lostOf(20)
	if len(s.gaps) != 1 || !strings.Contains(s.gaps[0], "no longer there") {
		t.Errorf("gaps: %q", s.gaps)
	}
}

// TestResumeDamaged: a cursor that is none is a gap, never a crash.
func TestResumeDamaged(t *testing.T) {
	for _, cursor := range []string{"x", "1.2@-5/0:0/0:0", "1.2@5/9999999:0/0:0", "1.2@5/1:00000000/9:00000000", "1.2@99999999999/1024:00000001/1024:00000001"} {
		s := newStory(t)
		s.create("app.log")
		s.write(10)
		s.cursors[s.path("app.log")] = cursor
		s.crash()
		s.poll()
		s.lostOf(0)
		if len(s.gaps) != 1 {
			t.Errorf("%q: gaps: %q", cursor, s.gaps)
		}
	}
}

// TestResumeAny: writers, rotation and crashes in any order.
func TestResumeAny(t *testing.T) {
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 3))
		s := newStory(t)
		if seed%2 == 0 {
			s.blind()
		}
		s.create("app.log")
		s.write(1 + r.IntN(100))
		s.poll()
		old := s.w
		for range 60 {
			switch r.IntN(8) {
			case 0, 1, 2:
				s.write(r.IntN(120))
			case 3, 4:
				s.poll()
			case 5:
				s.crash()
			case 6:
				for i := 60; i > 0; i-- {
					for _, suffix := range []string{"", ".gz"} {
						if _, err := os.Stat(s.path(fmt.Sprintf("app.log.%d%s", i, suffix))); err == nil {
							s.rename(fmt.Sprintf("app.log.%d%s", i, suffix), fmt.Sprintf("app.log.%d%s", i+1, suffix))
						}
					}
				}
				if _, err := os.Stat(s.path("app.log.2")); err == nil && r.IntN(2) == 0 { // delaycompress
					s.compress("app.log.2", "app.log.2.gz")
				}
				if r.IntN(3) == 0 && s.f.looked { // as logrotate does with delaycompress off
					s.write(1) // an empty one can't be told from others
					s.poll()
					s.compress("app.log", "app.log.1.gz")
				} else {
					s.rename("app.log", "app.log.1")
				}
				old = s.w
				s.create("app.log")
			case 7:
				if info, err := os.Stat(s.path("app.log.1")); err == nil && info.Size() > 0 && r.IntN(2) == 0 {
					now := s.w
					s.w = old
					s.write(r.IntN(3)) // late, into the file that was renamed
					s.w = now
				}
			}
		}
		s.poll()
		s.poll()
		// A gap that may be is said, too: of files that were compressed and renamed
		// between two looks nothing tells that no other one was removed.
		if len(s.got) != s.written {
			t.Fatalf("seed %d: %d of %d lines, gaps %q", seed, len(s.got), s.written, s.gaps)
		}
		for n, times := range s.got {
			if times != 1 {
				t.Fatalf("seed %d: line %d came %d times", seed, n, times)
			}
		}
	}
}
