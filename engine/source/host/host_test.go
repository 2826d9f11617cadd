package host

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"culprit/engine/source"
	"culprit/engine/source/child"
)

// read opens a capture and reads it.
func read(t *testing.T, c capture) (string, error) {
	t.Helper()
	body, err := c.open(t.Context())
	if err != nil {
		return "", err
	}
	defer body.Close()
	text, err := io.ReadAll(body)
	return string(text), err
}

func program(t *testing.T, script string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "program")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestCommands(t *testing.T) {
	ok := program(t, `echo out; exit 3`)
	for _, c := range []struct {
		name, want, missing string
		capture             capture
	}{
		{"failed, with an answer", "$ " + ok + " x\nout\n", "", capture{argv: []string{ok, "x"}}},
		{"machine-readable", "out\n", "", capture{argv: []string{ok}, framed: true}},
		{"not installed", "", "no-such-program-4711 is not installed", capture{argv: []string{"no-such-program-4711"}}},
		{"second choice", "$ " + ok + "\nout\n", "", capture{argv: []string{"no-such-program-4711"}, or: []string{ok}}},
		{"messages only", "", "iptables: Permission denied (you must be root)", capture{argv: []string{program(t, "echo 'iptables: Permission denied (you must be root)' >&2; exit 4")}}},
		{"a missing folder tells", "$ ls -la /nonexistent\nls: cannot access '/nonexistent': No such file or directory\n", "", capture{argv: []string{"ls", "-la", "/nonexistent"}, tells: true}},
		{"hangs", "", "did not answer in time and was killed (50ms)", capture{argv: []string{program(t, "echo begun; exec sleep 60")}, limit: 50 * time.Millisecond}},
		{"unreadable", "", "no ring", capture{read: func() ([]byte, error) { return nil, errors.New("no ring") }}},
	} {
		c.capture.name = "host/x.txt"
		got, err := read(t, c.capture)
		var m *source.Missing
		switch {
		case errors.As(err, &m) && (c.missing == "" || m.Reason != c.missing || m.Stream != "host/x.txt"), err != nil && m == nil, got != c.want, c.missing != "" && err == nil:
			t.Errorf("%s: %q, %v", c.name, got, err)
		}
	}
}

// TestTooLong: a flood is cut, and the cut is a gap behind what was kept.
func TestTooLong(t *testing.T) {
	text, err := read(t, capture{name: "host/x.txt", argv: []string{"head", "-c", "40000000", "/dev/zero"}, framed: true})
	var g *source.Gap
	if !errors.As(err, &g) || len(text) != child.MaxOutput {
		t.Error(len(text), err)
	}
}

// TestList: each row has what --list shows, and a name of its own.
func TestList(t *testing.T) {
	seen := map[string]bool{}
	for _, l := range Open(Options{Dirs: []string{"/etc/secrets"}, Tail: 5, Since: time.Unix(1, 0)}).List() {
		if l.Name == "" || l.Command == "" || l.What == "" || seen[l.Name] {
			t.Errorf("%+v", l)
		}
		seen[l.Name] = true
	}
	if !seen["host/ls_etc_secrets.txt"] || !seen["host/journal_docker.jsonl"] {
		t.Error(seen)
	}
}

// TestThisMachine: whatever the machine lacks, each stream is there or missing
// with a reason.
func TestThisMachine(t *testing.T) {
	for stream := range Open(Options{Dirs: []string{t.TempDir()}, Tail: 10}).Streams(t.Context()) {
		body, err := stream.Open(t.Context())
		var m *source.Missing
		if errors.As(err, &m) {
			if m.Reason == "" {
				t.Errorf("%s is missing for no reason", stream.Name)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", stream.Name, err)
			continue
		}
		text, err := io.ReadAll(body)
		if err != nil || len(text) == 0 && !strings.Contains(stream.Name, "journal") && !strings.Contains(stream.Name, "kmsg") {
			t.Errorf("%s: %d bytes, %v", stream.Name, len(text), err)
		}
		body.Close()
	}
}
