//go:build linux

package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// A screen is a terminal with watch in it.
type screen struct {
	t   *testing.T
	pty *os.File // what a person has
	tty *os.File // what the program has
	cmd *exec.Cmd

	mu   sync.Mutex
	text []byte
}

// onScreen starts watch in a terminal of its own.
func onScreen(t *testing.T, env []string, args ...string) *screen {
	t.Helper()
	for _, needed := range []string{"stty", "sh"} {
		if _, err := exec.LookPath(needed); err != nil {
			t.Skip(err)
		}
	}
	person, tty, err := pty.Open()
	if err != nil {
		t.Skip(err)
	}
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := pty.Setsize(person, &pty.Winsize{Rows: 24, Cols: 120}); err != nil {
		t.Fatal(err)
	}
	s := &screen{t: t, pty: person, tty: tty, cmd: exec.Command(path, append([]string{"watch", "--color", "never"}, args...)...)}
	s.cmd.Args[0] = "culprit"
	s.cmd.Env = append(append(os.Environ(), "TERM=xterm"), env...)
	s.cmd.Stdin, s.cmd.Stdout, s.cmd.Stderr = tty, tty, tty
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		buffer := make([]byte, 4096)
		for {
			n, err := person.Read(buffer)
			s.mu.Lock()
			s.text = append(s.text, buffer[:n]...)
			s.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	t.Cleanup(func() {
		s.cmd.Process.Kill()
		s.cmd.Wait()
		person.Close()
		tty.Close()
	})
	return s
}

// shows waits for a text to come on the screen.
func (s *screen) shows(text string) {
	s.t.Helper()
	until(s.t, fmt.Sprintf("%q is shown", text), func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		return bytes.Contains(s.text, []byte(text))
	})
	s.mu.Lock()
	s.text = s.text[bytes.Index(s.text, []byte(text))+len(text):]
	s.mu.Unlock()
}

func (s *screen) types(keys string) {
	s.t.Helper()
	if _, err := s.pty.WriteString(keys); err != nil {
		s.t.Fatal(err)
	}
}

// plain reports whether the terminal is as terminals are: it shows what is typed
// and hands out lines.
func (s *screen) plain() bool {
	now, err := unix.IoctlGetTermios(int(s.tty.Fd()), getTermios)
	return err == nil && now.Lflag&unix.ICANON != 0 && now.Lflag&unix.ECHO != 0
}

func (s *screen) takesKeys() {
	s.t.Helper()
	until(s.t, "keys are read", func() bool { return !s.plain() })
}

func twoFailures(t *testing.T) (log string) {
	log = filepath.Join(t.TempDir(), "worker.log")
	appendTo(t, log, fmt.Sprintf(refused, 31)+strings.ReplaceAll(fmt.Sprintf(refused, 33), "cache:", "mail:"))
	return log
}

// TestKeys: root causes are chosen and opened by keys, and q ends the run.
func TestKeys(t *testing.T) {
	s := onScreen(t, nil, twoFailures(t))
	s.takesKeys()
	s.shows("mail:6379")
	s.shows("? help")
	s.types("?")
	s.shows("a number and Enter opens")
	s.types("\x1b[B")
	s.shows("1 of 2 (Enter opens): error worker: ")
	s.types("\x1b[B\x1b[B")
	s.shows("2 of 2 (Enter opens): error worker: ")
	s.types("\r")
	s.shows("worker.log:")
	s.shows("docker ")
	s.types("9\x7f5")
	s.shows("number 5 (Enter opens)")
	s.types("\r")
	s.shows("there is no number 5")
	s.types("l")
	s.shows(" 1 ")
	s.shows(" 2 ")
	s.types("1\n")
	s.shows("docker ")
	if s.plain() {
		t.Error("keys are not read")
	}
	s.types("q")
	s.shows("watched for")
	if err := s.cmd.Wait(); err != nil || !s.plain() {
		t.Errorf("%v, plain: %v", err, s.plain())
	}
}

// TestKeysGoneBack: however a run ends, the terminal is as it was.
func TestKeysGoneBack(t *testing.T) {
	for name, end := range map[string]func(*screen){
		"SIGTERM": func(s *screen) { s.cmd.Process.Signal(syscall.SIGTERM) },
		"^C":      func(s *screen) { s.types("\x03") },
		"SIGHUP":  func(s *screen) { s.cmd.Process.Signal(syscall.SIGHUP) },
		"SIGKILL": func(s *screen) { s.cmd.Process.Kill() },
		"SIGQUIT": func(s *screen) { s.cmd.Process.Signal(syscall.SIGQUIT) }, // ends as a panic does: with a trace, at once
	} {
		t.Run(name, func(t *testing.T) {
			s := onScreen(t, nil, twoFailures(t))
			s.takesKeys()
			s.shows("mail:6379")
			end(s)
			s.cmd.Wait()
			until(t, "the terminal is put back", s.plain)
		})
	}
}

// TestKeysStopped: stopped by ^Z the terminal is as it was; the run goes on with
// keys.
func TestKeysStopped(t *testing.T) {
	s := onScreen(t, nil, twoFailures(t))
	s.takesKeys()
	s.shows("? help")
	// The kernel stops no process of a session whose leader has no parent in it:
	// the signal that ^Z would be is sent.
	s.cmd.Process.Signal(syscall.SIGTSTP)
	until(t, "it is stopped", func() bool {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
		_, rest, _ := strings.Cut(string(stat), ") ")
		return err == nil && strings.HasPrefix(rest, "T")
	})
	if !s.plain() {
		t.Error("the terminal is not put back")
	}
	s.cmd.Process.Signal(syscall.SIGCONT)
	s.takesKeys()
	s.types("q")
	s.shows("watched for")
	if err := s.cmd.Wait(); err != nil || !s.plain() {
		t.Errorf("%v, plain: %v", err, s.plain())
	}
}

// TestNoKeys: nothing is read, and the terminal left alone, where events go
// elsewhere or the terminal can't do it.
func TestNoKeys(t *testing.T) {
	for name, c := range map[string]struct{ env, args []string }{
		"to a file": {nil, []string{"-o", filepath.Join(t.TempDir(), "events")}},
		"dumb":      {[]string{"TERM=dumb"}, nil},
		"jsonl":     {nil, []string{"--format", "jsonl"}},
		"no stty":   {[]string{"PATH=/nowhere"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			s := onScreen(t, c.env, append(c.args, twoFailures(t))...)
			s.shows("watching")
			if len(c.args) < 2 || c.args[0] != "-o" {
				s.shows("mail")
			}
			if !s.plain() {
				t.Error("keys are read")
			}
			s.cmd.Process.Signal(syscall.SIGTERM)
			s.shows("watched for")
		})
	}
}
