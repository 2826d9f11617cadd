package docker

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"culprit/engine/source"
	"culprit/engine/source/docker/dockertest"
)

// A ledger books what a run of Follow hands out: numbered lines by stream and
// run, and gaps.
type ledger struct {
	mu      sync.Mutex
	lines   map[string]map[string]int // stream → "run number" → how often
	gaps    map[string][]string       // stream → reasons
	lost    map[string]*source.Gap    // stream → sums of what is known to be lost
	cursors source.Cursors
}

func (l *ledger) take(p source.Piece) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if p.Cursor != "" {
		l.cursors[p.Stream] = p.Cursor
	}
	if p.Gap != nil {
		l.gaps[p.Stream] = append(l.gaps[p.Stream], p.Gap.Reason)
		sum := l.lost[p.Stream]
		if sum == nil {
			sum = &source.Gap{}
			l.lost[p.Stream] = sum
		}
		sum.Files += p.Gap.Files
		sum.Records += p.Gap.Records
		sum.Bytes += p.Gap.Bytes
	}
	for line := range strings.Lines(string(p.Data)) {
		_, rest, ok := strings.Cut(line, "number ")
		key, _, end := strings.Cut(rest, " .")
		if !ok || !end || strings.HasPrefix(p.Stream, "docker/inspect") || p.Stream == eventStream {
			continue
		}
		if l.lines[p.Stream] == nil {
			l.lines[p.Stream] = map[string]int{}
		}
		l.lines[p.Stream][key]++
	}
}

// count is how many lines came of a stream, and how many of them more than once.
func (l *ledger) count(stream string) (n, twice int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, times := range l.lines[stream] {
		n++
		if times > 1 {
			twice++
		}
	}
	return n, twice
}

func (l *ledger) told(stream string) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.gaps[stream])
}

// follow follows an engine until the returned function is called.
func follow(t *testing.T, host string, from source.Cursors) (*ledger, func()) {
	t.Helper()
	t.Setenv("DOCKER_HOST", host)
	seen := make(chan struct{}) // what is there: a container that comes later is read from its first line
	e, err := Open(t.Context(), Options{Since: time.Now().Add(-time.Minute), Seen: sync.OnceFunc(func() { close(seen) })})
	if err != nil {
		t.Fatal(err)
	}
	l := &ledger{lines: map[string]map[string]int{}, gaps: map[string][]string{}, lost: map[string]*source.Gap{}, cursors: source.Cursors{}}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- e.Follow(ctx, 1<<20, from, l.take) }()
	stop := sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		e.Close()
	})
	t.Cleanup(stop)
	<-seen
	return l, stop
}

// balance asserts that what was written of a log came, each line once; where
// lines are missing, that is told.
func (l *ledger) balance(t *testing.T, stream string, written int) {
	t.Helper()
	n := 0
	for end := time.Now().Add(15 * time.Second); n < written && time.Now().Before(end) && len(l.told(stream)) == 0; time.Sleep(20 * time.Millisecond) {
		n, _ = l.count(stream)
	}
	n, twice := l.count(stream)
	gaps := l.told(stream)
	t.Logf("%s: %d written, %d received, %d missing, told %q", stream, written, n, written-n, gaps)
	if n > written || twice > 0 || n < written && len(gaps) == 0 {
		t.Errorf("%s: %d of %d lines came, %d more than once, and nothing else was told", stream, n, written, twice)
	}
}

