package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"culprit/engine/report"
)

// A victim is a watch that is killed again and again while a log is written and
// rotated.
type victim struct {
	t       *testing.T
	r       *rand.Rand
	dir     string
	events  string
	log     *os.File
	all     *os.File // every line once more
	written int
	inFile  int // lines of the current file
	failed  int
	plain   bool // no line is of something that explains the others
}

// newVictim makes one that has written a line, and that tells its events into a
// file of the folder; no name: to nobody.
func newVictim(t *testing.T, work, events string) *victim {
	t.Helper()
	v := &victim{t: t, r: rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1)), dir: filepath.Join(work, "logs")}
	if events != "" {
		v.events = filepath.Join(work, events)
	}
	if err := os.Mkdir(v.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	var err error
	if v.all, err = os.Create(filepath.Join(work, "app.log")); err != nil {
		t.Fatal(err)
	}
	v.open()
	v.line()
	return v
}

// looked reports whether it has had its first look: what is rotated before that
// is not its log.
func (v *victim) looked() bool { return exists(filepath.Join(v.dir, "state", "watch.state")) }

// line writes a numbered line; one in a hundred or so is a failure, each tenth
// of these of a dependency that none before named.
func (v *victim) line() {
	v.t.Helper()
	v.written++
	stamp := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC).Add(time.Duration(v.written) * time.Millisecond).Format("2006-01-02T15:04:05.000000000Z")
	text := fmt.Sprintf("%s INFO shop.orders: order %d is done\n", stamp, v.written)
	switch {
	case v.written%1000 == 0:
		v.failed++
		text = fmt.Sprintf("%s ERROR shop.orders: order %d failed: Error 111 connecting to %s:6379. Connection refused.\n", stamp, v.written, letters(v.failed))
	case v.written%100 == 0:
		text = fmt.Sprintf("%s ERROR shop.orders: order %d failed: Error 111 connecting to cache:6379. Connection refused.\n", stamp, v.written)
	case v.written%777 == 0 && !v.plain: // of several lines
		text = fmt.Sprintf("%s ERROR shop.orders: order %d\n%s Traceback (most recent call last):\n%s   File \"/app/w.py\", line 3, in run\n%s ModuleNotFoundError: No module named 'requests'\n", stamp, v.written, stamp, stamp, stamp)
	}
	for _, w := range []*os.File{v.log, v.all} {
		if _, err := w.WriteString(text); err != nil {
			v.t.Fatal(err)
		}
	}
	v.inFile++
	if v.inFile > 2000 && v.r.IntN(500) == 0 {
		v.rotate()
	}
}

// letters is a number as a name without digits: repeats that differ only in
// digits are folded.
func letters(n int) string {
	return "db" + strings.Map(func(r rune) rune { return r - '0' + 'a' }, strconv.Itoa(n))
}

// rotate renames the log, and compresses the one before, as logrotate does with
// delaycompress.
func (v *victim) rotate() {
	v.t.Helper()
	path := filepath.Join(v.dir, "app.log")
	for i := 40; i > 1; i-- {
		os.Rename(fmt.Sprintf("%s.%d.gz", path, i), fmt.Sprintf("%s.%d.gz", path, i+1))
	}
	if data, err := os.ReadFile(path + ".1"); err == nil {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		z.Write(data)
		z.Close()
		if err := os.WriteFile(path+".2.gz", b.Bytes(), 0o600); err != nil {
			v.t.Fatal(err)
		}
		os.Remove(path + ".1")
	}
	if err := os.Rename(path, path+".1"); err != nil {
		v.t.Fatal(err)
	}
	v.open()
}

