package main

import (
	"bufio"
	"bytes"
	"cmp"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"time"

	"culprit/engine"
	"culprit/engine/fact"
	"culprit/engine/report"
	"culprit/engine/source"
	"culprit/engine/watch"
	"culprit/engine/watch/checkpoint"
)

// How often a run's state is written: at most once a second, so that writing
// takes no more than a twentieth of the time, and, while only places moved and
// no fact came, no more than 64 KiB a second.
const (
	leastSave = time.Second
	saveShare = 20
	savedRate = 64 << 10
)

// maxCursors bounds the places that are kept: from it on only those of streams
// that are still watched.
const maxCursors = 4096

// A keeper keeps the state of a run, for the next one. Of lines it is told after
// they were taken: what is read again after a crash was not kept, what was kept
// is not read again.
type keeper struct {
	folder *checkpoint.Folder
	now    checkpoint.Checkpoint
	events *eventFile
	last   time.Time // of saving
	took   time.Duration
	size   int
	moved  bool // something was taken since
	judged bool // and facts or diagnoses are others
	broken bool // saving failed, and that was said

	messages *notifySink // nil: nobody is told
}

// openState opens a state folder. From is where the sources go on.
func (c *console) openState(path string, events *eventFile) (*keeper, *checkpoint.Checkpoint, error) {
	folder, err := checkpoint.Open(path)
	if err != nil {
		return nil, nil, usage(fmt.Errorf("cannot keep the state: %w", err))
	}
	before, damage := folder.Load()
	for _, err := range damage {
		c.say("state: %v; the one before it is taken", err)
	}
	if before == nil && len(damage) > 0 {
		c.say("state: none is whole: everything is read as at the first start")
	}
	k := &keeper{folder: folder, events: events}
	k.now.Cursors = source.Cursors{}
	k.now.Sender = rand.Text()[:12]
	if before != nil {
		k.now.Sender, k.now.Messages = cmp.Or(before.Sender, k.now.Sender), before.Messages
		k.now.Cursors = maps.Clone(before.Cursors)
		k.now.Lines, k.now.Bytes, k.now.Gaps = before.Lines, before.Bytes, before.Gaps
	}
	return k, before, nil
}

// restore gives a watch what the run before knew.
func (k *keeper) restore(c *console, w *watch.Watch, set *engine.RuleSet, before *checkpoint.Checkpoint) error {
	k.now.Rules = set.Digest
	delivered, err := k.folder.Lines(before)
	if err != nil {
		return err
	}
	if before == nil {
		if k.messages != nil {
			if err := k.messages.restore(c, set, nil, delivered, nil); err != nil {
				return err
			}
		}
		return k.save(w)
	}
	if before.Rules != set.Digest {
		c.say("the rules are others than those of the run before: lines that only new ones look for were not kept")
	}
	var later []watch.Last
	if k.events != nil {
		if later, err = k.events.since(before.Written); err != nil {
			return err
		}
	}
	w.Restore(time.Now(), before.Watch, later)
	if k.messages != nil {
		if err := k.messages.restore(c, set, before, delivered, later); err != nil {
			return err
		}
	}
	c.say("going on with %d facts of %d lines", countFacts(before), before.Lines)
	return nil
}

func countFacts(c *checkpoint.Checkpoint) (n int) {
	for _, s := range c.Watch.Facts.Streams {
		n += len(s.Kept) + len(s.Shapes) + len(s.Families)
	}
	return n
}

// taken notes a piece that the watch took.
func (k *keeper) taken(p source.Piece) {
	if p.Cursor != "" {
		k.now.Cursors[p.Stream] = p.Cursor
	}
	if !p.Whole {
		k.now.Lines += int64(bytes.Count(p.Data, []byte("\n")))
		k.now.Bytes += int64(len(p.Data))
	}
	if p.Gap != nil {
		k.now.Gaps++
	}
	k.moved = true
}

// keep saves when it is time to.
func (k *keeper) keep(c *console, w *watch.Watch, now time.Time) {
	if !k.moved && !k.judged {
		return
	}
	pause := max(leastSave, saveShare*k.took)
	if !k.judged {
		pause = max(pause, time.Duration(k.size)*time.Second/savedRate)
	}
	if now.Sub(k.last) < pause {
		return
	}
	switch err := k.save(w); {
	case err != nil && !k.broken:
		k.broken = true
		c.say("state: it can't be written, and will be tried again: %v", err)
	case err == nil:
		k.broken = false
	}
}

func (k *keeper) save(w *watch.Watch) error {
	began := time.Now()
	if len(k.now.Cursors) > maxCursors {
		maps.DeleteFunc(k.now.Cursors, func(stream, _ string) bool { return !w.Live.Has(stream) })
	}
	k.now.Journal = k.folder.Turn()
	if k.messages != nil {
		k.now.Messages = k.messages.state()
	}
	k.now.Watch = w.State()
	if k.events != nil {
		k.now.Written = k.events.size
	}
	size, err := k.folder.Save(&k.now)
	k.last = time.Now()
	k.took = k.last.Sub(began)
	if err != nil {
		return err
	}
	k.size, k.moved, k.judged = size, false, false
	return nil
}

// An eventFile is a file that events are appended to. It can be read back, so
// that after a crash what it has already is not written again.
type eventFile struct {
	path string
	f    *os.File
	size int64
}

func openEvents(path string) (*eventFile, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	e := &eventFile{path: path, f: f}
	if e.size, err = wholeLines(f); err == nil {
		err = f.Truncate(e.size) // a line that a crash cut is written again
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return e, nil
}

// wholeLines is the length of a file up to the end of its last whole line.
func wholeLines(f *os.File) (int64, error) {
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	buffer := make([]byte, 64<<10)
	for end := info.Size(); end > 0; {
		start := max(0, end-int64(len(buffer)))
		n, err := f.ReadAt(buffer[:end-start], start)
		if err != nil && err != io.EOF {
			return 0, err
		}
		if i := bytes.LastIndexByte(buffer[:n], '\n'); i >= 0 {
			return start + int64(i) + 1, nil
		}
		end = start
	}
	return 0, nil
}

// Write appends an event: one call is one line.
func (e *eventFile) Write(line []byte) (int, error) {
	n, err := e.f.WriteAt(line, e.size)
	e.size += int64(n)
	return n, err
}

// since reads the events behind a place.
func (e *eventFile) since(offset int64) (list []watch.Last, err error) {
	s := bufio.NewScanner(io.NewSectionReader(e.f, offset, max(0, e.size-offset)))
	s.Buffer(nil, 8<<20)
	for s.Scan() {
		var r report.Event
		if json.Unmarshal(s.Bytes(), &r) != nil || r.Diagnosis == nil {
			continue // a gap
		}
		d := r.Diagnosis
		severity, _ := engine.ParseSeverity(d.Severity)
		list = append(list, watch.Last{Change: watch.Change(r.Event), Said: watch.Said{
			ID: d.ID, Cause: d.Cause, Message: d.Message, Severity: severity, Status: engine.Status(d.Status), Root: d.Root, Count: d.Count,
			Subject: fact.Subject{Kind: fact.SubjectKind(d.Subject.Kind), Name: d.Subject.Name, ID: d.Subject.ID, Service: d.Subject.Service, Project: d.Subject.Project, Host: d.Subject.Host},
		}})
	}
	return list, s.Err()
}
