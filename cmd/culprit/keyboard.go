//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"sync"

	"golang.org/x/sys/unix"
)

// A keyboard reads keys as they are typed. The terminal hands them out at once and
// does not show them; all else stays as it was: ^C, ^Z and line ends are its own
// business. It is put back when the run ends, before it is stopped, and, when the
// run dies of whatever, by a guard.
type keyboard struct {
	fd     int
	bottom *statusLine
	keys   chan key
	wake   *os.File // closed to end reading
	guard  *exec.Cmd
	alive  io.Closer // of the guard: its end says that the run died
	done   sync.WaitGroup

	mu     sync.Mutex
	before unix.Termios
	ours   bool // the terminal hands out keys
	closed bool
}

// guardScript waits for the end of its input and puts the terminal back, unless
// somebody else has set it meanwhile.
const guardScript = `trap '' INT TERM HUP QUIT TSTP TTIN TTOU; read -r _; [ "$(stty -g <&3)" = "$1" ] && stty "$0" <&3`

// openKeyboard has keys read from the terminal; close puts it back.
func (c *console) openKeyboard(bottom *statusLine) (keys <-chan key, end func(), err error) {
	tty, ok := c.in.(*os.File)
	if !ok || !terminal(tty) {
		return nil, nil, fmt.Errorf("standard input is no terminal")
	}
	k := &keyboard{fd: int(tty.Fd()), bottom: bottom, keys: make(chan key, 64)}
	before, err := unix.IoctlGetTermios(k.fd, getTermios)
	if err != nil {
		return nil, nil, err
	}
	k.before = *before
	saved, err := settings(tty)
	if err != nil {
		return nil, nil, err
	}
	if err := k.take(); err != nil {
		return nil, nil, err
	}
	stop, wake, err := os.Pipe()
	if err == nil {
		err = k.begin(tty, saved)
	}
	if err != nil {
		k.giveBack()
		return nil, nil, err
	}
	k.wake = wake
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, unix.SIGTSTP, unix.SIGCONT)
	k.done.Go(func() { k.read(int(stop.Fd())) })
	k.done.Go(func() { k.stopped(signals) })
	return k.keys, func() {
		signal.Stop(signals)
		close(signals)
		wake.Close()
		k.done.Wait()
		stop.Close()
		k.mu.Lock()
		k.closed = true
		k.mu.Unlock()
		k.giveBack()
		k.guard.Process.Kill()
		k.guard.Wait()
		k.alive.Close()
	}, nil
}

// settings are those of a terminal as stty takes them back.
func settings(tty *os.File) (string, error) {
	cmd := exec.Command("stty", "-g")
	cmd.Stdin = tty
	out, err := cmd.Output()
	return strings.TrimSpace(string(out)), err
}

// begin starts the guard.
func (k *keyboard) begin(tty *os.File, saved string) error {
	now, err := settings(tty)
	if err != nil {
		return err
	}
	k.guard = exec.Command("/bin/sh", "-c", guardScript, saved, now)
	k.guard.ExtraFiles = []*os.File{tty}
	if k.alive, err = k.guard.StdinPipe(); err != nil {
		return err
	}
	return k.guard.Start()
}

// foreground reports whether the terminal is ours to read: who reads it from the
// background is stopped.
func (k *keyboard) foreground() bool {
	group, err := unix.IoctlGetInt(k.fd, unix.TIOCGPGRP)
	return err == nil && group == unix.Getpgrp()
}

// take has the terminal hand out keys, when it is ours.
func (k *keyboard) take() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.ours || k.closed || !k.foreground() {
		return nil
	}
	now := k.before
	now.Lflag &^= unix.ICANON | unix.ECHO
	now.Cc[unix.VMIN], now.Cc[unix.VTIME] = 1, 0
	err := unix.IoctlSetTermios(k.fd, setTermios, &now)
	k.ours = err == nil
	return err
}

// giveBack puts the terminal back as it was.
func (k *keyboard) giveBack() {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.ours && k.foreground() {
		unix.IoctlSetTermios(k.fd, setTermios, &k.before)
	}
	k.ours = false
}

// stopped gives the terminal back before the process is stopped by ^Z, and takes
// it again when it goes on in the foreground.
func (k *keyboard) stopped(signals <-chan os.Signal) {
	for s := range signals {
		if s == unix.SIGCONT {
			k.take()
			k.bottom.redraw()
			continue
		}
		k.giveBack()
		k.bottom.hide()
		unix.Kill(unix.Getpid(), unix.SIGSTOP)
	}
}

// read reads keys until stop is readable or the terminal is gone.
func (k *keyboard) read(stop int) {
	var buffer [256]byte
	for {
		fds := []unix.PollFd{{Fd: int32(stop), Events: unix.POLLIN}, {Fd: int32(k.fd), Events: unix.POLLIN}}
		wait := -1
		if !k.foreground() {
			fds, wait = fds[:1], 1000 // what is typed is for somebody else
		}
		if _, err := unix.Poll(fds, wait); err != nil && err != unix.EINTR {
			return
		}
		if fds[0].Revents != 0 {
			return
		}
		if len(fds) < 2 || fds[1].Revents == 0 || !k.foreground() {
			continue
		}
		n, err := unix.Read(k.fd, buffer[:])
		if err == unix.EINTR || err == unix.EAGAIN {
			continue
		}
		if err != nil || n == 0 {
			return
		}
		for _, one := range keysOf(string(buffer[:n])) {
			select {
			case k.keys <- one:
			default: // nobody types as fast
			}
		}
	}
}
