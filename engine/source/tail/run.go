package tail

import (
	"context"
	"path/filepath"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"

	"culprit/engine/source"
)

// How often files are looked at: without a notification (also network file
// systems and a full queue are served by it), and at most with many.
const (
	every   = time.Second
	atleast = 20 * time.Millisecond
)

// Run looks at the files whenever something may be new, until ctx ends; then
// once more. Emit may be slow: files wait. The returned reason
// says why there are no notifications; "" when there are.
func (f *Follower) Run(ctx context.Context, emit func(source.Piece)) (polling string) {
	wake := make(chan struct{}, 1)
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		polling = err.Error()
	} else {
		defer watcher.Close()
		for _, dir := range f.folders() {
			if err := watcher.Add(dir); err != nil {
				polling = dir + ": " + err.Error()
			}
		}
		// Both channels must be drained, or the watcher stands still. An error is
		// an overflow of its queue: a look finds what was missed.
		go forward(watcher.Events, wake)
		go forward(watcher.Errors, wake)
	}
	tick := time.NewTicker(every)
	defer tick.Stop()
	pause := time.NewTimer(0)
	defer pause.Stop()
	for {
		f.Poll(emit)
		pause.Reset(atleast)
		select {
		case <-ctx.Done():
		case <-pause.C:
		}
		select {
		case <-ctx.Done():
			f.Poll(emit)
			f.Close(emit)
			return polling
		case <-tick.C:
		case <-wake:
		}
	}
}

func forward[T any](from <-chan T, wake chan<- struct{}) {
	for range from {
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
