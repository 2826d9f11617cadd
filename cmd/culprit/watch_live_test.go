package main

import (
	"context"
	"encoding/json"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"culprit/engine/report"
	"culprit/engine/source/docker/dockertest"
)

// prompt is how soon after the line that proves it a cause must be said: sooner
// than what is asked by the clock (every 30 s) could say it. How soon it is, the
// test logs: within a second, but where other work takes the cores.
const prompt = 15 * time.Second

// TestWatchEngine: through a proxy that only reads, what kills or hinders a
// container is said within moments of the line or state that proves it, and is
// what analyze says of a bundle collected afterwards.
func TestWatchEngine(t *testing.T) {
	dockertest.Require(t)
	p := dockertest.NewProject(t, "culpritwatch")
	t.Setenv("DOCKER_HOST", dockertest.ReadOnlyProxy(t))
	w := startWatch(t)
	events := w.stream()
	p.Up("hungry", "--memory", "16m", "--memory-swap", "16m", "--", "python3", "-c", "x = bytearray(200 << 20)")
	p.Up("missing", "--", "sh", "-c", "nosuchprogram; exit 127")
	p.Up("worker", "--", "python3", "-uc", "import redis\ntry:\n redis.Redis('127.0.0.1', 6390).ping()\nexcept Exception as e:\n print('ERROR cache:', e)\nimport time\ntime.sleep(600)")
	p.Up("loop", "--restart", "always", "--", "sh", "-c", "echo done")
	p.Up("sick", "--health-cmd", "echo no answer; false", "--health-interval", "1s", "--health-retries", "2", "--", "sleep", "600")
	p.Up("full", "--tmpfs", "/data:size=1m", "--", "sh", "-c", "dd if=/dev/zero of=/data/x bs=64k count=100; sleep 600")
	var want []string
	for service, cause := range map[string]string{
		"hungry": "memory.container-limit", "missing": "container.command-not-found", "worker": "dependency.refused",
		"loop": "container.exits-normally", "sick": "container.healthcheck-failing", "full": "disk.full",
	} {
		want = append(want, cause+" "+p.Name+"-"+service+"-1")
	}
	slices.Sort(want)
	var live []string
	for len(live) < len(want) {
		e, ok := <-events
		if !ok {
			t.Fatalf("watch ended after %q: %s", live, w.errs)
		}
		if e.Event.Event != "opened" || e.Diagnosis.Subject.Project != p.Name {
			continue
		}
		live = append(live, e.Diagnosis.Cause+" "+e.Diagnosis.Subject.Name)
		at := proven(e.Event)
		if at.IsZero() { // a state has no time of its own, but its last probe
			at = probed(t, e)
		}
		late := e.came.Sub(at)
		t.Logf("%s %s after its proof", e.Diagnosis.Cause, late.Round(time.Millisecond))
		if late > prompt {
			t.Errorf("%s was said %s after its proof", e.Diagnosis.Cause, late)
		}
	}
	w.stop()
	for e := range events {
		if e.Diagnosis != nil && e.Event.Event == "opened" && e.Diagnosis.Subject.Project == p.Name {
			live = append(live, e.Diagnosis.Cause+" "+e.Diagnosis.Subject.Name)
		}
	}
	if code := <-w.code; code != exitOK {
		t.Errorf("exit %d: %s", code, w.errs)
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

// proven is the time of the latest proof of a diagnosis.
func proven(e report.Event) (last time.Time) {
	for _, f := range e.Diagnosis.Findings {
		for _, proof := range f.Evidence {
			if at := proof.Time; at != nil && at.After(last) && !at.After(e.At) {
				last = *at
			}
		}
	}
	return last
}

// probed is when the last health check before an event ended.
func probed(t *testing.T, e arrived) (last time.Time) {
	t.Helper()
	ends := dockertest.Docker(t, "inspect", "-f", `{{range .State.Health.Log}}{{.End.Format "2006-01-02T15:04:05.999999999Z07:00"}} {{end}}`, e.Diagnosis.Subject.Name)
	for text := range strings.FieldsSeq(ends) {
		if at, err := time.Parse(time.RFC3339Nano, text); err != nil {
			t.Error(err)
		} else if at.After(last) && !at.After(e.came) {
			last = at
		}
	}
	return last
}

// An arrived event, and when it could be read.
type arrived struct {
	report.Event
	came time.Time
}

// stream reads the events beside the test, so that the watcher waits for
// nobody; it closes with the run.
func (w *watched) stream() <-chan arrived {
	events := make(chan arrived, 1000)
	go func() {
		defer close(events)
		for w.events.Scan() {
			e := arrived{came: time.Now()}
			if json.Unmarshal(w.events.Bytes(), &e.Event) == nil {
				events <- e
			}
		}
	}()
	return events
}
