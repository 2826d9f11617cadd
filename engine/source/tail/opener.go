package tail

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"syscall"
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

// An opener holds files open from the moment they come to their paths: one that
// is held can be read after it was renamed and removed. Its thread does nothing
// else, so that only a file that comes and is gone again before the thread runs
// is missed; the kernel's notices are counted, so that it is known how many were.
//
//	kernel ──notices──→ opener ──generations──→ Follower.Poll
type opener struct {
	mu        sync.Mutex
	notices   *notices
	trails    map[string]*trail
	users     map[string]int    // trails in a folder
	nurseries map[string]string // folder of folders → pattern of files that may be asked for
	born      map[string]bool   // folders there that were made under our eyes
	touched   []*trail
	limits    struct{ path, all, small int64 }
	files     int   // that wait
	held      int64 // bytes of those that were written to their end
	ended     sync.WaitGroup
	running   bool
}

// A notice is one of the kernel's.
type notice struct {
	path     string // that something came to
	folder   bool   // it is a folder
	gone     bool   // the watched folder path is no more
	overflow bool   // notices were dropped
}

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

func newOpener() (*opener, error) {
	n, err := newNotices()
	if err != nil {
		return nil, err
	}
	o := &opener{notices: n, trails: map[string]*trail{}, users: map[string]int{}, nurseries: map[string]string{}, born: map[string]bool{}}
	o.limits.path, o.limits.all, o.limits.small = maxHeld, maxHeldIn, always
	return o, nil
}

// start runs the thread, which rouses the reader.
func (o *opener) start(rouse func()) {
	o.running = true
	o.ended.Go(func() {
		runtime.LockOSThread() // for good: it ends with its priority
		hurry()
		for o.notices.wait() {
			if o.catchUp() {
				rouse()
			}
		}
	})
}

// close ends the thread and lets go of all files.
func (o *opener) close() {
	if o.running {
		o.notices.ring()
		o.ended.Wait()
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	for path := range o.trails {
		o.leave(path)
	}
	o.notices.close()
}

// catchUp opens what came, by the kernel's notices, and reports whether
// something did.
func (o *opener) catchUp() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.drain()
	return o.rounds()
}

func (o *opener) rounds() (any bool) {
	for n := 0; len(o.touched) > 0 && n < maxAtOnce; n++ { // the rest waits for the next time
		t := o.touched[0]
		o.touched = o.touched[1:]
		o.round(t)
		any = true
	}
	return any
}

func (o *opener) drain() {
	for o.notices.read(o.note) {
	}
}

func (o *opener) touch(t *trail) {
	if !t.touched {
		t.touched = true
		o.touched = append(o.touched, t)
	}
}

func (o *opener) note(n notice) {
	switch {
	case n.overflow:
		for _, t := range o.trails {
			t.blind = true
			o.touch(t)
		}
		for root := range o.nurseries {
			o.survey(root)
		}
	case n.gone:
		delete(o.users, n.path)
		delete(o.born, n.path)
		for _, t := range o.trails {
			if filepath.Dir(t.path) == n.path {
				t.dead = true
			}
		}
	case n.folder:
		if _, ok := o.nurseries[filepath.Dir(n.path)]; ok {
			o.born[n.path] = true
			o.enter(n.path)
		}
	default:
		t := o.trails[n.path]
		if t == nil && o.expected(n.path) {
			t = o.begin(n.path)
		}
		if t != nil {
			t.births++
			o.touch(t)
		}
	}
}

