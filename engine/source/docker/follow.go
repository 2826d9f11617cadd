package docker

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/events"
	"github.com/docker/docker/client"

	"culprit/engine/source"
	"culprit/engine/source/tail"
)

// How a running engine is followed. Events are hints: the daemon skips them for
// a slow reader without a word (daemon/events/events.go), so the state is looked
// at again and again.
const (
	reconcileEvery = 30 * time.Second
	inspectEvery   = 5 * time.Minute // a container that its row of the list says nothing new of
	deafAfter      = 5 * time.Minute // without an event, after which it is asked whether there were any
	reconnectAfter = 500 * time.Millisecond
	reconnectMost  = 5 * time.Second // the wait is doubled up to it
	downAfter      = 5 * time.Second // that an engine is away before it is said to be down
	looksAtOnce    = 8
	maxWaiting     = 4096 // events that were received and not yet looked at
	maxSeenEvents  = 1024
	maxTaken       = 4096
	eventStream    = "docker/events.jsonl"
)

// A following is the state of Follow.
type following struct {
	*Engine
	ctx     context.Context // of the whole
	emit    func(source.Piece)
	resume  map[string]resumption // by id
	backlog int64
	files   *tail.Follower
	events  seenEvents
	slots   chan struct{} // of looks at once

	mu      sync.Mutex
	boxes   map[string]*followed // by id
	byPath  map[string]*followed // of those whose log file is read
	taken   map[string]string    // stream of a log → id of its container
	refuse  map[string]bool      // what was said once
	running sync.WaitGroup       // looks, and logs that are read
	looks   sync.WaitGroup       // the first ones
}

// Follow hands out what the engine says, until ctx ends: events, the inspect
// document of each container whenever its state changes, and the logs. Logs of
// the json-file driver are read from their files where these may be read, since
// the API loses lines under a burst; others through the API. Of logs that are
// there already the last backlog bytes are read, or what follows the cursors of
// an earlier run. Emit is called from several goroutines.
func (e *Engine) Follow(ctx context.Context, backlog int64, from source.Cursors, emit func(source.Piece)) error {
	files, err := tail.New(nil, tail.Options{})
	if err != nil {
		return err
	}
	f := &following{
		Engine: e, ctx: ctx, emit: emit, resume: resumptions(from), backlog: backlog, files: files, slots: make(chan struct{}, looksAtOnce),
		boxes: map[string]*followed{}, byPath: map[string]*followed{}, taken: map[string]string{}, refuse: map[string]bool{},
	}
	f.events.start(from[eventStream], e.opts.Since)
	for id, r := range f.resume {
		f.taken[r.stream] = id
	}
	f.running.Go(func() { files.Run(ctx, f.line) })
	wait, down, said := reconnectAfter, time.Time{}, false
	for first := true; ctx.Err() == nil; {
		up, err := f.session(ctx, first, func() {
			if said { // in the place of what was said
				f.emit(source.Piece{Stream: versionStream, Data: []byte("$ docker version\n"), Whole: true})
			}
			wait, down, said = reconnectAfter, time.Time{}, false
		})
		if ctx.Err() != nil {
			break
		}
		first = first && !up
		if down.IsZero() {
			down = time.Now()
		} else if !said && time.Since(down) > cmp.Or(e.opts.pace, downAfter) {
			said = true
			f.emit(source.Piece{Stream: versionStream, Data: noVersion(err), Whole: true})
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
		wait = min(2*wait, reconnectMost)
	}
	f.running.Wait()
	return nil
}

func (f *following) lose(stream, reason string) {
	f.emit(source.Piece{Stream: stream, Gap: &source.Gap{Stream: stream, Reason: reason}})
}

// session follows until the connection is lost; up says that there was one. It
// listens before it looks, so that nothing falls between.
func (f *following) session(ctx context.Context, first bool, there func()) (up bool, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	waiting, lost := f.listen(ctx)
	if err := f.reconcile(ctx, first, true); err != nil {
		return false, err
	}
	// Where it still holds the event that came last, it told all that followed.
	if (!first || f.events.before > 0) && !slices.ContainsFunc(f.held(ctx), f.events.latest) {
		f.lose(eventStream, "the engine was lost and answers again; events between may be missing")
	}
	there()
	if first {
		f.nurse(ctx)
	}
	if first && f.opts.Seen != nil {
		f.running.Go(func() {
			f.looks.Wait()
			f.opts.Seen()
		})
	}
	tick := time.NewTicker(reconcileEvery)
	defer tick.Stop()
	heard := time.Now()
	for {
		select {
		case m := <-waiting:
			heard = time.Now()
			f.event(ctx, m)
		case err := <-lost:
			for len(waiting) > 0 {
				f.event(ctx, <-waiting)
			}
			return true, err
		case <-tick.C:
			if err := f.reconcile(ctx, false, false); err != nil {
				return true, err
			}
			if time.Since(heard) > deafAfter {
				if slices.ContainsFunc(f.held(ctx), func(m events.Message) bool { return !f.events.known(m) }) {
					return true, errors.New("its events did not come any more")
				}
				heard = time.Now()
			}
		}
	}
}

// nurse has the logs of containers that are to come opened when they are made: a
// program that writes as fast as it can rotates them before its container is
// looked at.
func (f *following) nurse(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, callDeadline)
	defer cancel()
	info, err := f.api.Info(ctx)
	if err == nil && filepath.IsAbs(info.DockerRootDir) {
		f.files.Nurse(filepath.Join(info.DockerRootDir, "containers"), "*-json.log")
	}
}

