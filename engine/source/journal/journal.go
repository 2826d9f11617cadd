// Package journal follows the systemd journal through a journalctl child: the
// library that reads it in the process itself dies with it when files are
// rotated away under its maps (systemd 255 and before).
//
// The place read up to is an entry's cursor. One that is no longer there (its
// file was vacuumed, or the journal is kept in memory and the machine was
// started anew) makes journalctl go on somewhere else without a word: so it is
// looked for first, and where it is gone that is a source.Gap, and reading goes
// on by time. Entries that journald dropped for their rate are a Gap too.
//
// What services say is handed out, and what systemd says of its units; not what
// people's sessions say, nor we ourselves. All is followed, so that a number
// which is missing says that entries were lost.
package journal

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"culprit/engine/lazyregexp"
	"culprit/engine/source"
	"culprit/engine/source/child"
)

// Stream is the name under which the journal is also captured.
const Stream = "host/journal_docker.jsonl"

const (
	retry     = time.Second // after the child ended; doubled up to retryMost
	retryMost = time.Minute
	quiet     = 5 * time.Minute // without an entry, after which it is looked whether there are any
	query     = 20 * time.Second
	// placeEvery is how often the place is told while nothing is handed out.
	placeEvery = time.Minute
	dropped    = "a596d6fe7bfa4994828e72309e95d61e" // MESSAGE_ID of "Suppressed … messages from …" (sd-messages.h)
)

// Options say what of the journal is wanted.
type Options struct {
	Cursor     string    // of an earlier run
	Since      time.Time // without a cursor
	Kernel     bool      // also what the kernel says, where its ring can't be read
	Containers bool      // also what containers with the journald driver say, where the engine can't be asked
}

// A Journal follows the journal.
type Journal struct {
	opts    Options
	program []string
	cursor  string
	emit    func(source.Piece)
	mu      sync.Mutex    // of numbers, and of telling
	numbers *sequence     // of what came; nil: not all may be read
	due     chan struct{} // some are missing
	pause   func(context.Context, time.Duration)
	quiet   time.Duration
	whole   func() bool  // all of it may be read
	own     string       // the unit that we are
	placed  int64        // wall time of the entry whose cursor was handed out last, microseconds
	newest  atomic.Int64 // wall time of the entry read last, microseconds
}

// Open looks whether there is a journal to be read; where there is none, the
// error is a *source.Missing.
func Open(ctx context.Context, opts Options) (*Journal, error) {
	j := &Journal{opts: opts, program: []string{"journalctl"}, cursor: opts.Cursor, pause: pause, quiet: quiet, own: ownUnit(), whole: whole}
	return j, j.there(ctx)
}

// ownUnit is the unit that systemd started us as, "" none. What we say is in the
// journal too: read again, each root cause would be a failure of ours.
func ownUnit() string {
	if os.Getenv("INVOCATION_ID") == "" {
		return ""
	}
	groups, err := os.ReadFile("/proc/self/cgroup")
	if err != nil {
		return ""
	}
	return unitOf(string(groups))
}

// unitOf is the unit that a process is of, by the hierarchy of systemd or the
// only one (cgroups(7)): "0::/system.slice/culprit.service".
func unitOf(groups string) string {
	for line := range strings.Lines(groups) {
		name := path.Base(strings.TrimSpace(line))
		if parts := strings.SplitN(line, ":", 3); len(parts) == 3 && (parts[1] == "" || parts[1] == "name=systemd") && strings.HasSuffix(name, ".service") {
			return name
		}
	}
	return ""
}

func (j *Journal) there(ctx context.Context) error {
	text, _, err := child.Output(ctx, query, j.command("--lines=1"))
	if none := "No journal files were "; err == nil && bytes.Contains(text, []byte(none)) {
		err = errors.New("there is no journal, or it may not be read")
	}
	if failed := (*child.Failed)(nil); errors.As(err, &failed) && failed.Message == "" {
		err = nil // an empty one
	}
	if err != nil {
		return &source.Missing{Stream: Stream, Reason: err.Error()}
	}
	return nil
}

