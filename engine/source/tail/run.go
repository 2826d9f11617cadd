package tail

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/fsnotify/fsnotify"

	"culprit/engine/source"
)

// How often files are looked at: without a notification (also network file
// systems and a full queue are served by it), and at most with many: a look at
// hundreds of files takes milliseconds, and is then made more rarely.
const (
	every   = time.Second
	atleast = 20 * time.Millisecond
	atmost  = 50 * time.Millisecond
	share   = 10
	burst   = 256 << 10 // found by one look: files may be rotated away before the next
)

// Run looks at the files whenever something may be new, until ctx ends; then
// once more. Emit may be slow: files wait. The returned reason
// says why there are no notifications; "" when there are.
func (f *Follower) Run(ctx context.Context, emit func(source.Piece)) (polling string) {
	if f.opener != nil {
		f.opener.start(f.rouse)
	}
	var gate sync.Mutex
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		polling = err.Error()
	} else {
		defer watcher.Close()
		// Both channels must be drained, or the watcher stands still. An error is
		// an overflow of its queue: a look finds what was missed.
		go forward(watcher.Events, f.wake, &gate)
		go forward(watcher.Errors, f.wake, &gate)
	}
	// While every look finds something the next is made by the clock, and nobody
	// reads the notifications: thousands a second would say nothing else. The
	// kernel drops those that are too many.
	busy := false
	defer func() {
		if busy {
			gate.Unlock()
		}
	}()
	tick := time.NewTicker(every)
	defer tick.Stop()
	pause := time.NewTimer(0)
	defer pause.Stop()
	watching := map[string]bool{}
	for {
		began, moved := time.Now(), 0
		f.Poll(func(p source.Piece) {
			moved += len(p.Data)
			emit(p)
		})
		if watcher != nil {
			polling = f.notify(watcher, watching, polling)
		}
		wait := min(max(atleast, share*time.Since(began)), atmost)
		if moved >= burst {
			wait = 0
		}
		pause.Reset(wait)
		select {
		case <-ctx.Done():
		case <-pause.C:
		}
		switch {
		case moved > 0 && !busy:
			gate.Lock()
		case moved == 0 && busy:
			gate.Unlock()
		}
		if busy = moved > 0; busy && ctx.Err() == nil {
			continue
		}
		select {
		case <-ctx.Done():
			f.Poll(emit)
			f.Close(emit)
			return polling
		case <-tick.C:
		case <-f.wake:
		}
	}
}

// notify asks for notifications of the folders, as those that are followed change.
func (f *Follower) notify(watcher *fsnotify.Watcher, watching map[string]bool, polling string) string {
	dirs := f.folders()
	for _, dir := range dirs {
		if watching[dir] {
			continue
		}
		watching[dir] = true
		if err := watcher.Add(dir); err != nil {
			polling = dir + ": " + err.Error()
		} else {
			f.rouse() // for what was written before
		}
	}
	if len(watching) > len(dirs) {
		for dir := range watching {
			if !slices.Contains(dirs, dir) {
				delete(watching, dir)
				watcher.Remove(dir)
			}
		}
	}
	return polling
}

func forward[T any](from <-chan T, wake chan<- struct{}, gate *sync.Mutex) {
	for range from {
		gate.Lock()
		//lint:ignore SA2001 it is waited at
		gate.Unlock()
		select {
		case wake <- struct{}{}:
		default:
		}
	}
}

// folders are those of the patterns: not the files, whose watches are lost
// when they are renamed.
func (f *Follower) folders() []string {
	seen := map[string]bool{}
	var dirs []string
	for _, p := range f.patterns {
		dir := filepath.Dir(p)
		found := []string{dir}
		if strings.ContainsAny(dir, `*?[`) {
			found, _ = filepath.Glob(dir)
		}
		for _, d := range found {
			if !seen[d] {
				seen[d] = true
				dirs = append(dirs, d)
			}
		}
	}
	return dirs
}
