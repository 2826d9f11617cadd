//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// until waits for something to hold.
func until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(time.Minute); !holds(); <-tick.C {
		if time.Now().After(deadline) {
			t.Fatalf("it never came that %s", what)
		}
	}
}

func contains(path, text string) func() bool {
	return func() bool {
		data, err := os.ReadFile(path)
		return err == nil && strings.Contains(string(data), text)
	}
}

// program starts culprit as a process of its own. What it says stands in a file.
func program(t *testing.T, args ...string) (cmd *exec.Cmd, said string) {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd = exec.Command(path, args...)
	cmd.Args[0] = "culprit"
	errs, err := os.CreateTemp(t.TempDir(), "said")
	if err != nil {
		t.Fatal(err)
	}
	defer errs.Close()
	cmd.Stderr = errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill() })
	return cmd, errs.Name()
}

const ownRule = `rule "own" {
  cause      = "dependency.refused"
  confidence = %s
  match "line" {
    fact  = "log.line"
    where = "line.message contains 'no such luck'"
  }
}
`

// TestWatchHangup: SIGHUP opens the renamed file of events anew, so that no event
// is lost or twice, also after kill -9, and reads the rules again.
func TestWatchHangup(t *testing.T) {
	dir := t.TempDir()
	log, events, rules := filepath.Join(dir, "worker.log"), filepath.Join(dir, "events.jsonl"), filepath.Join(dir, "rules")
	if err := os.Mkdir(rules, 0o700); err != nil {
		t.Fatal(err)
	}
	appendTo(t, filepath.Join(rules, "own.hcl"), fmt.Sprintf(ownRule, "0.5"))
	args := []string{"watch", "--format", "jsonl", "-o", events, "--rules", rules, "--state", filepath.Join(dir, "state"), log}
	cmd, _ := program(t, args...)
	appendTo(t, log, fmt.Sprintf(refused, 31))
	until(t, "the event is in the file", contains(events, `"opened"`))
	if err := os.Rename(events, events+".1"); err != nil {
		t.Fatal(err)
	}
	cmd.Process.Signal(syscall.SIGHUP)
	until(t, "there is another file", func() bool { return exists(events) })
	cmd.Process.Kill()
	cmd.Wait()
	cmd, said := program(t, args...)
	appendTo(t, log, back)
	until(t, "the end is in the new file", contains(events, `"resolved"`))
	cmd.Process.Signal(syscall.SIGHUP)
	until(t, "the rules are read again", contains(said, "rules are loaded anew"))
	cmd.Process.Signal(syscall.SIGTERM)
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
	for path, want := range map[string]string{events + ".1": "opened", events: "resolved"} {
		data, err := os.ReadFile(path)
		if err != nil || bytes.Count(data, []byte("\n")) != 1 || !strings.Contains(string(data), want) {
			t.Errorf("%s: %v %s", path, err, data)
		}
	}
}

// TestWatchTerm: SIGTERM ends within five seconds although a server does not
// answer, and what that was not told the next run tells.
func TestWatchTerm(t *testing.T) {
	asked, never := make(chan string, 10), make(chan struct{})
	hook := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var m struct {
			Key string `json:"idempotency_key"`
		}
		json.NewDecoder(r.Body).Decode(&m)
		asked <- m.Key
		select {
		case <-never:
		case <-r.Context().Done():
		}
	}))
	defer hook.Close()
	dir := t.TempDir()
	log := filepath.Join(dir, "worker.log")
	args := []string{"watch", "--format", "jsonl", "--state", filepath.Join(dir, "state"), "--webhook", hook.URL, "--notify-wait", "0s", log}
	cmd, said := program(t, args...)
	appendTo(t, log, fmt.Sprintf(refused, 31))
	first := <-asked
	began := time.Now()
	cmd.Process.Signal(syscall.SIGTERM)
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
	if took := time.Since(began); took > 5*time.Second || !contains(said, "the next run sends them")() {
		t.Errorf("it took %v", took)
	}
	cmd, said = program(t, args...)
	if second := <-asked; first != second || first == "" {
		t.Errorf("%q, then %q", first, second)
	}
	close(never)
	cmd.Process.Signal(syscall.SIGTERM)
	if err := cmd.Wait(); err != nil || contains(said, "not sent")() {
		t.Error(err)
	}
}
