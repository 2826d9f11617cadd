package history

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"culprit/engine/report"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func at(minutes int) *time.Time {
	t := noon.Add(time.Duration(minutes) * time.Minute)
	return &t
}

func episode(from, to, count int, healed string) report.Episode {
	e := report.Episode{FirstSeen: at(from), LastSeen: at(to), Count: count}
	if healed != "" {
		e.Ended = &report.End{At: at(to), Stream: "cache.log", Line: 7, Text: healed}
	}
	return e
}

// event is one of the cache's memory limit.
func event(what, status string, episodes ...report.Episode) report.Event {
	return report.Event{Event: what, At: noon.Add(time.Hour), Diagnosis: &report.Diagnosis{
		ID: "d1", Cause: "memory.container-limit", Title: "The container reached its memory limit", Severity: "critical", Status: status, Root: true,
		Subject: report.Subject{Kind: "container", Name: "cache", Service: "cache", ID: "0123456789abcdef"}, Message: "killed", Episodes: episodes,
		Findings: []report.Finding{{Evidence: []report.Evidence{{Stream: "dmesg.txt", Offset: 812}}}},
	}}
}

func fresh(t *testing.T, keep Keep) (*Store, string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "folder", "history.db")
	s, aside, err := Open(file, keep)
	if err != nil || aside != "" {
		t.Fatal(err, aside)
	}
	return s, file
}

