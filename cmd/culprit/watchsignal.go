package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"culprit/engine/source"
)

// How long a run that is to end waits for sources that are in the middle of
// something. With closing it ends within five seconds.
const sourcesEnd = 1500 * time.Millisecond

// hangups are the SIGHUPs that ask a run without a terminal to begin anew what it
// opened. With a terminal the signal says that this is gone: the run ends. Started
// by nohup it means nothing.
func (c *console) hangups(end context.CancelFunc) (hangups <-chan os.Signal, stop func()) {
	if signal.Ignored(syscall.SIGHUP) {
		return nil, func() {}
	}
	got := make(chan os.Signal, 1)
	signal.Notify(got, syscall.SIGHUP)
	if !terminal(c.in) && !terminal(c.out) && !terminal(c.err) {
		return got, func() { signal.Stop(got) }
	}
	done := make(chan struct{})
	go func() {
		select {
		case <-got:
			end()
		case <-done:
		}
	}()
	return nil, func() {
		signal.Stop(got)
		close(done)
	}
}

// reload reads the rules of folders again and opens the file of events anew, which
// may have been renamed.
func (w *watcher) reload() {
	if w.file != nil {
		if err := w.reopen(); err != nil {
			w.say("SIGHUP: events go on to the file that is open: %v", err)
		} else {
			w.say("SIGHUP: %s is opened anew", w.file.path)
		}
	}
	if set := w.rules.reload(w.console); set != nil {
		w.watch.Use(set)
	}
}

// reopen opens the file of events anew. The state is saved at once: that events
// of the former file were said stands nowhere else from now on.
func (w *watcher) reopen() error {
	next, err := openEvents(w.file.path)
	if err != nil {
		return err
	}
	w.file.f.Close()
	w.file.f, w.file.size = next.f, next.size
	if w.state != nil {
		return w.state.save(w.watch)
	}
	return nil
}

// rest lets sources end; they have time until they are late.
func rest(taken <-chan source.Piece, ended <-chan error) error {
	late := time.After(sourcesEnd)
	for {
		select {
		case _, more := <-taken:
			if !more {
				return <-ended
			}
		case <-late:
			return nil
		}
	}
}
