package main

import (
	"context"
	_ "embed"
	"fmt"
	"net"
	"os"
	"strconv"
	"time"

	"culprit/engine/condition"
	"culprit/engine/source"
)

// The recipes for a watch that runs all the time; --print writes them.
var (
	//go:embed service/culprit.service
	systemdUnit string
	//go:embed service/Dockerfile
	dockerfile string
)

var recipes = map[string]string{"systemd": systemdUnit, "docker": dockerfile}

func (c *console) recipe(name string) error {
	text, ok := recipes[name]
	if !ok {
		return usage(fmt.Errorf("there is no recipe %q%s", name, condition.DidYouMean(name, []string{"systemd", "docker"})))
	}
	_, err := fmt.Fprint(c.out, text)
	return err
}

// A serviceSink tells systemd that the run began, is alive, and ends (the
// protocol of sd_notify: one datagram a state).
type serviceSink struct {
	run    *runState
	socket *net.UnixConn
	stop   context.CancelFunc
	done   chan struct{}
}

// openService opens it when systemd started us and wants to know.
func openService(c *console, _ *sinkOptions, run *runState) (sink, error) {
	name := os.Getenv("NOTIFY_SOCKET")
	if name == "" {
		return nil, nil
	}
	os.Unsetenv("NOTIFY_SOCKET") // children are none of its business
	socket, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: name, Net: "unixgram"})
	if err != nil {
		c.say("systemd is not told that the watch runs: %v", err)
		return nil, nil
	}
	ctx, stop := context.WithCancel(context.Background())
	s := &serviceSink{run, socket, stop, make(chan struct{})}
	go func() {
		defer close(s.done)
		s.beat(ctx, watchdog())
	}()
	return s, nil
}

// watchdog is how often systemd wants a sign of life; 0 never.
func watchdog() time.Duration {
	if pid := os.Getenv("WATCHDOG_PID"); pid != "" && pid != strconv.Itoa(os.Getpid()) {
		return 0
	}
	micros, _ := strconv.ParseInt(os.Getenv("WATCHDOG_USEC"), 10, 64)
	return max(0, time.Duration(micros)*time.Microsecond)
}

// beat says that the run is ready once its loop takes the pulse, and then that it
// is alive twice in each interval, only while the loop is.
func (s *serviceSink) beat(ctx context.Context, every time.Duration) {
	state := "READY=1"
	for {
		select {
		case s.run.pulse <- struct{}{}:
			s.tell(state)
		case <-s.run.over:
			return
		case <-ctx.Done():
			return
		}
		if state = "WATCHDOG=1"; every == 0 {
			return
		}
		select {
		case <-time.After(every / 2):
		case <-ctx.Done():
			return
		}
	}
}

// tell sends a state. Systemd that does not listen is no reason to end, nor to
// wait: its socket holds a few states only.
func (s *serviceSink) tell(state string) {
	s.socket.SetWriteDeadline(time.Now().Add(time.Second))
	s.socket.Write([]byte(state))
}

func (*serviceSink) piece(source.Piece) {}

func (*serviceSink) judged(judgement) {}

func (s *serviceSink) close(context.Context) error {
	s.stop()
	<-s.done
	s.tell("STOPPING=1")
	return s.socket.Close()
}