// lines are the incidents of a file in short.
func lines(t *testing.T, file string) []string {
	t.Helper()
	list, err := Read(file, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, i := range list {
		minutes := func(at time.Time) string {
			if at.IsZero() {
				return "?"
			}
			return fmt.Sprint(at.Sub(noon).Minutes())
		}
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s-%s %dx %s %s %s", minutes(i.FirstSeen), minutes(i.LastSeen), i.Count, i.Status, i.EndedBy, i.EndedAt)))
	}
	return out
}

// TestNote: what rows a course of events leaves; told once or twice, each event
// alone or all again after a crash.
func TestNote(t *testing.T) {
	for _, c := range []struct {
		name   string
		events []report.Event
		want   []string
	}{
		{"it opened and went on", []report.Event{
			event("opened", "active", episode(0, 1, 2, "")), event("updated", "active", episode(0, 5, 4, "")),
		}, []string{"0-5 4x active"}},
		{"it healed and came back", []report.Event{
			event("opened", "active", episode(0, 1, 2, "")), event("resolved", "resolved", episode(0, 1, 2, "ready")),
			event("opened", "active", episode(0, 1, 2, "ready"), episode(9, 9, 1, "")), event("resolved", "resolved", episode(0, 1, 2, "ready"), episode(9, 12, 3, "")),
		}, []string{"0-1 2x resolved ready cache.log:7", "9-12 3x resolved"}},
		{"the window moved on", []report.Event{
			event("opened", "active", episode(0, 5, 9, "")), event("updated", "active", episode(3, 8, 4, "")), event("updated", "active", episode(9, 9, 1, "")),
		}, []string{"0-9 9x active"}},
		{"its logs have no time", []report.Event{
			event("opened", "active", report.Episode{Count: 1}), event("updated", "active", report.Episode{Count: 3}), event("resolved", "resolved", report.Episode{Count: 3}),
		}, []string{"?-? 3x resolved"}},
		{"it no longer follows", []report.Event{
			event("opened", "active", episode(0, 1, 2, "")), event("withdrawn", "active", episode(0, 1, 2, "")),
		}, []string{"0-1 2x withdrawn"}},
	} {
		for _, again := range []string{"once", "each twice", "all twice"} {
			events := c.events
			switch again {
			case "each twice":
				events = nil
				for _, e := range c.events {
					events = append(events, e, e)
				}
			case "all twice":
				events = append(slices.Clone(events), events...)
			}
			s, file := fresh(t, DefaultKeep)
			for _, e := range events {
				if err := s.Note(Of(e)); err != nil {
					t.Fatal(err)
				}
			}
			if got := lines(t, file); !slices.Equal(got, c.want) {
				t.Errorf("%s, %s: %q, want %q", c.name, again, got, c.want)
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		}
	}
}

// TestLeft: what goes on when a run ends is left, and goes on as the same
// incident in the next run when it is told again.
func TestLeft(t *testing.T) {
	s, file := fresh(t, DefaultKeep)
	if err := errors.Join(s.Note(Of(event("opened", "active", episode(0, 5, 2, "")))), s.Close()); err != nil {
		t.Fatal(err)
	}
	if got := lines(t, file); !slices.Equal(got, []string{"0-5 2x left"}) {
		t.Errorf("%q", got)
	}
	s, _, err := Open(file, DefaultKeep)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Note(Of(event("opened", "active", episode(4, 8, 3, "")))), s.Note(Of(event("opened", "active", episode(0, 8, 3, ""), episode(600, 601, 1, ""))))); err != nil {
		t.Fatal(err)
	}
	if got := lines(t, file); !slices.Equal(got, []string{"0-8 3x resolved", "600-601 1x active"}) {
		t.Errorf("%q", got)
	}
	s.Close()
}

// TestFile: only its owner reads it; a file of others is left alone; a damaged
// one is put aside and a new one begun.
func TestFile(t *testing.T) {
	s, file := fresh(t, DefaultKeep)
	if err := s.Note(Of(event("opened", "active", episode(0, 5, 2, "")))); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{file, file + "-wal"} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
			t.Error(name, info.Mode(), err)
		}
	}
	s.Close()
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for name, damage := range map[string]func([]byte) []byte{
		"zeros":       func(b []byte) []byte { return make([]byte, len(b)) },
		"cut":         func(b []byte) []byte { return b[:len(b)/2+100] },
		"no header":   func(b []byte) []byte { return b[100:] },
		"random page": func(b []byte) []byte { return append(b[:4096:4096], bytes.Repeat([]byte("x"), len(b)-4096)...) },
	} {
		if err := os.WriteFile(file, damage(bytes.Clone(whole)), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := Read(file, time.Time{}); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: read: %v", name, err)
		}
		s, aside, err := Open(file, DefaultKeep)
		if err != nil || aside == "" {
			t.Errorf("%s: %q %v", name, aside, err)
			continue
		}
		if got := lines(t, file); len(got) != 0 {
			t.Errorf("%s: %q", name, got)
		}
		if _, err := os.Stat(aside); err != nil {
			t.Error(err)
		}
		s.Close()
	}
	other := filepath.Join(t.TempDir(), "passwd")
	if err := os.WriteFile(other, []byte("root:x:0:0\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Open(other, DefaultKeep); !errors.Is(err, ErrForeign) {
		t.Error(err)
	}
	if _, err := Read(other, time.Time{}); !errors.Is(err, ErrForeign) {
		t.Error(err)
	}
	if _, err := Read(other+"x", time.Time{}); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
	db, err := connect(other+".db", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("CREATE TABLE theirs (x)"); err != nil {
		t.Fatal(err)
	}
	db.Close()
	if _, _, err := Open(other+".db", DefaultKeep); !errors.Is(err, ErrForeign) {
		t.Error(err)
	}
}

// TestCopy: a copy where nothing may be written is read.
func TestCopy(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may write anywhere")
	}
	s, file := fresh(t, DefaultKeep)
	if err := errors.Join(s.Note(Of(event("opened", "active", episode(0, 5, 2, "")))), s.Close()); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Dir(file)
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(dir, 0o700)
	if got := lines(t, file); len(got) != 1 {
		t.Errorf("%q", got)
	}
}

