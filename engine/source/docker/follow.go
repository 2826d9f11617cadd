package docker

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/events"

	"culprit/engine/fact"
	"culprit/engine/source"
	"culprit/engine/source/tail"
)

// How a running engine is followed. Events are hints: the daemon skips them for
// a slow reader without a word (daemon/events/events.go), so the state is looked
// at again and again.
const (
	reconcileEvery = 30 * time.Second
	reconnectAfter = 500 * time.Millisecond
	maxSeenEvents  = 1024
	eventStream    = "docker/events.jsonl"
)

// A following is the state of Follow.
type following struct {
	*Engine
	emit    func(source.Piece)
	backlog int64
	files   *tail.Follower

	mu     sync.Mutex
	boxes  map[string]*followed // by id
	byPath map[string]*followed // of those whose log file is read
	taken  map[string]string    // stream of a log → id of its container
	seen   map[string]bool      // events that were handed out
	recent []string             // their keys, oldest first
	cursor time.Time            // of the last event
	logs   sync.WaitGroup       // logs that are read through the API
	refuse map[string]bool      // what was said once
}

// A followed is one container.
type followed struct {
	id, name, path string
	stream         string // of its log
	tty            bool
	started        bool // so that it is known how its log is read
	reading        bool // its log, through the API
	last           mark // of that log
}

// Follow hands out what the engine says, until ctx ends: events, the inspect
// document of each container whenever its state changes, and the logs. Logs of
// the json-file driver are read from their files where these may be read, since
// the API loses lines under a burst; others through the API. Of logs that are
// there already the last backlog bytes are read. Emit is called from several
// goroutines.
func (e *Engine) Follow(ctx context.Context, backlog int64, emit func(source.Piece)) error {
	files, err := tail.New(nil, tail.Options{})
	if err != nil {
		return err
	}
	f := &following{
		Engine: e, emit: emit, backlog: backlog, files: files, boxes: map[string]*followed{}, byPath: map[string]*followed{},
		taken: map[string]string{}, seen: map[string]bool{}, refuse: map[string]bool{}, cursor: e.opts.Since,
	}
	f.logs.Add(1)
	go func() {
		defer f.logs.Done()
		files.Run(ctx, f.line)
	}()
	for first := true; ctx.Err() == nil; first = false {
		err := f.session(ctx, first)
		if ctx.Err() != nil {
			break
		}
		f.emit(source.Piece{Stream: eventStream, Gap: &source.Gap{Stream: eventStream, Reason: "the engine was lost and is asked again: " + err.Error()}})
		select {
		case <-ctx.Done():
		case <-time.After(reconnectAfter):
		}
	}
	f.logs.Wait()
	return nil
}

// session follows until the connection is lost. It listens before it looks, so
// that nothing falls between.
func (f *following) session(ctx context.Context, first bool) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	opts := events.ListOptions{}
	if !f.cursor.IsZero() {
		opts.Since = unix(f.cursor.Add(-time.Second)) // what comes twice is dropped
	}
	messages, errs := f.api.Events(ctx, opts)
	if err := f.reconcile(ctx, first); err != nil {
		return err
	}
	tick := time.NewTicker(reconcileEvery)
	defer tick.Stop()
	for {
		select {
		case m := <-messages:
			f.event(ctx, m)
		case err := <-errs:
			return err
		case <-tick.C:
			if err := f.reconcile(ctx, false); err != nil {
				return err
			}
		}
	}
}

// reconcile looks at all containers.
func (f *following) reconcile(ctx context.Context, first bool) error {
	boxes, err := f.list(ctx)
	if err != nil {
		return err
	}
	there := map[string]bool{}
	for _, box := range f.chosen(boxes) {
		there[box.ID] = true
		f.look(ctx, box.ID, nameOf(&box), first)
	}
	for id := range f.boxes {
		if !there[id] {
			f.gone(id)
		}
	}
	return nil
}

// inspecting are the events after which a container is another.
var inspecting = map[events.Action]bool{
	events.ActionCreate: true, events.ActionStart: true, events.ActionDie: true, events.ActionOOM: true, events.ActionRestart: true, events.ActionStop: true,
	events.ActionHealthStatusHealthy: true, events.ActionHealthStatusUnhealthy: true, events.ActionRename: true, events.ActionUpdate: true, events.ActionPause: true, events.ActionUnPause: true,
}

func (f *following) event(ctx context.Context, m events.Message) {
	key := fmt.Sprint(m.TimeNano, m.Type, m.Action, m.Actor.ID)
	if f.seen[key] {
		return
	}
	f.seen[key] = true
	if f.recent = append(f.recent, key); len(f.recent) > maxSeenEvents {
		delete(f.seen, f.recent[0])
		f.recent = f.recent[1:]
	}
	if at := time.Unix(0, m.TimeNano); at.After(f.cursor) {
		f.cursor = at
	}
	if line, err := json.Marshal(m); err == nil {
		f.emit(source.Piece{Stream: eventStream, Data: append(line, '\n')})
	}
	if m.Type != events.ContainerEventType || m.TimeNano < f.now.UnixNano() {
		return // of what was before, the list tells the state
	}
	switch {
	case m.Action == events.ActionDestroy:
		f.gone(m.Actor.ID)
	case inspecting[m.Action]:
		f.look(ctx, m.Actor.ID, m.Actor.Attributes["name"], false)
	}
}