// command is journalctl with what follows. Without --all, long fields are null.
func (j *Journal) command(args ...string) []string {
	return append(append(append([]string{}, j.program...), "--no-pager", "--all", "--output=json"), args...)
}

// Run hands out entries until ctx ends.
func (j *Journal) Run(ctx context.Context, emit func(source.Piece)) {
	j.emit = emit
	said := false
	for wait := retry; ctx.Err() == nil; wait = min(2*wait, retryMost) {
		from, skip := j.start(ctx)
		before := j.cursor
		err := j.session(ctx, append([]string{"--follow"}, from...), skip)
		if ctx.Err() != nil {
			return
		}
		if j.cursor != before {
			wait, said = retry, false
		}
		if !said && !errors.Is(err, errMissed) {
			said = true
			emit(source.Piece{Stream: Stream, Gap: &source.Gap{Stream: Stream, Reason: "the journal is read on from the entry read last: journalctl " + err.Error()}})
		}
		j.pause(ctx, wait)
	}
}

// start says where a child begins. Entries up to skip were handed out.
func (j *Journal) start(ctx context.Context) (args []string, skip int64) {
	if j.cursor == "" {
		if j.opts.Since.IsZero() {
			return []string{"--lines=0"}, 0
		}
		return []string{fmt.Sprintf("--since=@%d", j.opts.Since.Unix()), "--no-tail"}, 0
	}
	text, _, err := child.Output(ctx, query, j.command("--lines=1", "--cursor="+j.cursor))
	if e, ok := read(lastLine(text)); err == nil && ok && e.Cursor == j.cursor {
		return []string{"--after-cursor=" + j.cursor, "--no-tail"}, 0
	}
	if ctx.Err() != nil {
		return nil, 0
	}
	at, ok := realtime(j.cursor)
	if !ok {
		j.lose(0, "the entry read last can't be found in the journal; it is read on from now")
		j.cursor = ""
		return []string{"--lines=0"}, 0
	}
	gone := "what followed it and is gone too is not known"
	if j.whole() {
		gone = "those that followed it and are gone too are counted"
	}
	j.lose(0, "the entry read last is no longer in the journal; "+gone)
	return []string{fmt.Sprintf("--since=@%d", at/1e6), "--no-tail"}, at
}

// realtime is the wall time in microseconds that a cursor holds (t=, in hex).
func realtime(cursor string) (int64, bool) {
	for field := range strings.SplitSeq(cursor, ";") {
		if hex, ok := strings.CutPrefix(field, "t="); ok {
			at, err := strconv.ParseInt(hex, 16, 64)
			return at, err == nil
		}
	}
	return 0, false
}

// errMissed ends a child that is quiet while there are entries.
var errMissed = errors.New("missed entries")

// session reads from one child.
func (j *Journal) session(ctx context.Context, args []string, skip int64) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	if at, ok := realtime(j.cursor); ok {
		j.newest.Store(at)
	} else {
		j.newest.Store(time.Now().UnixMicro())
	}
	var guard sync.WaitGroup
	defer guard.Wait()
	j.numbers, j.due = nil, make(chan struct{}, 1)
	if j.whole() {
		j.numbers = &sequence{}
		j.numbers.add(j.cursor, time.Now())
		defer j.missed(true)
	}
	guard.Go(func() { j.guard(ctx, cancel) })
	defer cancel(nil)
	err := child.Lines(ctx, j.command(args...), func(line []byte) {
		e, ok := read(line)
		if !ok {
			j.lose(1, fmt.Sprintf("an entry of the journal is damaged: %.60q", line))
			return
		}
		at, ok := realtime(e.Cursor)
		if ok && at <= skip || e.Cursor == j.cursor {
			return
		}
		j.mu.Lock()
		defer j.mu.Unlock()
		j.cursor = e.Cursor
		j.newest.Store(at)
		j.take(e, line)
		if j.numbers != nil {
			j.numbers.add(e.Cursor, time.Now())
			j.wait()
		}
	})
	if cause := context.Cause(ctx); errors.Is(cause, errMissed) {
		return cause
	}
	return err
}

