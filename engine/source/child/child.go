// Package child runs a program under supervision: with a deadline, a limit on
// what it prints, in a process group of its own. A process that can't even be
// killed, because it hangs inside a driver (state D), is left behind: the
// caller never waits longer than the deadline, and the same command is not
// started again while it hangs.
package child

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// MaxOutput bounds what is kept of a program's output.
const MaxOutput = 32 << 20

// ErrHung is wrapped when a program did not end within its deadline.
var ErrHung = errors.New("did not answer in time and was killed")

// A Failed is a program that ended with a failure and printed nothing but error
// messages.
type Failed struct {
	State   string // exit status 1, signal: killed
	Message string // the first line of its messages; empty when there was none
}

func (f *Failed) Error() string {
	if f.Message == "" {
		return "printed nothing and ended with " + f.State
	}
	return f.Message
}

// Output runs a program and returns what it prints on both of its outputs. cut
// says that it printed more than MaxOutput. What was printed before an error,
// or as the messages of a *Failed, is returned beside it.
func Output(ctx context.Context, limit time.Duration, argv []string) (text []byte, cut bool, err error) {
	if err := ctx.Err(); err != nil {
		return nil, false, err
	}
	program, err := find(argv[0])
	if err != nil {
		return nil, false, err
	}
	cmd := exec.Command(program, argv[1:]...)
	cmd.Args[0] = argv[0] // ls: cannot access …, not /usr/bin/ls: …
	cmd.Env = append(os.Environ(), "LC_ALL=C", "TZ=UTC", "COLUMNS=400", "SYSTEMD_COLORS=0")
	out := &limited{}
	cmd.Stdout, cmd.Stderr = &answer{limited: out}, out
	err = wait(ctx, limit, cmd)
	text, cut, answered := out.taken()
	var failed *exec.ExitError
	switch {
	case errors.As(err, &failed) && answered, errors.Is(err, exec.ErrWaitDelay):
		err = nil // it had something to say besides
	case errors.As(err, &failed):
		err = &Failed{failed.ProcessState.String(), firstLine(text)}
	}
	return text, cut, err
}

// wait starts a program and waits for its end, its deadline or ctx.
func wait(ctx context.Context, limit time.Duration, cmd *exec.Cmd) (err error) {
	key := strings.Join(cmd.Args, "\x00")
	if hanging.has(key) {
		return fmt.Errorf("%w before, and still hangs", ErrHung)
	}
	cmd.WaitDelay = time.Second // for a grandchild that keeps the pipe open
	alone(cmd)
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	deadline := time.NewTimer(limit)
	defer deadline.Stop()
	select {
	case err = <-ended:
	case <-deadline.C:
		err = fmt.Errorf("%w (%s)", ErrHung, limit)
		kill(cmd)
		select {
		case <-ended:
		case <-time.After(dying):
			hanging.add(key, 1)
			go func() {
				<-ended
				hanging.add(key, -1)
			}()
		}
	case <-ctx.Done():
		err = ctx.Err()
		kill(cmd)
	}
	return err
}

// dying is how long a killed child may take to be gone.
const dying = 200 * time.Millisecond

// hanging counts, by command line, the children that were left behind: who asks
// again and again must not add to them.
var hanging = behind{list: map[string]int{}}

type behind struct {
	mu   sync.Mutex
	list map[string]int
}

func (b *behind) add(key string, n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.list[key] += n; b.list[key] == 0 {
		delete(b.list, key)
	}
}

func (b *behind) has(key string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.list[key] > 0
}

// find looks for a program in PATH and where those of root are.
func find(program string) (string, error) {
	for _, dir := range []string{"", "/usr/sbin/", "/sbin/", "/usr/local/sbin/"} {
		if path, err := exec.LookPath(dir + program); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("%s is not installed", program)
}

// limited keeps the first MaxOutput bytes and lets the rest go by. After taken
// it keeps nothing: a child that was left behind may still print.
type limited struct {
	mu       sync.Mutex
	text     bytes.Buffer
	cut      bool
	answered bool // something came on standard output
	done     bool
}

// An answer is the standard output.
type answer struct{ *limited }

// Write implements io.Writer.
func (a *answer) Write(p []byte) (int, error) { return a.keep(p, true) }

// Write implements io.Writer.
func (l *limited) Write(p []byte) (int, error) { return l.keep(p, false) }

func (l *limited) keep(p []byte, answer bool) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.done {
		room := MaxOutput - l.text.Len()
		l.cut = l.cut || room < len(p)
		l.answered = l.answered || answer
		l.text.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}

func (l *limited) taken() (text []byte, cut, answered bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.done = true
	return l.text.Bytes(), l.cut, l.answered
}
