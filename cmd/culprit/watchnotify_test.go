package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"culprit/engine"
	"culprit/engine/history"
	"culprit/engine/report"
)

// A toldOf is what the test's webhook is sent.
type toldOf struct {
	Event   string
	Root    report.Diagnosis
	Effects []report.Effect
}

// TestWatchNotify: one message for a root, also through a program, none for
// what is filtered, and a server that refuses is said without its address.
func TestWatchNotify(t *testing.T) {
	got := make(chan toldOf, 10)
	hook := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var m toldOf
		if err := json.NewDecoder(r.Body).Decode(&m); err != nil {
			t.Error(err)
		}
		got <- m
	}))
	defer hook.Close()
	refusing := httptest.NewServer(http.NotFoundHandler())
	defer refusing.Close()
	dir := t.TempDir()
	log, file := filepath.Join(dir, "worker.log"), filepath.Join(dir, "told")
	w := startWatch(t, "--container", "worker", "--notify-wait", "0s", "--webhook", hook.URL, "--slack", refusing.URL+"/T0KEN", "--exec", "sh", "--exec=-c", "--exec", "cat >"+file, filepath.Join(dir, "*.log"))
	appendTo(t, filepath.Join(dir, "api.log"), fmt.Sprintf(refused, 29))
	appendTo(t, log, fmt.Sprintf(refused, 31))
	if e := w.next(); e.Event != "opened" || e.Diagnosis.Subject.Name != "worker" {
		t.Errorf("%+v", e)
	}
	if m := <-got; m.Event != "opened" || m.Root.Cause != "dependency.refused" || m.Root.Subject.Name != "worker" {
		t.Errorf("%+v", m)
	}
	appendTo(t, log, back)
	if e := w.next(); e.Event != "resolved" {
		t.Errorf("%+v", e)
	}
	if m := <-got; m.Event != "resolved" || m.Root.Status != "resolved" || m.Root.Healed == nil {
		t.Errorf("%+v", m)
	}
	w.end()
	text, err := os.ReadFile(file)
	if err != nil || !strings.HasPrefix(string(text), `{"version":1,"event":"resolved",`) {
		t.Errorf("%v %.100s", err, text)
	}
	if !strings.Contains(w.errs.String(), "HTTP 404") || strings.Contains(w.errs.String(), "T0KEN") {
		t.Error(w.errs)
	}
	if len(got) > 0 {
		t.Errorf("also %+v", <-got)
	}
}

// TestWatchStanding: a run that goes on where another was knows what holds, and
// tells people only what changes.
func TestWatchStanding(t *testing.T) {
	got := make(chan toldOf, 10)
	hook := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var m toldOf
		if err := json.NewDecoder(r.Body).Decode(&m); err != nil {
			t.Error(err)
		}
		got <- m
	}))
	defer hook.Close()
	dir := t.TempDir()
	log, file := filepath.Join(dir, "worker.log"), filepath.Join(dir, "history.db")
	begin := func() *watched {
		return startWatch(t, "--state", filepath.Join(dir, "state"), "--history", file, "--notify-wait", "0s", "--webhook", hook.URL, log)
	}
	appendTo(t, log, fmt.Sprintf(refused, 31)+fmt.Sprintf(refused, 33))
	w := begin()
	if e := w.next(); e.Event != "opened" {
		t.Errorf("%+v", e)
	}
	if m := <-got; m.Event != "opened" {
		t.Errorf("%+v", m)
	}
	w.end()
	standings := func() (all []string) {
		list, err := history.Read(file, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range list {
			all = append(all, i.Status)
		}
		return all
	}
	if all := standings(); !slices.Equal(all, []string{history.Left}) {
		t.Errorf("%q", all)
	}
	w = begin()
	appendTo(t, log, back)
	if e := w.next(); e.Event != "resolved" {
		t.Errorf("%+v", e)
	}
	if m := <-got; m.Event != "resolved" {
		t.Errorf("%+v", m)
	}
	w.end()
	if all := standings(); !slices.Equal(all, []string{history.Resolved}) || len(got) > 0 {
		t.Errorf("%q, %d messages more", all, len(got))
	}
}

