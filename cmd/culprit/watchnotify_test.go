package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

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