// look inspects a container and has its log read.
func (f *following) look(ctx context.Context, id, name string, first bool) {
	asked, cancel := context.WithTimeout(ctx, callDeadline)
	defer cancel()
	box, raw, err := f.api.ContainerInspectWithRaw(asked, id, false)
	if err != nil {
		if ctx.Err() == nil && f.boxes[id] == nil && f.once(id) {
			f.emit(source.Piece{Stream: logStream(name), Gap: &source.Gap{Stream: logStream(name), Reason: "its container could not be inspected and its log was not read: " + err.Error()}})
		}
		return
	}
	about := fact.Subject{Kind: fact.Container, ID: id, Name: name}
	document, err := indented([]json.RawMessage{raw})
	if err == nil {
		f.emit(source.Piece{Stream: "docker/inspect/" + name + "-" + id[:min(12, len(id))] + ".json", Data: document, Whole: true})
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	b := f.boxes[id]
	if b == nil {
		b = &followed{id: id, name: name, stream: logStream(name), tty: box.Config != nil && box.Config.Tty}
		if other, ok := f.taken[b.stream]; ok && other != id { // created anew under its name
			b.stream = logStream(name + "-" + id[:min(12, len(id))])
		}
		f.taken[b.stream] = id
		f.boxes[id] = b
	}
	if box.State == nil || box.State.Status == container.StateCreated {
		return // where its log will be is known once it has started
	}
	if !b.started {
		b.started = true
		if readable(&box) {
			b.path = box.LogPath
			f.byPath[b.path] = b
			backlog := int64(tail.Everything)
			if first {
				backlog = f.backlog
			}
			f.files.Also(b.path, backlog)
		} else if first {
			b.last.since = time.Now().Add(-10 * time.Minute)
		}
	}
	if b.path == "" && !b.reading && (box.State.Running || b.last.at == "") {
		b.reading = true
		f.logs.Add(1)
		go func() {
			defer f.logs.Done()
			f.ask(ctx, b, about)
			f.mu.Lock()
			b.reading = false
			f.mu.Unlock()
		}()
	}
}

// readable reports whether the log is a file that we may read.
func readable(box *container.InspectResponse) bool {
	if box.ContainerJSONBase == nil || box.HostConfig == nil || box.HostConfig.LogConfig.Type != "json-file" || box.LogPath == "" {
		return false
	}
	file, err := os.Open(box.LogPath)
	if err != nil {
		return false
	}
	file.Close()
	return true
}

// once reports whether something is to be said for the first time.
func (f *following) once(what string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.refuse[what] {
		return false
	}
	f.refuse[what] = true
	return true
}

// gone lets go of a container. Its log file is read to its end: it is held open.
func (f *following) gone(id string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if b := f.boxes[id]; b != nil {
		if b.path != "" {
			f.files.Drop(b.path)
		}
		delete(f.boxes, id)
	}
}

// line hands out lines of a log file under the name of its container.
func (f *following) line(p source.Piece) {
	f.mu.Lock()
	b := f.byPath[p.Stream]
	f.mu.Unlock()
	if b == nil {
		return
	}
	p.Stream, p.About = b.stream, fact.Subject{Kind: fact.Container, ID: b.id, Name: b.name}
	if p.Gap != nil {
		gap := *p.Gap
		gap.Stream = b.stream
		p.Gap = &gap
	}
	f.emit(p)
}

func logStream(name string) string { return "docker/logs/" + name + ".log" }

// A mark is the place up to which a log was read through the API: a time, and
// the lines that have it. Asking is by time, that instant included.
type mark struct {
	since time.Time
	at    string
	lines map[string]bool
}

// note moves the mark to a line. Pieces of a cut line share their time, so the
// lines are kept besides it.
func (m *mark) note(line []byte) {
	stamp := stampOf(line)
	if stamp != m.at {
		if t, err := time.Parse(time.RFC3339Nano, stamp); err == nil {
			m.since = t
		}
		m.at, m.lines = stamp, map[string]bool{}
	}
	m.lines[string(line)] = true
}

func stampOf(line []byte) string {
	stamp, _, _ := bytes.Cut(line, []byte(" "))
	return string(stamp)
}

// ask reads a log through the API until it ends, and then once more what came
// between: a follow ends with its container before all was sent.
func (f *following) ask(ctx context.Context, b *followed, about fact.Subject) {
	for _, follow := range []bool{true, false} {
		err := f.askOnce(ctx, b, about, follow)
		if err != nil && !errors.Is(err, io.EOF) && ctx.Err() == nil {
			if !f.once(b.id + err.Error()) {
				return
			}
			f.emit(source.Piece{Stream: b.stream, Gap: &source.Gap{Stream: b.stream, Reason: "the engine cut the log: " + err.Error()}})
			return
		}
	}
}

func (f *following) askOnce(ctx context.Context, b *followed, about fact.Subject, follow bool) error {
	opts := container.LogsOptions{ShowStdout: true, ShowStderr: true, Timestamps: true, Follow: follow}
	if !b.last.since.IsZero() {
		opts.Since = unix(b.last.since)
	}
	body, err := f.api.ContainerLogs(ctx, b.id, opts)
	if err != nil {
		return err
	}
	defer body.Close()
	next := logLines(body, b.tty)
	again := b.last // lines at this very instant were handed out
	for {
		lines, err := next()
		if err != nil {
			return err
		}
		if stampOf(lines) == again.at && again.lines[string(lines)] {
			continue
		}
		b.last.note(lines)
		f.emit(source.Piece{Stream: b.stream, About: about, Data: lines})
	}
}
