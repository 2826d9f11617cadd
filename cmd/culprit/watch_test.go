package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"culprit/engine/report"
)

// refusals are the lines of a worker that can't reach its cache, and then can.
const (
	refused = "2026-11-23 22:12:%02d,123 ERROR shop: order failed: Error 111 connecting to cache:6379. Connection refused.\n"
	back    = "2026-11-23 22:13:01,123 INFO shop: Connected to redis://cache:6379/0\n"
)

// A live run of watch: its events and what it says at the end.
type watched struct {
	t      *testing.T
	events *bufio.Scanner
	stop   context.CancelFunc
	errs   *bytes.Buffer
	code   chan int
}

func startWatch(t *testing.T, args ...string) *watched {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	r, w := io.Pipe()
	run1 := &watched{t, bufio.NewScanner(r), cancel, &bytes.Buffer{}, make(chan int, 1)}
	run1.events.Buffer(nil, 1<<20)
	go func() {
		run1.code <- run(ctx, append([]string{"watch", "--format", "jsonl"}, args...), nil, w, run1.errs)
		w.Close()
	}()
	return run1
}

// next is the next event; the test waits for it.
func (w *watched) next() report.Event {
	w.t.Helper()
	var e report.Event
	if !w.events.Scan() {
		w.t.Fatalf("no further event: %v, exit %d: %s", w.events.Err(), <-w.code, w.errs)
	}
	if err := json.Unmarshal(w.events.Bytes(), &e); err != nil {
		w.t.Fatalf("%v: %s", err, w.events.Text())
	}
	return e
}

// end stops the run and returns the events that were left.
func (w *watched) end() (rest []report.Event) {
	w.t.Helper()
	w.stop()
	for w.events.Scan() {
		var e report.Event
		if err := json.Unmarshal(w.events.Bytes(), &e); err != nil {
			w.t.Fatal(err)
		}
		rest = append(rest, e)
	}
	if code := <-w.code; code != exitOK {
		w.t.Errorf("exit %d: %s", code, w.errs)
	}
	return rest
}

func appendTo(t *testing.T, path, text string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString(text); err != nil {
		t.Fatal(err)
	}
}

// TestWatch: a cause is said once it shows, through a rotation, and that it
// healed; the diagnosis is the one analyze gives of the same lines.
func TestWatch(t *testing.T) {
	dir := t.TempDir()
	log := filepath.Join(dir, "worker.log")
	appendTo(t, log, fmt.Sprintf(refused, 31))
	w := startWatch(t, log)
	first := w.next()
	if first.Event != "opened" || first.Diagnosis.Cause != "dependency.refused" || first.Diagnosis.Subject.Name != "worker" {
		t.Fatalf("%+v", first)
	}
	if err := os.Rename(log, log+".1"); err != nil {
		t.Fatal(err)
	}
	lines := fmt.Sprintf(refused, 35) + fmt.Sprintf(refused, 39) + fmt.Sprintf(refused, 43)
	appendTo(t, log, lines)
	if e := w.next(); e.Event != "updated" || e.Diagnosis.ID != first.Diagnosis.ID {
		t.Errorf("%s %d times", e.Event, e.Diagnosis.Count)
	}
	appendTo(t, log, back)
	last := w.next()
	if last.Event != "resolved" || last.Diagnosis.ID != first.Diagnosis.ID {
		t.Errorf("%s %s", last.Event, last.Diagnosis.Cause)
	}
	for _, e := range w.end() {
		t.Errorf("also %s %s", e.Event, e.Diagnosis.Cause)
	}
	if !strings.Contains(w.errs.String(), "of 1 streams, 0 gaps; 1 opened, 1 updated, 1 resolved") {
		t.Error(w.errs)
	}

	whole := filepath.Join(t.TempDir(), "worker.log")
	appendTo(t, whole, fmt.Sprintf(refused, 31)+lines+back)
	var out bytes.Buffer
	run(t.Context(), []string{"analyze", "--format", "json", whole}, nil, &out, io.Discard)
	var r report.Report
	if err := json.Unmarshal(out.Bytes(), &r); err != nil || len(r.Diagnoses) != 1 {
		t.Fatalf("%v: %s", err, out.String())
	}
	if d := r.Diagnoses[0]; d.ID != last.Diagnosis.ID || d.Status != last.Diagnosis.Status || d.Count != last.Diagnosis.Count || d.Confidence != last.Diagnosis.Confidence {
		t.Errorf("analyze says %s %s %d times, watch %s %s %d times", d.ID, d.Status, d.Count, last.Diagnosis.ID, last.Diagnosis.Status, last.Diagnosis.Count)
	}
}

