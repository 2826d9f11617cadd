package docker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/go-units"

	"culprit/engine/fact"
	"culprit/engine/source"
	"culprit/engine/source/tail"
)

// A followed is one container. What changes is guarded by the following's lock.
type followed struct {
	id, name, stream string // stream is that of its log
	path             string // of the log file that is read
	keeps            int    // how many files that log may have; 0: it was looked at from the first on
	most             int64  // bytes in each of them, and one record; 0 unbounded
	driver           string // of its log
	tty              bool
	known            bool          // it was inspected
	started          bool          // so that it is known how its log is read
	reading          bool          // its log, through the API
	wake             chan struct{} // for that: the container may have begun anew
	done             chan struct{} // it is gone
	last             mark          // up to where; the reader's own
	at               atomic.Int64  // nanoseconds of the line read last

	looking, again bool      // a look is under way; another is wanted after it
	hash           uint64    // of what inspect said
	up             bool      // it was running then
	row            string    // what the list said when it was last looked at for it
	listed         time.Time // when
}

// due reports whether the list says something new of a container. Its status
// tells ages, of which those in seconds are of what just happened.
func (f *following) due(row *container.Summary, all bool) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	b := f.boxes[row.ID]
	if b == nil {
		return true
	}
	_, health, _ := strings.Cut(row.Status, "(")
	says := string(row.State) + health
	if !all && b.row == says && !strings.Contains(row.Status, "second") && time.Since(b.listed) < inspectEvery {
		return false
	}
	b.row, b.listed = says, time.Now()
	return true
}

// request has a container looked at: beside others, but one look at a time. Old
// ones were there when following began.
func (f *following) request(ctx context.Context, id, name string, old bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	b := f.boxes[id]
	if b == nil {
		b = &followed{id: id, name: name, wake: make(chan struct{}, 1), done: make(chan struct{})}
		f.boxes[id] = b
	}
	if b.looking {
		b.again = true
		return
	}
	b.looking = true
	if old {
		f.looks.Add(1)
	}
	f.running.Go(func() {
		if old {
			defer f.looks.Done()
		}
		for again := true; again; {
			select {
			case f.slots <- struct{}{}:
				f.look(ctx, b, old)
				<-f.slots
			case <-ctx.Done():
			}
			f.mu.Lock()
			again = b.again && ctx.Err() == nil
			b.looking, b.again = again, false
			f.mu.Unlock()
		}
	})
}