// TestPrune: the old goes, and then the oldest, until the file is small enough.
func TestPrune(t *testing.T) {
	s, file := fresh(t, Keep{24 * time.Hour, 200 << 10})
	var all []Incident
	for i := range 3000 {
		e := event("opened", "active", episode(i, i, 1, ""))
		e.Diagnosis.ID, e.At = fmt.Sprint("d", i), *at(i)
		e.Diagnosis.Message = strings.Repeat("m", 100)
		all = append(all, Of(e)...)
	}
	if err := errors.Join(s.Note(all), s.Prune(noon.Add(25*time.Hour))); err != nil {
		t.Fatal(err)
	}
	list, err := Read(file, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	oldest := 0
	for _, i := range list {
		if i.When().Before(noon.Add(time.Hour)) {
			oldest++
		}
	}
	if oldest > 0 || len(list) < 200 || len(list) > 1000 || !slices.ContainsFunc(list, func(i Incident) bool { return i.Diagnosis == "d2999" }) {
		t.Errorf("%d kept, %d of them too old", len(list), oldest)
	}
	s.Close()
	if info, err := os.Stat(file); err != nil || info.Size() > 300<<10 {
		t.Error(info.Size(), err)
	}
}

// TestWriter: events get to the file, also when it is damaged, removed, or can't
// be written for a time; and a kill loses nothing that was written.
func TestWriter(t *testing.T) {
	file := filepath.Join(t.TempDir(), "history.db")
	var said []string
	w, err := Write(file, DefaultKeep, func(format string, args ...any) { said = append(said, fmt.Sprintf(format, args...)) })
	if err != nil {
		t.Fatal(err)
	}
	for i := range 100 {
		w.Take(event("updated", "active", episode(0, i, i+1, "")))
		w.Take(report.Event{Event: "gap"})
	}
	if err := w.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := lines(t, file); !slices.Equal(got, []string{"0-99 100x left"}) || len(said) > 0 {
		t.Errorf("%q %q", got, said)
	}

	// Its file is put away under it.
	w, err = Write(file, DefaultKeep, t.Logf)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(file, file+".old"); err != nil {
		t.Fatal(err)
	}
	w.Take(event("updated", "active", episode(0, 7, 7, "")))
	if err := w.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := lines(t, file); !slices.Equal(got, []string{"0-7 7x left"}) {
		t.Errorf("%q", got)
	}

	// It is a folder now: nothing is written, that is said, and nobody waits.
	w = &Writer{file: file, say: t.Logf, waiting: map[string][]Incident{}, end: make(chan struct{}), done: make(chan struct{}), wake: make(chan struct{}, 1)}
	w.file = filepath.Dir(file)
	go w.run()
	w.Take(event("updated", "active", episode(0, 7, 7, "")))
	if err := w.Close(t.Context()); err == nil || !strings.HasSuffix(err.Error(), "events not written: 1") {
		t.Error(err)
	}
}

// TestKilled: whenever a writer is killed, the file holds whole incidents, and
// telling all again gives each once.
func TestKilled(t *testing.T) {
	file := os.Getenv("CULPRIT_TEST_HISTORY")
	many := func(s *Store, told func(int)) {
		for i := range 200 {
			e := event("opened", "active", episode(i, i, 1, ""))
			e.Diagnosis.ID = fmt.Sprintf("d%03d", i)
			if err := s.Note(Of(e)); err != nil {
				t.Error(err)
			}
			told(i)
		}
	}
	if file != "" {
		s, _, err := Open(file, DefaultKeep)
		if err != nil {
			t.Fatal(err)
		}
		many(s, func(i int) { fmt.Println("told", i) })
		return
	}
	file = filepath.Join(t.TempDir(), "history.db")
	for kill := range 5 {
		ctx, cancel := context.WithCancel(t.Context())
		cmd := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestKilled$")
		cmd.Env = append(os.Environ(), "CULPRIT_TEST_HISTORY="+file)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		told := 0
		buffer := make([]byte, 10)
		for told < 20*kill+3 { // some lines later, wherever it is then
			n, err := out.Read(buffer)
			if err != nil {
				t.Fatal(err)
			}
			told += bytes.Count(buffer[:n], []byte("\n"))
		}
		cancel() // SIGKILL
		cmd.Wait()
		list, err := Read(file, time.Time{})
		if err != nil || len(list) < told {
			t.Fatalf("%d incidents of %d: %v", len(list), told, err)
		}
	}
	s, aside, err := Open(file, DefaultKeep)
	if err != nil || aside != "" {
		t.Fatal(aside, err)
	}
	many(s, func(int) {})
	s.Close()
	if got := lines(t, file); len(got) != 200 {
		t.Errorf("%d incidents", len(got))
	}
}
