package tail

import (
	"bytes"
	"io"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"sync"
	"time"
)

// Limits of what is held for a reader that is behind. A removed file keeps its
// disk as long as it is held, and that must not hurt the host.
const (
	maxHeld   = 256 << 20 // bytes of removed files, of one path
	maxHeldIn = 512 << 20 // of all together; then one path may have what always may be held
	always    = 64 << 20
	roomShare = 16   // and of what is free on the disk no more than this part
	maxQueue  = 1024 // files that wait, of one path
	maxQueues = 4096 // of all
	maxNames  = 100  // rotated files that are looked at: path.1, path.2, …
	maxRounds = 16   // looks at them until it is known that none was missed
	maxAtOnce = 4096 // paths that are looked at one after another
	unasked   = 30 * time.Second
)

// A trail is the sequence of files that come to a path.
type trail struct {
	path   string
	births int           // files that came, by the kernel's word
	opened int           // of them
	anchor *generation   // the last that was opened; nil when nothing holds it
	queue  []*generation // for the reader
	held   int64         // bytes of its files that were written to their end
	missed int64         // files that came and went after the last of the queue

	blind   bool // notices may be missing
	touched bool
	dead    bool // its folder is gone
	asked   bool // it is followed
	young   bool // its folder was made under our eyes: all there is new
	whole   bool // all that ever came to the path was opened, or counted as missed
	made    time.Time
}

// A generation is one of the files of a path.
type generation struct {
	f       *os.File
	info    fs.FileInfo // when it was opened
	opened  time.Time
	holders int
	size    int64    // once another came after it
	missed  int64    // files before it that were gone before they could be opened
	unsure  bool     // whether there were some is not known
	skipped *skipped // files before it that were let go unread
}

// Skipped are files that were let go unread, and are counted.
type skipped struct {
	counting              sync.WaitGroup
	files, bytes, records int64
	uncounted             bool // records is not known
	from, to              time.Time
	reason                string
}

// add puts a file into the queue and makes it the anchor.
func (o *opener) add(t *trail, g *generation) {
	if last := t.anchor; last != nil {
		if info, err := last.f.Stat(); err == nil && slices.Contains(t.queue, last) {
			last.size = info.Size()
			t.held += last.size
			o.held += last.size
		}
		o.release(last)
	}
	g.holders = 2
	t.anchor = g
	t.queue = append(t.queue, g)
	o.files++
	o.bound(t)
}

// release closes a file when nobody holds it any more.
func (o *opener) release(g *generation) {
	if g.holders--; g.holders == 0 {
		g.f.Close()
	}
}

// bound lets go of the oldest files that wait when they are too many, or take
// too much of a disk from which they were removed.
func (o *opener) bound(t *trail) {
	for len(t.queue) > 1 {
		reason := o.tooMuch(t)
		if reason == "" {
			return
		}
		g := o.shift(t)
		next := t.queue[0]
		s := g.skipped
		if s == nil {
			s = &skipped{from: g.born()}
		}
		s.files++
		s.bytes += g.size
		s.to, s.reason = next.born(), reason
		next.skipped, next.missed, next.unsure = s, next.missed+g.missed, next.unsure || g.unsure
		s.counting.Go(func() {
			n, err := lines(g.f)
			o.mu.Lock()
			defer o.mu.Unlock()
			s.records += n
			s.uncounted = s.uncounted || err != nil
			o.release(g)
		})
	}
}

// tooMuch says why a queue is too long; "" when it is not.
func (o *opener) tooMuch(t *trail) string {
	if len(t.queue) > maxQueue || o.files > maxQueues {
		return "too many of its files waited to be read"
	}
	if t.held <= o.limits.small {
		return ""
	}
	removed := int64(0)
	for _, g := range t.queue {
		if info, err := g.f.Stat(); err == nil && links(info) == 0 {
			removed += g.size
		}
	}
	limit := o.limits.path
	if free := room(t.anchor.f); free >= 0 {
		limit = min(limit, free/roomShare)
	}
	if o.held > o.limits.all { // then those that grow
		limit = min(limit, o.limits.small)
	}
	if removed <= limit {
		return ""
	}
	return "the disk space of more than " + strconv.FormatInt(limit>>20, 10) + " MiB of removed files would have been held for it"
}

// born is when a file was made, as far as that can be known.
func (g *generation) born() time.Time {
	if at := born(g.f); !at.IsZero() {
		return at
	}
	return g.opened
}

// lines counts those of a file.
func lines(f *os.File) (n int64, err error) {
	buffer := make([]byte, 64<<10)
	for at := int64(0); err == nil; {
		var k int
		k, err = f.ReadAt(buffer, at)
		n += int64(bytes.Count(buffer[:k], []byte{'\n'}))
		at += int64(k)
	}
	if err == io.EOF {
		err = nil
	}
	return n, err
}

// shift takes the first file of a queue.
func (o *opener) shift(t *trail) *generation {
	g := t.queue[0]
	t.queue = t.queue[1:]
	t.held -= g.size
	o.held -= g.size
	o.files--
	return g
}
