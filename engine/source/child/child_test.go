package child

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func program(t *testing.T, script string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "program")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestOutput(t *testing.T) {
	for _, c := range []struct{ name, script, want, err string }{
		{"both outputs, failed", "echo out; echo err >&2; exit 3", "err\nout\n", ""},
		{"messages only", "echo 'iptables: Permission denied' >&2; echo more >&2; exit 4", "iptables: Permission denied\nmore\n", "iptables: Permission denied"},
		{"nothing said", "exit 4", "", "printed nothing and ended with exit status 4"},
		{"hangs", "echo begun; exec sleep 60", "begun\n", "did not answer in time and was killed (100ms)"},
		{"its child hangs", "sleep 60 & wait", "", "did not answer in time and was killed (100ms)"},
	} {
		limit := time.Minute
		if strings.Contains(c.name, "hangs") {
			limit = 100 * time.Millisecond
		}
		text, cut, err := Output(t.Context(), limit, []string{program(t, c.script)})
		// The two outputs are two pipes: which comes first is not told.
		lines := slices.Sorted(strings.Lines(string(text)))
		if strings.Join(lines, "") != c.want || cut || (err == nil) != (c.err == "") || err != nil && err.Error() != c.err {
			t.Errorf("%s: %q, %v", c.name, text, err)
		}
	}
	if _, _, err := Output(t.Context(), time.Minute, []string{"no-such-program-4711"}); err == nil || err.Error() != "no-such-program-4711 is not installed" {
		t.Error(err)
	}
}

// TestFlood: what is too long is cut, and the program is not held up.
func TestFlood(t *testing.T) {
	text, cut, err := Output(t.Context(), time.Minute, []string{"head", "-c", "40000000", "/dev/zero"})
	if len(text) != MaxOutput || !cut || err != nil {
		t.Error(len(text), cut, err)
	}
}

// TestInterrupted: ^C ends a program at once.
func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	stop := time.AfterFunc(50*time.Millisecond, cancel)
	defer stop.Stop()
	if _, _, err := Output(ctx, time.Minute, []string{"sleep", "60"}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if _, _, err := Output(ctx, time.Minute, []string{"sleep", "60"}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// TestLines: lines come as they are printed; the end of the program says why.
func TestLines(t *testing.T) {
	var got []string
	err := Lines(t.Context(), []string{program(t, "echo one; head -c 100000 /dev/zero | tr '\\0' x; echo; echo why >&2; printf last; exit 3")}, func(line []byte) {
		got = append(got, string(line))
	})
	if len(got) != 3 || got[0] != "one\n" || len(got[1]) != 100_001 || got[2] != "last" || err == nil || err.Error() != "why" {
		t.Errorf("%d lines, %v", len(got), err)
	}
	if err := Lines(t.Context(), []string{"true"}, nil); err == nil || err.Error() != "printed nothing and ended with exit status 0" {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	if err := Lines(ctx, []string{program(t, "echo begun; sleep 60")}, func([]byte) { cancel() }); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// TestFeed: a program gets its input, and its failure is told with its first
// message; one that reads nothing or hangs holds nobody up.
func TestFeed(t *testing.T) {
	got := filepath.Join(t.TempDir(), "got")
	for _, c := range []struct{ name, script, err string }{
		{"takes it", "cat >" + got, ""},
		{"reads nothing", "exit 0", ""},
		{"fails", "echo refused >&2; exit 3", "refused"},
		{"hangs", "exec sleep 60", "did not answer in time and was killed (2s)"},
	} {
		err := Feed(t.Context(), 2*time.Second, []string{program(t, c.script)}, []byte(strings.Repeat("x", 1<<20)))
		if (err == nil) != (c.err == "") || err != nil && err.Error() != c.err {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if text, err := os.ReadFile(got); err != nil || len(text) != 1<<20 {
		t.Errorf("%d bytes, %v", len(text), err)
	}
}

// TestLeftBehind: a command of which something can't be killed is not started
// again until that has ended.
func TestLeftBehind(t *testing.T) {
	dir := t.TempDir()
	argv := []string{program(t, "echo x >>"+dir+"/started; setsid sleep 0.6 & wait")}
	ask := func() string {
		_, _, err := Output(t.Context(), 100*time.Millisecond, argv)
		return fmt.Sprint(err)
	}
	const killed, still = "did not answer in time and was killed (100ms)", "did not answer in time and was killed before, and still hangs"
	for _, want := range []string{killed, still} {
		if got := ask(); got != want {
			t.Errorf("%q", got)
		}
	}
	for ask() == still {
		<-time.After(20 * time.Millisecond)
	}
	if started, _ := os.ReadFile(dir + "/started"); string(started) != "x\nx\n" {
		t.Errorf("started %q", started)
	}
}
