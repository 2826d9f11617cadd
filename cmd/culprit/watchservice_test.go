package main

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
)

// TestRecipes: every command line of culprit in the recipes has flags that exist.
func TestRecipes(t *testing.T) {
	watch := watchCommand(&console{})
	line := regexp.MustCompile(`(?:^|[ /])culprit (watch|history)\b(.*)`)
	for name, text := range recipes {
		lines, flags := 0, 0
		text = strings.ReplaceAll(text, `", "`, " ")
		text = strings.ReplaceAll(text, `CMD ["`, "culprit ")
		for l := range strings.Lines(text) {
			m := line.FindStringSubmatch(strings.TrimRight(strings.TrimSpace(l), `]"`))
			if m == nil {
				continue
			}
			lines++
			command := map[string]*cobra.Command{"watch": watch, "history": historyCommand(&console{})}[m[1]]
			for _, word := range strings.Fields(m[2]) {
				if flag, ok := strings.CutPrefix(word, "--"); ok {
					flags++
					if command.Flags().Lookup(flag) == nil {
						t.Errorf("%s: culprit %s has no --%s: %s", name, m[1], flag, l)
					}
				}
			}
		}
		if lines < 3 || flags < 4 {
			t.Errorf("%s: %d lines, %d flags", name, lines, flags)
		}
	}
}

// TestUnit: systemd understands the unit.
func TestUnit(t *testing.T) {
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("systemd-analyze is not installed")
	}
	// The program must be there to be started.
	unit := strings.ReplaceAll(systemdUnit, "ExecStart=/usr/local/bin/culprit", "ExecStart=/bin/true")
	file := filepath.Join(t.TempDir(), "culprit.service")
	if err := os.WriteFile(file, []byte(unit), 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(analyze, "verify", "--man=no", file).CombinedOutput()
	if err != nil || strings.Contains(string(out), "culprit.service") {
		t.Errorf("%v: %s", err, out)
	}
}

// TestService: systemd is told when the watch is ready, that it is alive, and
// that it ends.
func TestService(t *testing.T) {
	dir := t.TempDir()
	socket, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: filepath.Join(dir, "notify"), Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	t.Setenv("NOTIFY_SOCKET", filepath.Join(dir, "notify"))
	t.Setenv("WATCHDOG_USEC", "2000")
	states := make(chan string)
	go func() { // all the time: the socket holds a few states only
		defer close(states)
		for last := ""; last != "STOPPING=1"; {
			b := make([]byte, 100)
			n, err := socket.Read(b)
			if err != nil {
				return
			}
			if now := string(b[:n]); now != last { // once each
				last = now
				states <- now
			}
		}
	}()
	appendTo(t, filepath.Join(dir, "a.log"), "nothing\n")
	w := startWatch(t, filepath.Join(dir, "a.log"))
	for _, want := range []string{"READY=1", "WATCHDOG=1"} {
		if got := <-states; got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	ended := make(chan bool)
	go func() { w.end(); close(ended) }()
	if got := <-states; got != "STOPPING=1" {
		t.Error(got)
	}
	<-ended
}

// TestServiceDeaf: a systemd that does not read holds up no end.
func TestServiceDeaf(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "notify")
	socket, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: name, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	full, err := net.Dial("unixgram", name)
	if err != nil {
		t.Fatal(err)
	}
	defer full.Close()
	for room := true; room; {
		full.SetWriteDeadline(time.Now().Add(10 * time.Millisecond))
		_, err := full.Write([]byte("x"))
		room = err == nil
	}
	t.Setenv("NOTIFY_SOCKET", name)
	appendTo(t, filepath.Join(dir, "a.log"), "nothing\n")
	startWatch(t, filepath.Join(dir, "a.log")).end()
}
