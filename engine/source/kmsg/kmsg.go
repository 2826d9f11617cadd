// Package kmsg follows the kernel's log ring through /dev/kmsg: one record each
// read, "priority,sequence,microseconds,flags;text" and its dictionary on lines
// that begin with a blank (Documentation/ABI/testing/dev-kmsg).
//
// The kernel waits for nobody: what it overwrote before it was read shows only
// as a step in the sequence, and is a source.Gap with that number of records.
//
// The stamp of a record is the time since boot on a clock that stands still
// while the machine sleeps and that nobody sets right, so that days later it is
// off by seconds to hours. A record that is read as it comes gets the wall time
// of that moment as one more field of its head, received=MICROSECONDS; readers
// must ignore fields that they do not know. One that was there before has none.
package kmsg

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"culprit/engine/source"
)

// Stream is the name under which the ring is also captured.
const Stream = "host/kmsg.txt"

const (
	maxRecord = 16 << 10 // the kernel's limit is 8 KiB
	maxPiece  = 64 << 10
	burst     = 10 * time.Millisecond // that a report of many records takes to be written
	retry     = time.Second           // after a failure; doubled up to retryMost
	retryMost = time.Minute
)

// A device is the open ring.
type device interface {
	// read reads the next record. It waits for one, or fails with EAGAIN; EPIPE
	// says that records were overwritten, os.ErrDeadlineExceeded that stop was
	// called.
	read(p []byte, wait bool) (int, error)
	stop()
	close()
}

// A Ring follows the log ring of this machine.
type Ring struct {
	open   func() (device, error)
	clocks func() (wall time.Time, sinceBoot time.Duration, err error)
	pause  func(context.Context, time.Duration)
	boot   string
	last   int64 // sequence that was read last; -1 none
	anchor anchor

	emit    func(source.Piece)
	pending []byte
	said    bool // that it can't be read at present
}

// Open looks whether the ring can be read; where it can't, the error is a
// *source.Missing. With the cursor of an earlier run it is read on from there.
func Open(cursor string) (*Ring, error) {
	d, err := openRing()
	if err != nil {
		return nil, &source.Missing{Stream: Stream, Reason: err.Error()}
	}
	d.close()
	boot, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		return nil, &source.Missing{Stream: Stream, Reason: err.Error()}
	}
	return newRing(openRing, strings.TrimSpace(string(boot)), cursor), nil
}

func newRing(open func() (device, error), boot, cursor string) *Ring {
	r := &Ring{open: open, clocks: Clocks, pause: pause, boot: boot, last: -1}
	of, seq, _ := strings.Cut(cursor, ":")
	if n, err := strconv.ParseInt(seq, 10, 64); err == nil && of == boot {
		r.last = n
	} else if cursor != "" {
		r.last = otherBoot
	}
	return r
}

// otherBoot as the sequence read last: the cursor is of an earlier boot.
const otherBoot = -2

// Run hands out records until ctx ends, those that the ring holds at the start
// first. Emit may be slow: the ring holds what it can.
func (r *Ring) Run(ctx context.Context, emit func(source.Piece)) {
	r.emit = emit
	if r.last == otherBoot {
		r.last = -1
		r.lose(0, "the machine was started anew since the last run; what the kernel said between is not in its ring")
	}
	for wait := retry; ctx.Err() == nil; wait = min(2*wait, retryMost) {
		d, err := r.open()
		if err == nil {
			var read bool
			read, err = r.session(ctx, d)
			if read {
				wait = retry
			}
		}
		if ctx.Err() != nil {
			return
		}
		if !r.said {
			r.said = true
			r.lose(0, "the kernel's log can't be read at present: "+err.Error())
		}
		r.pause(ctx, wait)
	}
}

// maxDump bounds what Dump reads; the largest ring that a kernel can have is
// 32 MiB (LOG_BUF_SHIFT 25).
const maxDump = 32 << 20

// Dump is what the ring holds now. What was overwritten while it was read shows
// as a step in the sequence.
func Dump() ([]byte, error) {
	d, err := openRing()
	if err != nil {
		return nil, err
	}
	defer d.close()
	var b bytes.Buffer
	record := make([]byte, maxRecord)
	for b.Len() < maxDump {
		n, err := d.read(record, false)
		switch {
		case errors.Is(err, syscall.EPIPE), errors.Is(err, syscall.EINTR):
		case errors.Is(err, syscall.EAGAIN), err == nil && n == 0:
			return b.Bytes(), nil
		case err != nil:
			return nil, fmt.Errorf("/dev/kmsg: %w", err)
		}
		b.Write(record[:n])
	}
	return b.Bytes(), nil
}

