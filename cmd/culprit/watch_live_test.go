package main

import (
	"context"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"culprit/engine/source/docker/dockertest"
)

// TestWatchEngine: what kills or hinders a container is said within moments,
// and is what analyze says of a bundle collected afterwards.
func TestWatchEngine(t *testing.T) {
	dockertest.Require(t)
	p := dockertest.NewProject(t, "culpritwatch")
	w := startWatch(t)
	began := map[string]time.Time{}
	up := func(service string, args ...string) {
		began[service] = time.Now()
		p.Up(service, args...)
	}
	up("hungry", "--memory", "16m", "--memory-swap", "16m", "--", "python3", "-c", "x = bytearray(200 << 20)")
	up("missing", "--", "sh", "-c", "nosuchprogram; exit 127")
	up("worker", "--", "python3", "-uc", "import redis\ntry:\n redis.Redis('127.0.0.1', 6390).ping()\nexcept Exception as e:\n print('ERROR cache:', e)\nimport time\ntime.sleep(600)")
	want := []string{"container.command-not-found " + p.Name + "-missing-1", "dependency.refused " + p.Name + "-worker-1", "memory.container-limit " + p.Name + "-hungry-1"}
	var live []string
	for len(live) < len(want) {
		e := w.next()
		if e.Event != "opened" || e.Diagnosis.Subject.Project != p.Name {
			continue
		}
		live = append(live, e.Diagnosis.Cause+" "+e.Diagnosis.Subject.Name)
		late := e.At.Sub(began[e.Diagnosis.Subject.Service])
		t.Logf("%s %s after its container was asked for", e.Diagnosis.Cause, late.Round(time.Millisecond))
		if late > 10*time.Second { // with the start of the container, on a machine that does much else
			t.Errorf("%s was said %s after its container was asked for", e.Diagnosis.Cause, late)
		}
	}
	for _, e := range w.end() {
		if e.Diagnosis != nil && e.Event == "opened" && e.Diagnosis.Subject.Project == p.Name {
			live = append(live, e.Diagnosis.Cause+" "+e.Diagnosis.Subject.Name)
		}
	}
	slices.Sort(live)
	if !slices.Equal(live, want) {
		t.Errorf("watch says\n%s", strings.Join(live, "\n"))
	}
	bundle := filepath.Join(t.TempDir(), "bundle.tar.gz")
	if code := run(context.Background(), []string{"collect", "-o", bundle, "--since", "10m"}, nil, io.Discard, io.Discard); code != exitOK {
		t.Fatalf("collect: exit %d", code)
	}
	if collected, _, _ := said(t, p.Name, "analyze", bundle); !slices.Equal(collected, live) {
		t.Errorf("watch says\n%s\nanalyze of the bundle\n%s", strings.Join(live, "\n"), strings.Join(collected, "\n"))
	}
}