func (v *victim) open() {
	v.t.Helper()
	var err error
	if v.log != nil {
		v.log.Close()
	}
	if v.log, err = os.OpenFile(filepath.Join(v.dir, "app.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600); err != nil {
		v.t.Fatal(err)
	}
	v.inFile = 0
}

func (v *victim) start(stderr io.Writer, more ...string) *exec.Cmd {
	v.t.Helper()
	program, err := os.Executable()
	if err != nil {
		v.t.Fatal(err)
	}
	args := []string{"watch", "--format", "jsonl", "--state", filepath.Join(v.dir, "state"), "--backlog", "1000000000", filepath.Join(v.dir, "app.log")}
	if v.events != "" {
		args = append(args, "-o", v.events)
	}
	cmd := exec.Command(program, append(args, more...)...)
	cmd.Args[0] = "culprit"
	cmd.Stderr = stderr
	if err := cmd.Start(); err != nil {
		v.t.Fatal(err)
	}
	return cmd
}

// opened counts the opened events of each diagnosis.
func (v *victim) opened() (counts map[string]int, last string) {
	v.t.Helper()
	data, err := os.ReadFile(v.events)
	if err != nil && !os.IsNotExist(err) {
		v.t.Fatal(err)
	}
	counts = map[string]int{}
	for line := range bytes.Lines(data) {
		var e report.Event
		if !bytes.HasSuffix(line, []byte("\n")) {
			break
		}
		if err := json.Unmarshal(line, &e); err != nil {
			v.t.Fatalf("%v: %s", err, line)
		}
		if e.Event == "opened" {
			counts[e.Diagnosis.ID]++
			if e.Diagnosis.Peer != nil {
				last = e.Diagnosis.Peer.Name
			}
		}
		if e.Event == "gap" || e.Event == "withdrawn" {
			v.t.Errorf("%s", line)
		}
	}
	return counts, last
}

// TestWatchKilled: killed at any points, watch says of a log that goes on and is
// rotated meanwhile what an undisturbed reader says, each diagnosis once, and
// receives every line. CULPRIT_KILLS is how often it is killed (and says for how
// many thousand lines each): 100 and 500,000 lines take some minutes.
func TestWatchKilled(t *testing.T) {
	kills := 4
	if testing.Short() {
		kills = 2
	}
	if n, err := strconv.Atoi(os.Getenv("CULPRIT_KILLS")); err == nil {
		kills = n
	}
	const linesEach = 5000
	work := t.TempDir()
	v := newVictim(t, work, "events.jsonl")
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for kill := range kills {
		cmd := v.start(io.Discard)
		for kill == 0 && !v.looked() {
			<-tick.C
		}
		quota := v.r.IntN(linesEach)
		death := time.NewTimer(time.Duration(v.r.IntN(2500)) * time.Millisecond)
		alive := true
		for alive {
			select {
			case <-death.C:
				alive = kill == 0 && !exists(filepath.Join(v.dir, "state", "watch.state.1")) // the first places are known
				death.Reset(50 * time.Millisecond)
			case <-tick.C:
				for range min(quota, 20) {
					v.line()
					quota--
				}
			}
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		cmd.Wait()
		for v.written < (kill+1)*linesEach { // nobody watches
			v.line()
		}
	}
	for v.written%1000 != 0 {
		v.line()
	}
	for range 10 {
		v.line()
	}
	var stderr bytes.Buffer
	cmd := v.start(&stderr)
	want := letters(v.failed)
	for deadline := time.Now().Add(2 * time.Minute); ; {
		<-tick.C
		if _, last := v.opened(); strings.HasPrefix(last, want) {
			break
		}
		if time.Now().After(deadline) {
			t.Errorf("the last failure, of %s, was never said", want)
			break
		}
	}
	cmd.Process.Signal(os.Interrupt)
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
	counts, _ := v.opened()
	var got []string
	for id, n := range counts {
		got = append(got, id)
		if n != 1 {
			t.Errorf("%s was opened %d times", id, n)
		}
	}
	slices.Sort(got)
	if want := v.analyzed(filepath.Join(work, "app.log")); !slices.Equal(got, want) {
		t.Errorf("watch opened %d, analyze finds %d:\n%q\n%q", len(got), len(want), got, want)
	}
	lines := 0
	if text, err := os.ReadFile(filepath.Join(work, "app.log")); err == nil {
		lines = bytes.Count(text, []byte("\n"))
	}
	if said := fmt.Sprintf("in all runs %d lines,", lines); !strings.Contains(stderr.String(), said) {
		t.Errorf("%d lines were written: %s", lines, stderr.String())
	}
	t.Logf("killed %d times in %d lines, %d diagnoses", kills, lines, len(got))
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func (v *victim) analyzed(path string) (ids []string) {
	v.t.Helper()
	for _, d := range v.report(path).Diagnoses {
		ids = append(ids, d.ID)
	}
	slices.Sort(ids)
	return ids
}

func (v *victim) report(path string) report.Report {
	v.t.Helper()
	var out bytes.Buffer
	run(v.t.Context(), []string{"analyze", "--format", "json", path}, nil, &out, io.Discard)
	var r report.Report
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		v.t.Fatal(err)
	}
	return r
}
