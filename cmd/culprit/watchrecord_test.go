package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"culprit/engine/report"
)

// judged is what analyze says of a path: ids with status and count.
func judged(t *testing.T, path string) []string {
	t.Helper()
	var out bytes.Buffer
	run(t.Context(), []string{"analyze", "--format", "json", path}, nil, &out, io.Discard)
	var r report.Report
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		t.Fatalf("%v: %s", err, out.String())
	}
	var list []string
	for _, d := range r.Diagnoses {
		list = append(list, fmt.Sprintf("%s %s of %s: %s, %d times, caused by %v", d.ID, d.Cause, d.Subject.Label(), d.Status, d.Count, d.CausedBy))
	}
	slices.Sort(list)
	return list
}

// TestWatchRecord: the recording of a run is a bundle of which analyze says what
// the run said at its end, and what it says of the files themselves.
func TestWatchRecord(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../../testdata/bundles/cache-oom-cascade")); err != nil {
		t.Fatal(err)
	}
	recording := filepath.Join(t.TempDir(), "recording")
	w := startWatch(t, "--backlog", "1000000000", "--record", recording, dir+"/*", dir+"/logs/*")
	standing := map[string]string{}
	note := func(e report.Event) {
		if e.Diagnosis == nil {
			return
		}
		standing[e.Diagnosis.ID] = e.Diagnosis.Status
		if e.Event == "withdrawn" {
			delete(standing, e.Diagnosis.ID)
		}
	}
	for {
		e := w.next()
		note(e)
		if e.Diagnosis != nil && e.Diagnosis.Cause == "memory.container-limit" {
			break
		}
	}
	for _, e := range w.end() {
		note(e)
	}
	again := judged(t, recording)
	if files := judged(t, dir); !slices.Equal(again, files) {
		t.Errorf("of the recording\n%q\nof the files\n%q", again, files)
	}
	var live []string
	for id, status := range standing {
		live = append(live, id+" "+status)
	}
	var r report.Report
	var out bytes.Buffer
	run(t.Context(), []string{"analyze", "--format", "json", recording}, nil, &out, io.Discard)
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, d := range r.Diagnoses {
		ids = append(ids, d.ID+" "+d.Status)
	}
	slices.Sort(live)
	slices.Sort(ids)
	if !slices.Equal(live, ids) || len(live) < 3 {
		t.Errorf("watch\n%q\nanalyze\n%q", live, ids)
	}
}