// TestWatchStuck: a server that never answers, a program that never ends and a
// screen with nobody before it hold up nobody else.
func TestWatchStuck(t *testing.T) {
	defer func(before time.Duration) { closing = before }(closing)
	closing = 100 * time.Millisecond
	asked, never := make(chan struct{}, 10), make(chan struct{})
	stuck := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		asked <- struct{}{}
		select {
		case <-never:
		case <-r.Context().Done():
		}
	}))
	defer stuck.Close()
	defer close(never)
	dir := t.TempDir()
	log, file := filepath.Join(dir, "worker.log"), filepath.Join(dir, "history.db")
	w := startWatch(t, "--webhook", stuck.URL, "--exec", "sleep", "--exec", "600", "--notify-wait", "0s", "--history", file, log)
	appendTo(t, log, fmt.Sprintf(refused, 31))
	<-asked // before the screen is read
	if e := w.next(); e.Event != "opened" {
		t.Errorf("%+v", e)
	}
	appendTo(t, log, back)
	if e := w.next(); e.Event != "resolved" {
		t.Errorf("%+v", e)
	}
	w.end()
	for _, want := range []string{"webhook 127.0.0.1:", "program sleep: messages not sent: 1"} {
		if !strings.Contains(w.errs.String(), want) {
			t.Errorf("%s is not said: %s", want, w.errs)
		}
	}
	if list, err := history.Read(file, time.Time{}); err != nil || len(list) != 1 || list[0].Status != history.Resolved {
		t.Errorf("%v %+v", err, list)
	}
}

// TestNotifySeverity: who is not told of what.
func TestNotifySeverity(t *testing.T) {
	s := &notifySink{severity: engine.SeverityError}
	story := func(root, effect string, shown bool) *told {
		return &told{Story: report.Story{Root: report.Diagnosis{Severity: root}, Effects: []report.Effect{{Severity: effect}}}, shown: shown}
	}
	for _, c := range []struct {
		story *told
		want  bool
	}{
		{story("error", "info", true), true}, {story("warning", "critical", true), true}, {story("warning", "warning", true), false}, {story("critical", "critical", false), false},
	} {
		if got := s.worth(c.story); got != c.want {
			t.Errorf("%+v: %v", c.story, got)
		}
	}
}

// TestWatchNotifyRoots: of a failure that spreads, people are told the roots that
// analyze names, each with what it brought about, and nothing of effects.
func TestWatchNotifyRoots(t *testing.T) {
	var mu sync.Mutex
	last := map[string]toldOf{} // by root
	hook := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var m toldOf
		if err := json.NewDecoder(r.Body).Decode(&m); err != nil {
			t.Error(err)
		}
		mu.Lock()
		defer mu.Unlock()
		last[m.Root.ID] = m
	}))
	defer hook.Close()
	const story = "../../testdata/bundles/cache-oom-cascade"
	w := startWatch(t, "--backlog", "1000000000", "--notify-severity", "info", "--webhook", hook.URL, story+"/*", story+"/logs/*")
	for e := w.next(); e.Diagnosis == nil || e.Diagnosis.Cause != "memory.container-limit"; {
		e = w.next()
	}
	w.end()
	var out bytes.Buffer
	run(t.Context(), []string{"analyze", "--format", "json", story}, nil, &out, io.Discard)
	var r report.Report
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		t.Fatal(err)
	}
	var want, got []string
	for _, d := range r.Diagnoses {
		if d.Root && d.Status == "active" {
			want = append(want, d.ID+" "+d.Cause+" of "+d.Subject.Name)
		}
	}
	for id, m := range last {
		if m.Event == "opened" || m.Event == "updated" {
			got = append(got, id+" "+m.Root.Cause+" of "+m.Root.Subject.Name)
			if m.Root.Cause == "memory.container-limit" && len(m.Effects) < 2 {
				t.Errorf("%d effects", len(m.Effects))
			}
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("told of\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
