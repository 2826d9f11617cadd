package history

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"culprit/engine/report"
)

// Limits of a writer.
const (
	maxWaiting = 4096 // diagnoses whose events are not written yet
	retryAfter = 30 * time.Second
	pruneEvery = time.Hour
)

// A Writer writes events to a history beside the run that tells them. Nothing
// that befalls the file stops the run.
//
//	Take ─→ the newest event of each diagnosis ─→ run, the one goroutine with the file
type Writer struct {
	file string
	keep Keep
	say  func(format string, args ...any)
	wake chan struct{} // something waits
	end  chan struct{} // closed by Close
	done chan struct{}

	mu      sync.Mutex
	waiting map[string][]Incident // by diagnosis
	stats   Stats

	// Of run alone.
	store   *Store // nil while it can't be opened
	failing bool
	pruned  time.Time
}

// Stats count events.
type Stats struct{ Written, Dropped int64 }

// Write opens a history for a run.
func Write(file string, keep Keep, say func(format string, args ...any)) (*Writer, error) {
	w := &Writer{file: file, keep: keep, say: say, wake: make(chan struct{}, 1), end: make(chan struct{}), done: make(chan struct{}), waiting: map[string][]Incident{}}
	if err := w.open(); err != nil {
		return nil, err
	}
	go w.run()
	return w, nil
}

func (w *Writer) open() (err error) {
	var aside string
	if w.store, aside, err = Open(w.file, w.keep); aside != "" {
		w.say("the history %s is damaged; it is kept as %s, and a new one begins", w.file, aside)
	}
	return err
}

// Take takes an event. It never waits. An event holds all that is known of its
// diagnosis, so a newer one stands for those before it.
func (w *Writer) Take(e report.Event) {
	incidents := Of(e)
	if len(incidents) == 0 {
		return
	}
	w.mu.Lock()
	if id := incidents[0].Diagnosis; w.waiting[id] != nil || len(w.waiting) < maxWaiting {
		w.waiting[id] = incidents
	} else {
		w.stats.Dropped++
	}
	w.mu.Unlock()
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// Stats counts what happened so far.
func (w *Writer) Stats() Stats {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.stats
}

// Close writes what is left, and says what is lost.
func (w *Writer) Close(ctx context.Context) error {
	close(w.end)
	select {
	case <-w.done:
	case <-ctx.Done():
		return errors.New("the history was not finished: the disk is slow")
	}
	if lost := w.Stats().Dropped; lost > 0 {
		return fmt.Errorf("the history %s: events not written: %d", w.file, lost)
	}
	return nil
}

func (w *Writer) run() {
	defer close(w.done)
	timer := time.NewTimer(pruneEvery)
	defer timer.Stop()
	for {
		closing := w.ending()
		batch := w.batch()
		err := w.write(batch, time.Now())
		w.written(batch, err, closing)
		if closing {
			if w.store != nil {
				w.store.Close()
			}
			return
		}
		wake, wait := w.wake, pruneEvery
		if w.failing { // one that fails is not tried for each event
			wake, wait = nil, retryAfter
		}
		timer.Reset(wait)
		select {
		case <-wake:
		case <-timer.C:
		case <-w.end:
		}
	}
}

// batch takes out what waits.
func (w *Writer) batch() map[string][]Incident {
	w.mu.Lock()
	defer w.mu.Unlock()
	batch := w.waiting
	w.waiting = map[string][]Incident{}
	return batch
}

func (w *Writer) ending() bool {
	select {
	case <-w.end:
		return true
	default:
		return false
	}
}

// write brings a batch to the file, which may have been damaged, replaced or
// removed since.
func (w *Writer) write(batch map[string][]Incident, now time.Time) error {
	if w.store != nil && w.store.gone(w.file) {
		w.store.db.Close()
		w.store = nil
	}
	if w.store == nil {
		if err := w.open(); err != nil {
			return err
		}
	}
	var all []Incident
	for _, id := range slices.Sorted(maps.Keys(batch)) {
		all = append(all, batch[id]...)
	}
	err := w.store.Note(all)
	if err == nil && now.Sub(w.pruned) >= pruneEvery {
		w.pruned = now
		err = w.store.Prune(now)
	}
	if errors.Is(err, ErrDamaged) {
		w.store.db.Close() // it is looked at, and put aside, when it is opened again
		w.store = nil
	}
	return err
}

// written is what became of a batch. One that failed waits again, but for what
// is newer meanwhile.
func (w *Writer) written(batch map[string][]Incident, err error, closing bool) {
	if err != nil && !w.failing {
		w.say("the history %s cannot be written; it is tried again: %v", w.file, err)
	}
	w.failing = err != nil
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case err == nil:
		w.stats.Written += int64(len(batch))
	case closing:
		w.stats.Dropped += int64(len(batch))
	default:
		for id, incidents := range batch {
			if w.waiting[id] == nil {
				w.waiting[id] = incidents
			}
		}
	}
}
