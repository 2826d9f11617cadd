package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"culprit/engine/history"
)

// TestHistory: what a watch saw open and heal is shown, once, also when a second
// watch reads the same lines again; a damaged file is put aside and watch goes on.
func TestHistory(t *testing.T) {
	dir := t.TempDir()
	log, file := filepath.Join(dir, "worker.log"), filepath.Join(dir, "state", "history.db")
	appendTo(t, log, fmt.Sprintf(refused, 31)+fmt.Sprintf(refused, 35))
	w := startWatch(t, "--history", file, "--severity", "critical", log) // the screen's filter is not the history's
	appendTo(t, log, back)
	w.end()
	show := func(args ...string) string {
		t.Helper()
		var out, errs bytes.Buffer
		if code := run(t.Context(), append([]string{"history", "--history", file, "--since", "all"}, args...), nil, &out, &errs); code != exitOK {
			t.Fatalf("exit %d: %s", code, &errs)
		}
		return out.String()
	}
	startWatch(t, "--history", file, "--severity", "critical", log).end()
	text := show()
	if !strings.HasPrefix(text, "worker\n  error dependency.refused (cache:6379): ") || !strings.Contains(text, "    1 incident, 2 times, 2026-11-23 22:12Z\n") || !strings.Contains(text, `    healed   1 time by "2026-11-23 22:13:01,123 INFO shop: Connected to redis://cache:6379/0", `) {
		t.Error(text)
	}
	var s history.Summary
	if err := json.Unmarshal([]byte(show("--format", "json")), &s); err != nil || len(s.Causes) != 1 || s.Causes[0].Incidents[0].Status != history.Resolved || s.SchemaVersion != 1 {
		t.Errorf("%v %+v", err, s)
	}
	if text := show("--container", "other") + show("--cause", "other"); text != strings.Repeat("nothing happened in this time\n", 2) {
		t.Error(text)
	}

	if err := os.WriteFile(file, bytes.Repeat([]byte("damage"), 4000), 0o600); err != nil {
		t.Fatal(err)
	}
	w = startWatch(t, "--history", file, "--severity", "critical", log)
	w.end()
	if !strings.Contains(w.errs.String(), "is damaged; it is kept as "+file+".damaged-") || show() != text {
		t.Errorf("%s\n%s", w.errs, show())
	}
}