// guard ends a child that has been quiet while there are entries.
func (j *Journal) guard(ctx context.Context, cancel context.CancelCauseFunc) {
	tick := time.NewTicker(j.quiet)
	defer tick.Stop()
	for before := j.newest.Load(); ; before = j.newest.Load() {
		select {
		case <-ctx.Done():
			return
		case <-j.due:
			select {
			case <-ctx.Done():
			case <-time.After(patience):
				j.missed(false)
			}
			continue
		case <-tick.C:
		}
		if j.newest.Load() != before {
			continue
		}
		text, _, err := child.Output(ctx, query, j.command("--lines=1"))
		e, ok := read(lastLine(text))
		if at, known := realtime(e.Cursor); err == nil && ok && known && at > j.newest.Load() {
			cancel(errMissed)
			return
		}
	}
}

// An entry is what is looked at of one.
type entry struct {
	Cursor    string          `json:"__CURSOR"`
	Message   json.RawMessage `json:"MESSAGE"`
	MessageID word            `json:"MESSAGE_ID"`
	Container word            `json:"CONTAINER_ID"`
	Transport word            `json:"_TRANSPORT"`
	Of        word            `json:"_SYSTEMD_UNIT"`
	About     word            `json:"UNIT"` // systemd speaks of another
}

// A word is a string; a field with several values, or bytes that are no text,
// is none.
type word string

func (w *word) UnmarshalJSON(data []byte) error {
	var text string
	json.Unmarshal(data, &text) // what is none leaves it empty
	*w = word(text)
	return nil
}

// wanted reports whether an entry is handed out.
func (j *Journal) wanted(e *entry) bool {
	switch {
	case e.Container != "":
		return j.opts.Containers // else the engine hands them out
	case e.Transport == "kernel":
		return j.opts.Kernel
	case j.own != "" && string(e.Of) == j.own:
		return false
	}
	service := strings.HasSuffix(string(e.Of), ".service") && !strings.HasPrefix(string(e.Of), "user@")
	return service || e.About != ""
}

func read(line []byte) (e entry, ok bool) {
	return e, json.Unmarshal(line, &e) == nil && e.Cursor != ""
}

func lastLine(text []byte) []byte {
	text = bytes.TrimSpace(text)
	return text[bytes.LastIndexByte(text, '\n')+1:]
}

var suppressed = lazyregexp.New(`^"Suppressed (\d+) messages from (\S+)"$`)

func (j *Journal) take(e entry, line []byte) {
	if e.MessageID == dropped {
		if m := suppressed.FindSubmatch(e.Message); m != nil {
			n, _ := strconv.ParseInt(string(m[1]), 10, 64)
			j.lose(n, fmt.Sprintf("journald dropped %d messages of %s for their rate", n, m[2]))
		}
		return
	}
	if !j.wanted(&e) {
		if at, ok := realtime(j.cursor); ok && at-j.placed > placeEvery.Microseconds() {
			j.emit(source.Piece{Stream: Stream, Cursor: j.cursor}) // or it is gone from the journal before the next that is wanted
			j.placed = at
		}
		return
	}
	j.placed, _ = realtime(j.cursor)
	if line[len(line)-1] != '\n' {
		line = append(line, '\n')
	}
	j.emit(source.Piece{Stream: Stream, Data: line, Cursor: j.cursor})
}

// missed tells of entries that did not come.
func (j *Journal) missed(all bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if n := j.numbers.lost(time.Now(), all); n > 0 {
		j.lose(n, lostReason(n))
	}
	j.wait()
}

// wait has it asked after a while whether missing entries came.
func (j *Journal) wait() {
	if len(j.numbers.missing) > 0 {
		select {
		case j.due <- struct{}{}:
		default:
		}
	}
}

func (j *Journal) lose(records int64, reason string) {
	j.emit(source.Piece{Stream: Stream, Gap: &source.Gap{Stream: Stream, Reason: reason, Records: records}, Cursor: j.cursor})
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
