package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"culprit/engine/report"
	"culprit/engine/source"
)

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

// TestWatchMetrics: a run serves its figures.
func TestWatchMetrics(t *testing.T) {
	log := filepath.Join(t.TempDir(), "worker.log")
	appendTo(t, log, fmt.Sprintf(refused, 31))
	ctx, cancel := context.WithCancel(t.Context())
	outs, out := io.Pipe()
	errs, err := io.Pipe()
	code := make(chan int)
	go func() {
		code <- run(ctx, []string{"watch", "--listen", "127.0.0.1:0", "--format", "jsonl", log}, nil, out, err)
		err.Close()
	}()
	said := bufio.NewScanner(errs)
	base := ""
	for base == "" && said.Scan() {
		if at, ok := strings.CutPrefix(said.Text(), "culprit: figures are at "); ok {
			base = strings.TrimSuffix(at, "/metrics")
		}
	}
	go io.Copy(io.Discard, errs)
	bufio.NewReader(outs).ReadString('\n') // the event, written after the sinks were told
	go io.Copy(io.Discard, outs)
	if status, body := get(t, base+"/healthz"); status != 200 || body != "ok\n" {
		t.Errorf("%d %s", status, body)
	}
	_, page := get(t, base+"/metrics")
	for _, want := range []string{
		`culprit_read_lines_total{kind="file"} 1`, `culprit_diagnoses_active{severity="error"} 1`, `culprit_diagnoses_active{severity="critical"} 0`,
		`culprit_root_causes_active{cause="dependency.refused"} 1`, `culprit_changes_total{event="opened"} 1`, "culprit_facts 1", `culprit_gaps_total{kind="file"} 0`,
	} {
		if !strings.Contains(page, want+"\n") {
			t.Errorf("%s is missing in\n%s", want, page)
		}
	}
	if status, _ := get(t, base+"/"); status != 404 {
		t.Error(status)
	}
	cancel()
	if c := <-code; c != exitOK {
		t.Error(c)
	}
}

// TestHealth: 503 with the reason when the loop is stuck, when a server says
// nothing at all, and at the end.
func TestHealth(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		state := &runState{server: true, pulse: make(chan struct{}), over: make(chan struct{})}
		s := &metricsSink{run: state, began: time.Now(), read: map[string]*amount{}}
		ask := func() string {
			w := httptest.NewRecorder()
			s.health(w, httptest.NewRequestWithContext(t.Context(), "GET", "/healthz", nil))
			return fmt.Sprintf("%d %s", w.Code, w.Body)
		}
		if got := ask(); got != "503 nothing was read or evaluated for 10s\n" {
			t.Error(got)
		}
		go func() {
			for {
				select {
				case <-state.pulse:
				case <-state.over:
					return
				}
			}
		}()
		s.piece(source.Piece{Stream: "host/df.txt", Data: []byte("x\n")})
		if got := ask(); got != "200 ok\n" {
			t.Error(got)
		}
		time.Sleep(11 * time.Minute)
		if got := ask(); got != "503 no source has handed out anything for 11m0s\n" {
			t.Error(got)
		}
		state.server = false
		if got := ask(); got != "200 ok\n" {
			t.Error(got)
		}
		close(state.over)
		synctest.Wait()
		if got := ask(); got != "503 the run is ending\n" {
			t.Error(got)
		}
	})
}

// TestCauses: however many causes hold, the page has a bound.
func TestCauses(t *testing.T) {
	s := &metricsSink{changes: map[string]float64{}, active: holding{}}
	j := judgement{}
	for i := range 2 * maxCauses {
		d := &report.Diagnosis{ID: fmt.Sprint(i), Cause: fmt.Sprintf("cause.%03d", i), Severity: "error", Status: "active", Root: true}
		j.changes = append(j.changes, change{report.Event{Event: "opened", Diagnosis: d}, true})
	}
	s.judged(j)
	roots := s.holding()[1].Samples
	if last := roots[len(roots)-1]; len(roots) != maxCauses+1 || last.Labels[1] != "other" || last.Value != maxCauses {
		t.Errorf("%d %+v", len(roots), last)
	}
}