// look inspects a container and has its log read.
func (f *following) look(ctx context.Context, b *followed, old bool) {
	asked, cancel := context.WithTimeout(ctx, callDeadline)
	defer cancel()
	box, raw, err := f.api.ContainerInspectWithRaw(asked, b.id, false)
	if err != nil || box.ContainerJSONBase == nil {
		f.unseen(ctx, b, err)
		return
	}
	f.mu.Lock()
	b.up = box.State != nil && box.State.Running
	hash := fnv.New64a()
	hash.Write(raw)
	same := b.hash == hash.Sum64()
	b.hash = hash.Sum64()
	f.mu.Unlock()
	if document, err := indented([]json.RawMessage{raw}); err == nil && !same {
		f.emit(source.Piece{Stream: b.document(), Data: document, Whole: true})
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.boxes[b.id] != b {
		return // gone meanwhile
	}
	if !b.known {
		b.known = true
		b.tty = box.Config != nil && box.Config.Tty
		if box.HostConfig != nil {
			b.driver = box.HostConfig.LogConfig.Type
		}
		f.name(b)
	}
	if b.id == f.own {
		return // its log is what we say
	}
	if box.State == nil || box.State.Status == container.StateCreated {
		return // where its log will be is known once it has started
	}
	if !b.started {
		b.started = true
		f.open(b, &box, old)
	}
	if b.path != "" {
		return
	}
	if !b.reading {
		b.reading = true
		// Beyond the connection that brought the event: the log's own may last.
		f.running.Go(func() { f.read(f.ctx, b) })
		return
	}
	select { // it may have begun and ended since the engine was lost
	case b.wake <- struct{}{}:
	default:
	}
}

// document is the stream of what inspect says of a container.
func (b *followed) document() string { return "docker/inspect/" + b.name + "-" + short(b.id) + ".json" }

func short(id string) string { return id[:min(12, len(id))] }

// unseen is of a container that can't be inspected: mostly it is gone already.
func (f *following) unseen(ctx context.Context, b *followed, err error) {
	f.mu.Lock()
	known := b.known
	if errdefs.IsNotFound(err) && f.boxes[b.id] == b && !known {
		delete(f.boxes, b.id)
	}
	f.mu.Unlock()
	if ctx.Err() == nil && !known && f.once(b.id) {
		f.lose(logStream(b.name), fmt.Sprintf("its container could not be inspected and its log was not read: %v", err))
	}
}

// name gives a log its stream; one that was created anew under a name gets its
// own.
func (f *following) name(b *followed) {
	b.stream = logStream(b.name)
	if r, ok := f.resume[b.id]; ok {
		b.stream = r.stream
	}
	if other, ok := f.taken[b.stream]; ok && other != b.id {
		b.stream = logStream(b.name + "-" + short(b.id))
	}
	if len(f.taken) >= maxTaken {
		for stream, id := range f.taken {
			if f.boxes[id] == nil {
				delete(f.taken, stream)
			}
		}
	}
	f.taken[b.stream] = b.id
}

// open decides how a log is read, and from where.
func (f *following) open(b *followed, box *container.InspectResponse, old bool) {
	if readable(box) {
		b.path = box.LogPath
		f.byPath[b.path] = b
		switch r, ok := f.resume[b.id]; {
		case ok && !r.api:
			f.files.AlsoFrom(b.path, r.cursor)
		case old:
			f.files.Also(b.path, f.backlog)
		default:
			b.keeps, _ = strconv.Atoi(box.HostConfig.LogConfig.Config["max-file"])
			f.files.Also(b.path, tail.Everything)
		}
		b.most, _ = units.RAMInBytes(box.HostConfig.LogConfig.Config["max-size"])
		return
	}
	if !b.last.resume(f.resume[b.id]) && old {
		b.last.since = time.Now().Add(-logBefore)
	}
}

// logBefore is how far back a log is asked for that was there when following
// began.
const logBefore = 10 * time.Minute

// readable reports whether the log is a file that we may read.
func readable(box *container.InspectResponse) bool {
	if box.HostConfig == nil || box.HostConfig.LogConfig.Type != "json-file" || box.LogPath == "" {
		return false
	}
	file, err := os.Open(box.LogPath)
	if errors.Is(err, fs.ErrNotExist) { // at the moment at which it is rotated there is none
		file, err = os.Open(filepath.Dir(box.LogPath))
	}
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
	if len(f.refuse) >= maxTaken {
		clear(f.refuse)
	}
	if f.refuse[what] {
		return false
	}
	f.refuse[what] = true
	return true
}

// gone lets go of a container. Its log file is read to its end: it is held open.
func (f *following) gone(id string) {
	f.mu.Lock()
	b := f.boxes[id]
	if b == nil {
		f.mu.Unlock()
		return
	}
	delete(f.boxes, id)
	close(b.done)
	if b.path != "" {
		f.files.Drop(b.path)
	}
	up := b.known && b.up
	f.mu.Unlock()
	if up { // removed before its end could be inspected: it must not stay as running
		f.emit(source.Piece{Stream: b.document(), Data: []byte("[]\n"), Whole: true})
	}
}

// line hands out lines of a log file under the name of its container.
func (f *following) line(p source.Piece) {
	f.mu.Lock()
	b := f.byPath[p.Stream]
	keeps, most := 0, int64(0)
	if b != nil {
		keeps, b.keeps = b.keeps, 0
		most = b.most
	}
	f.mu.Unlock()
	if b == nil {
		return
	}
	if keeps > 1 && !f.files.Whole(b.path) && f.rotated(b.path) >= keeps-1 {
		f.lose(b.stream, "it was rotated as often as it may be before it was first looked at; lines from its beginning may be gone")
	}
	p.Stream, p.About = b.stream, b.about()
	if p.Cursor != "" {
		p.Cursor = resumption{id: b.id, cursor: p.Cursor}.String()
	}
	if p.Gap != nil {
		gap := *p.Gap
		gap.Stream = b.stream
		if gap.Estimated && most > 0 {
			gap.Bytes = gap.Files * most
			gap.Reason += fmt.Sprintf("; its log driver rotates at %s", units.BytesSize(float64(most)))
		}
		p.Gap = &gap
	}
	f.emit(p)
}

// rotated counts the rotated files of a log.
func (f *following) rotated(path string) int {
	list, _ := filepath.Glob(path + ".*")
	return len(list)
}

func (b *followed) about() fact.Subject {
	return fact.Subject{Kind: fact.Container, ID: b.id, Name: b.name}
}

const logFolder = "docker/logs/"

func logStream(name string) string { return logFolder + name + ".log" }
