package tail

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// What the reader asks of an opener. A nil one has no files.

// follows reports whether the files of a path are opened as they come.
func (o *opener) follows(path string) bool {
	if o == nil {
		return false
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	t := o.trails[path]
	if t != nil && t.dead && len(t.queue) == 0 {
		o.leave(path)
		return false
	}
	return t != nil
}

// track has what comes to a path after a file that is read now opened.
func (o *opener) track(x *file) {
	if o == nil {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.notices.watch(filepath.Dir(x.path)) != nil {
		return // it is polled
	}
	o.drain()
	o.leave(x.path)
	x.gen = &generation{f: x.f, info: x.info, opened: time.Now(), holders: 2}
	t := o.begin(x.path)
	t.anchor, t.asked, t.blind, t.whole = x.gen, true, true, false
	o.round(t)
	o.rounds()
}

// await has what comes to a path at which there is no file opened.
func (o *opener) await(path string) {
	if o == nil {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.trails[path] != nil || o.notices.watch(filepath.Dir(path)) != nil {
		return
	}
	t := o.begin(path)
	t.asked, t.blind = true, true
	o.round(t)
	o.rounds()
}

// adopt begins following a path whose files were held in case; false when there
// are none.
func (o *opener) adopt(path string) bool {
	if o == nil {
		return false
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	t := o.trails[path]
	if t != nil {
		t.asked = true
	}
	return t != nil
}

// whole reports whether all files that ever came to a path were opened, or
// counted as missed.
func (o *opener) whole(path string) bool {
	if o == nil {
		return false
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	t := o.trails[path]
	return t != nil && t.whole
}

// see opens the file at a path when it is not the one that was opened last,
// whether or not the kernel gave notice of it.
func (o *opener) see(path string, info fs.FileInfo) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.drain()
	o.rounds()
	t := o.trails[path]
	if t == nil || t.anchor != nil && os.SameFile(t.anchor.info, info) {
		return nil
	}
	return o.round(t)
}

// take is the next file of a path, nil when there is none; missed are files that
// came and went after the last one.
func (o *opener) take(path string) (g *generation, missed int64) {
	if o == nil {
		return nil, 0
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	t := o.trails[path]
	if t == nil {
		return nil, 0
	}
	if len(t.queue) == 0 {
		missed, t.missed = t.missed, 0
		return nil, missed
	}
	return o.shift(t), 0
}

// last reports whether no other file came to a path after one.
func (o *opener) last(path string, g *generation) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	t := o.trails[path]
	return t != nil && t.anchor == g
}

// holds reports whether a file is held.
func (o *opener) holds(info fs.FileInfo) bool {
	if o == nil {
		return false
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, t := range o.trails {
		if t.asked && (t.anchor != nil && os.SameFile(t.anchor.info, info) || slices.ContainsFunc(t.queue, func(g *generation) bool { return os.SameFile(g.info, info) })) {
			return true
		}
	}
	return false
}

// done is called when the reader lets go of a file.
func (o *opener) done(path string, g *generation) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if t := o.trails[path]; t != nil && t.anchor == g {
		t.anchor = nil
		o.release(g)
	}
	o.release(g)
}

// drop ends opening what comes to a path.
func (o *opener) drop(path string) {
	if o == nil {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.leave(path)
}

func (o *opener) leave(path string) {
	t := o.trails[path]
	if t == nil {
		return
	}
	for len(t.queue) > 0 {
		o.release(o.shift(t))
	}
	if t.anchor != nil {
		o.release(t.anchor)
	}
	delete(o.trails, path)
	folder := filepath.Dir(path)
	if o.users[folder]--; o.users[folder] <= 0 {
		delete(o.users, folder)
		if _, nursed := o.nurseries[filepath.Dir(folder)]; !nursed {
			o.notices.unwatch(folder)
		}
	}
}

// expire lets go of files that nobody asked for.
func (o *opener) expire() {
	if o == nil {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	for path, t := range o.trails {
		if !t.asked && time.Since(t.made) > unasked {
			o.leave(path)
			delete(o.born, filepath.Dir(path))
			o.notices.unwatch(filepath.Dir(path))
		}
	}
}