// listen receives events into a queue, so that the daemon never waits for us.
func (f *following) listen(ctx context.Context) (<-chan events.Message, <-chan error) {
	messages, errs := f.api.Events(ctx, events.ListOptions{Since: f.events.since()})
	waiting, lost := make(chan events.Message, maxWaiting), make(chan error, 1)
	go func() {
		for {
			select {
			case m := <-messages:
				select {
				case waiting <- m:
				case <-ctx.Done():
					return
				}
			case err := <-errs:
				lost <- err
				return
			}
		}
	}()
	return waiting, lost
}

// held are the events since those that came last, of those that the daemon still
// holds. It forgets all when it is started anew.
func (f *following) held(ctx context.Context) (list []events.Message) {
	ctx, cancel := context.WithTimeout(ctx, callDeadline)
	defer cancel()
	messages, errs := f.api.Events(ctx, events.ListOptions{Since: f.events.since(), Until: unix(time.Now())})
	for {
		select {
		case m := <-messages:
			list = append(list, m)
		case <-errs:
			return list
		}
	}
}

// reconcile looks at the containers: at all of them, or at those of which the
// list says something new.
func (f *following) reconcile(ctx context.Context, first, all bool) error {
	boxes, err := f.list(ctx)
	if err != nil {
		return err
	}
	there := map[string]bool{}
	for _, row := range f.chosen(boxes) {
		there[row.ID] = true
		if f.due(&row, all) {
			f.request(ctx, row.ID, nameOf(&row), first)
		}
	}
	if first {
		f.forget(there)
	}
	f.mu.Lock()
	var gone []string
	for id := range f.boxes {
		if !there[id] {
			gone = append(gone, id)
		}
	}
	f.mu.Unlock()
	for _, id := range gone {
		f.gone(id)
	}
	return nil
}

// inspecting are the events after which a container is another.
var inspecting = map[events.Action]bool{
	events.ActionCreate: true, events.ActionStart: true, events.ActionDie: true, events.ActionOOM: true, events.ActionRestart: true, events.ActionStop: true,
	events.ActionHealthStatusHealthy: true, events.ActionHealthStatusUnhealthy: true, events.ActionRename: true, events.ActionUpdate: true, events.ActionPause: true, events.ActionUnPause: true,
}

func (f *following) event(ctx context.Context, m events.Message) {
	if !f.events.add(m) || execution(m.Action) {
		return
	}
	if line, err := json.Marshal(m); err == nil {
		f.emit(source.Piece{Stream: eventStream, Data: append(line, '\n'), Cursor: f.events.cursor()})
	}
	if m.TimeNano < f.now.UnixNano() {
		return // of what was before, the list tells the state
	}
	switch {
	case m.Type == events.NetworkEventType && m.Action == events.ActionDisconnect:
		// All that is said of a container that can't be started: its state tells why.
		if id := m.Actor.Attributes["container"]; f.follows(id) {
			f.request(ctx, id, "", false)
		}
	case m.Type != events.ContainerEventType:
	case m.Action == events.ActionDestroy:
		f.gone(m.Actor.ID)
	case inspecting[m.Action] && f.wanted(m.Actor.ID):
		f.request(ctx, m.Actor.ID, m.Actor.Attributes["name"], false)
	}
}

func (f *following) follows(id string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.boxes[id] != nil
}

func (f *following) wanted(id string) bool {
	return len(f.chosen([]container.Summary{{ID: id}})) > 0
}

// execution tells the three events of each command that is run in a container:
// of health checks, several a second, and nothing that a state does not say.
func execution(a events.Action) bool {
	return len(a) > 5 && a[:5] == "exec_"
}

// Await opens an engine that does not answer yet, trying until ctx ends. What
// the docker command would say meanwhile is handed out.
func Await(ctx context.Context, opts Options, emit func(source.Piece)) *Engine {
	for wait := reconnectAfter; ; wait = min(2*wait, reconnectMost) {
		e, err := Open(ctx, opts)
		if err == nil {
			emit(source.Piece{Stream: versionStream, Data: []byte("$ docker version\n"), Whole: true})
			return e
		}
		if client.IsErrConnectionFailed(err) {
			emit(source.Piece{Stream: versionStream, Data: noVersion(err), Whole: true})
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(wait):
		}
	}
}