// session reads until the device fails: from the oldest record, of which those
// that were handed out are left out.
func (r *Ring) session(ctx context.Context, d device) (read bool, err error) {
	defer d.close()
	defer context.AfterFunc(ctx, d.stop)()
	defer r.flush()
	record := make([]byte, maxRecord)
	live := false
	for {
		n, err := d.read(record, false)
		if errors.Is(err, syscall.EAGAIN) {
			r.flush()
			r.said = false
			live = true
			if n, err = d.read(record, true); err == nil {
				r.take(record[:n], true, true)
				r.pause(ctx, burst)
				read = true
				continue
			}
		}
		switch {
		case errors.Is(err, syscall.EPIPE), errors.Is(err, syscall.EINTR), errors.Is(err, syscall.EINVAL), errors.Is(err, syscall.EAGAIN):
			// Overwritten, or longer than any may be: the sequence shows it.
		case err != nil:
			return read, err
		case n == 0:
			return read, errors.New("it has ended")
		default:
			r.take(record[:n], live, false)
			read = true
		}
	}
}

// take adds a record. That of a report does not come alone: they are handed out
// together.
func (r *Ring) take(record []byte, live, fresh bool) {
	head, _, ok := bytes.Cut(record, []byte(";"))
	parts := bytes.SplitN(head, []byte(","), 4)
	var seq, micros int64
	if ok = ok && len(parts) == 4; ok {
		var wrong, also error
		seq, wrong = strconv.ParseInt(string(parts[1]), 10, 64)
		micros, also = strconv.ParseInt(string(parts[2]), 10, 64)
		ok = wrong == nil && also == nil
	}
	if !ok {
		r.flush()
		r.lose(1, fmt.Sprintf("a record of the kernel's log is damaged: %.60q", record))
		return
	}
	if seq <= r.last {
		return // read before the device was opened anew
	}
	if lost := seq - r.last - 1; r.last >= 0 && lost > 0 {
		r.flush()
		r.last = seq - 1
		r.lose(lost, fmt.Sprintf("%d records of the kernel's log were overwritten before they could be read", lost))
	}
	r.last = seq
	r.pending = append(r.pending, head...)
	if wall, now, err := r.clocks(); live && err == nil {
		at := r.anchor.place(wall, now, time.Duration(micros)*time.Microsecond, fresh)
		r.pending = strconv.AppendInt(append(r.pending, ",received="...), at.UnixMicro(), 10)
	}
	r.pending = append(r.pending, record[len(head):]...)
	if record[len(record)-1] != '\n' {
		r.pending = append(r.pending, '\n')
	}
	if len(r.pending) >= maxPiece {
		r.flush()
	}
}

func (r *Ring) flush() {
	if len(r.pending) > 0 {
		r.emit(source.Piece{Stream: Stream, Data: r.pending, Cursor: r.cursor()})
		r.pending = r.pending[:0]
	}
}

func (r *Ring) lose(records int64, reason string) {
	r.emit(source.Piece{Stream: Stream, Gap: &source.Gap{Stream: Stream, Reason: reason, Records: records}, Cursor: r.cursor()})
}

func (r *Ring) cursor() string {
	if r.last < 0 {
		return ""
	}
	return r.boot + ":" + strconv.FormatInt(r.last, 10)
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// An anchor ties the clock of records to the one since boot: the least that a
// record read at once was behind is what the two clocks are apart.
type anchor struct {
	apart time.Duration
	at    time.Duration // since boot, when it was taken
	known bool
}

// anchored is how long an anchor holds; crystals drift by a millisecond in it.
const anchored = 10 * time.Minute

// place is the wall time of a record.
func (a *anchor) place(wall time.Time, now, stamp time.Duration, fresh bool) time.Time {
	if behind := now - stamp; fresh && (!a.known || behind < a.apart || now-a.at > anchored) {
		*a = anchor{behind, now, true}
	}
	if !a.known {
		return wall
	}
	return wall.Add(-max(0, now-stamp-a.apart))
}
