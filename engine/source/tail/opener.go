package tail

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"
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