// TestWatchFilters: what is not asked for is not said; what can't be followed is.
func TestWatchFilters(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"worker.log", "api.log"} {
		appendTo(t, filepath.Join(dir, name), fmt.Sprintf(refused, 31))
	}
	w := startWatch(t, "--container", "api", filepath.Join(dir, "*.log"), dir)
	gap, opened := w.next(), w.next()
	if opened.Event != "opened" || opened.Diagnosis.Subject.Name != "api" || gap.Event != "gap" || !strings.Contains(gap.Gap.Reason, "no regular file") {
		t.Errorf("%+v\n%+v", gap, opened)
	}
	if rest := w.end(); len(rest) > 0 {
		t.Errorf("also %+v", rest)
	}
	w = startWatch(t, "--severity", "critical", filepath.Join(dir, "api.log"))
	if rest := w.end(); slices.ContainsFunc(rest, func(e report.Event) bool { return e.Diagnosis.Severity != "critical" }) {
		t.Errorf("%+v", rest)
	}
}

// TestWatchText: one harmless line for each event.
func TestWatchText(t *testing.T) {
	log := filepath.Join(t.TempDir(), "worker.log")
	appendTo(t, log, strings.Replace(fmt.Sprintf(refused, 31), "order failed", "order of redis://:hunter2secret@cache/ \x1b[31m", 1))
	ctx, cancel := context.WithCancel(t.Context())
	r, w := io.Pipe()
	go func() {
		run(ctx, []string{"watch", log}, nil, w, io.Discard)
		w.Close()
	}()
	out := bufio.NewScanner(r)
	if !out.Scan() {
		t.Fatal("no line")
	}
	line := out.Text()
	if !strings.Contains(line, "opened    error    worker: ") || !strings.Contains(line, "[dependency.refused]") || !strings.HasSuffix(line, "worker.log:1") || strings.Contains(line, "hunter2secret") || strings.Contains(line, "\x1b") {
		t.Errorf("%q", line)
	}
	cancel()
	io.Copy(io.Discard, r)
}

// TestWatchDetails: below a root that opens stands what analyze shows of it.
func TestWatchDetails(t *testing.T) {
	log := filepath.Join(t.TempDir(), "worker.log")
	appendTo(t, log, fmt.Sprintf(refused, 31))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r, w := io.Pipe()
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, []string{"watch", "--details", log}, nil, w, io.Discard)
		w.Close()
	}()
	var shown bytes.Buffer
	for lines := bufio.NewScanner(r); lines.Scan(); {
		if shown.Len() > 0 && lines.Text() == "" {
			cancel()
		} else if !strings.Contains(lines.Text(), " opened ") {
			fmt.Fprintln(&shown, lines.Text())
		}
	}
	if c := <-code; c != exitOK {
		t.Errorf("exit %d", c)
	}
	var out bytes.Buffer
	run(t.Context(), []string{"analyze", log}, nil, &out, io.Discard)
	if block := strings.TrimSpace(shown.String()); !strings.HasPrefix(block, "ROOT CAUSE") || !strings.Contains(block, "fix  now") || !strings.HasPrefix(out.String(), block[:strings.IndexByte(block, '\n')]) {
		t.Errorf("watch shows\n%s\nanalyze\n%s", block, out.String())
	}
}