// nurse holds the first bytes of files that may be asked for: those that match a
// pattern in the folders of a folder.
func (o *opener) nurse(root, pattern string) {
	if o == nil {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.nurseries[root] = pattern
	o.survey(root)
}

func (o *opener) survey(root string) {
	if o.notices.watch(root) != nil {
		return
	}
	entries, _ := os.ReadDir(root)
	for _, e := range entries {
		if e.IsDir() {
			o.notices.watch(filepath.Join(root, e.Name()))
		}
	}
}

// enter watches a folder that was just made. A file may have come before.
func (o *opener) enter(folder string) {
	if o.notices.watch(folder) != nil {
		return
	}
	entries, _ := os.ReadDir(folder)
	for _, e := range entries {
		if path := filepath.Join(folder, e.Name()); o.expected(path) && o.trails[path] == nil {
			t := o.begin(path)
			_, err := os.Lstat(path + ".1")
			t.blind, t.whole = true, errors.Is(err, fs.ErrNotExist)
			o.touch(t)
		}
	}
}

// expected reports whether a file of a path may be asked for.
func (o *opener) expected(path string) bool {
	folder, name := filepath.Split(path)
	pattern, ok := o.nurseries[filepath.Dir(filepath.Clean(folder))]
	match, _ := filepath.Match(pattern, name)
	return ok && match
}

func (o *opener) begin(path string) *trail {
	folder := filepath.Dir(path)
	t := &trail{path: path, made: time.Now(), young: o.born[folder], whole: o.born[folder]}
	o.trails[path] = t
	o.users[folder]++
	return t
}

// round opens what came to a path. It goes on until as many files were opened as
// came, or no more is to be found: then the rest is missed.
func (o *opener) round(t *trail) (err error) {
	t.touched = false
	if o.trails[t.path] != t {
		return nil
	}
	if t.births == 0 {
		t.opened = 0 // of files without a notice
	}
	var fresh []*generation
	reached, settled := false, false
	for i, idle := 0, 0; i < maxRounds && !settled; i++ {
		found, births := len(fresh), t.births
		fresh, reached, err = o.walk(t, fresh, i > 0)
		o.drain()
		switch {
		case err != nil, t.births == t.opened && !t.blind:
			settled = true
		case len(fresh) == found && births == t.births:
			idle++
			settled = idle == 3 || t.births > t.opened || reached || t.blind
		}
	}
	if !settled {
		o.touch(t)
	}
	unsure := !reached && (t.blind || t.births < t.opened) && t.anchor != nil
	if err == nil && settled && !t.blind && t.births > t.opened {
		t.missed += int64(t.births - t.opened)
	}
	if err == nil && settled && (t.blind || t.births >= t.opened) {
		t.births, t.opened, t.blind = 0, 0, false
	}
	if len(fresh) > 0 {
		fresh[0].missed, fresh[0].unsure, t.missed = t.missed, unsure, 0
	}
	for _, g := range fresh {
		o.add(t, g)
	}
	return err
}

// walk opens the files of a path that are newer than those that were opened:
// its own and the rotated ones, path.1 and so on, as far as some are missing.
// Known are those of the walks before, oldest first; reached says that the chain
// of names goes back to the last file that was opened, so that none is missing.
//
// What a rotation meanwhile moves further on is not passed by. But after two of
// them path.1 is newer than the file that was opened at the path: an unknown file
// is taken for older only where the notices exclude that.
func (o *opener) walk(t *trail, known []*generation, all bool) (_ []*generation, reached bool, err error) {
	at := len(known) // what is found next is older than those from here on
	births := t.births
	for i := range maxNames {
		if i > 0 && !all && !t.blind && t.opened >= t.births {
			break
		}
		name := t.path
		if i > 0 {
			name += "." + strconv.Itoa(i)
		}
		f, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0) // a pipe does not hold it up
		switch {
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			return known, false, err
		case err != nil && i == 0:
			continue // between two
		case err != nil:
			return known, false, nil
		}
		info, err := f.Stat()
		if err != nil || !info.Mode().IsRegular() {
			f.Close()
			return known, false, err
		}
		if k := slices.IndexFunc(known, func(g *generation) bool { return os.SameFile(g.info, info) }); k >= 0 {
			f.Close()
			at = k
			continue
		}
		if t.anchor != nil && os.SameFile(t.anchor.info, info) {
			f.Close()
			return known, true, nil
		}
		if i > 0 {
			o.drain()
		}
		if i > 0 && (t.births-births >= i || t.opened >= t.births && !(t.blind && (t.anchor != nil || t.young))) {
			f.Close() // it may be newer; or none is missing, so it may have been read
			return known, false, nil
		}
		t.opened++
		known = slices.Insert(known, at, &generation{f: f, info: info, opened: time.Now()})
	}
	return known, false, nil
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