// TestNumberedLines: received and reported lost are what was written, whatever
// happens to the container, its log and the engine.
func TestNumberedLines(t *testing.T) {
	d := dockertest.StartDaemon(t)
	l, stop := follow(t, d.Host(), nil)
	defer stop()
	small := []string{"--log-opt", "max-size=1m", "--log-opt", "max-file=2"}
	run := func(name string, options []string, program ...string) string {
		return d.Run(name, append(append(options, "--"), program...)...)
	}

	began := time.Now()
	step := func(name string) {
		t.Logf("%s after %s", name, time.Since(began).Round(time.Millisecond))
	}
	const many = 40_000
	run("rotated", small, "-n", fmt.Sprint(many), "-rate", "30000")
	d.Docker("wait", "rotated")
	step("rotated")
	l.balance(t, logStream("rotated"), many)

	// Nobody reads while its files come and go.
	l.mu.Lock()
	run("unread", small, "-n", "60000", "-rate", "60000")
	d.Docker("wait", "unread")
	l.mu.Unlock()
	step("unread")
	l.balance(t, logStream("unread"), 60_000)

	run("paused", small, "-n", "20000", "-rate", "30000")
	d.Docker("pause", "paused")
	step("paused")
	d.Docker("unpause", "paused")
	d.Docker("wait", "paused")
	l.balance(t, logStream("paused"), 20000)

	for i := range 3 {
		id := run("again", small, "-n", "5000")
		d.Docker("wait", "again")
		d.Docker("rm", "-f", "again")
		stream := logStream("again")
		if i > 0 {
			stream = logStream("again-" + short(id))
		}
		l.balance(t, stream, 5000)
	}
	step("recreated")

	run("brief", append([]string{"--rm"}, small...), "-n", "1000")
	l.balance(t, logStream("brief"), 1000)
	step("removed by itself")

	run("api", []string{"--log-driver", "local"}, "-n", "2000", "-rate", "2000")
	run("none", []string{"--log-driver", "none"}, "-n", "10", "-stay", "1m")
	d.Docker("wait", "api")
	l.balance(t, logStream("api"), 2000)
	l.balance(t, logStream("none"), 10)
	step("through the API")
}

// TestRestartedEngine: the engine is started anew under containers that begin
// again with it, and so is the follower.
func TestRestartedEngine(t *testing.T) {
	d := dockertest.StartDaemon(t)
	l, stop := follow(t, d.Host(), nil)
	d.Run("file", "--restart", "always", "--", "-n", "0", "-rate", "2000")
	d.Run("other", "--restart", "always", "--log-driver", "local", "--", "-n", "0", "-rate", "500")
	for range 2 {
		dockertest.Until(t, 20*time.Second, "both write", func() bool {
			a, _ := l.count(logStream("file"))
			b, _ := l.count(logStream("other"))
			return a > 500 && b > 100
		})
		d.Stop()
		d.Start()
	}
	for _, name := range []string{"file", "other"} {
		dockertest.Until(t, 20*time.Second, name+" runs again", func() bool { return d.Docker("inspect", "-f", "{{.State.Running}}", name) == "true" })
		d.Docker("stop", "-t", "1", name)
		l.balance(t, logStream(name), strings.Count(d.Docker("logs", name), "number "))
	}
	stop()
	if gaps := l.told(eventStream); len(gaps) == 0 {
		t.Error("that the engine forgot its events was not told")
	}

	// A later run goes on where this one ended, in files and through the API.
	for _, name := range []string{"file", "other"} {
		d.Docker("start", name)
		dockertest.Until(t, 20*time.Second, "it writes", func() bool { return strings.Count(d.Docker("logs", name), "number ") > 10 })
	}
	before, _ := l.count(logStream("file"))
	beforeOther, _ := l.count(logStream("other"))
	l.cursors[logStream("removed")] = strings.Repeat("a", 64) + " file 1:2"
	later, stop := follow(t, d.Host(), l.cursors)
	dockertest.Until(t, 20*time.Second, "lines came", func() bool {
		a, _ := later.count(logStream("file"))
		b, _ := later.count(logStream("other"))
		return a > 0 && b > 0
	})
	d.Docker("stop", "-t", "1", "file", "other")
	later.balance(t, logStream("file"), strings.Count(d.Docker("logs", "file"), "number ")-before)
	later.balance(t, logStream("other"), strings.Count(d.Docker("logs", "other"), "number ")-beforeOther)
	stop()
	if told := later.told(logStream("removed")); len(told) != 1 || later.cursors[logStream("removed")] != removed {
		t.Errorf("of a container that was removed meanwhile: %q", told)
	}
}

// TestLiveRestore: containers that go on without their engine lose no line.
func TestLiveRestore(t *testing.T) {
	d := dockertest.StartDaemon(t, "--live-restore")
	l, stop := follow(t, d.Host(), nil)
	defer stop()
	d.Run("file", "--", "-n", "0", "-rate", "2000")
	d.Run("other", "--log-driver", "local", "--", "-n", "0", "-rate", "500")
	dockertest.Until(t, 20*time.Second, "both write", func() bool {
		a, _ := l.count(logStream("file"))
		b, _ := l.count(logStream("other"))
		return a > 500 && b > 100
	})
	d.Stop()
	d.Start()
	for _, name := range []string{"file", "other"} {
		d.Docker("stop", "-t", "1", name)
		l.balance(t, logStream(name), strings.Count(d.Docker("logs", name), "number "))
	}
}
