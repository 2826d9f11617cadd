// Package watch keeps what was seen last of live streams and says what changed
// in the diagnoses: opened, updated, resolved. It knows no technology that has
// streams and no terminal.
package watch

import (
	"context"
	"slices"
	"strings"
	"time"

	"culprit/engine"
	"culprit/engine/ingest"
)

// A Change is what happened to a diagnosis.
type Change string

// The changes. Withdrawn is a diagnosis that no longer follows from what is
// kept: its proof is older than the window, or a later line refutes it.
const (
	Opened    Change = "opened"
	Updated   Change = "updated"
	Resolved  Change = "resolved"
	Withdrawn Change = "withdrawn"
)

// An Event is one change. The diagnosis is the one of the evaluation; that of a
// withdrawn one is the last there was.
type Event struct {
	Change    Change
	Diagnosis *engine.Diagnosis
	Result    *engine.Result // of the evaluation
}

// A Watch is the state of a run. It is used by one goroutine.
type Watch struct {
	Window *Window
	set    *engine.RuleSet
	cover  func(*ingest.Result) []engine.Coverage
	known  map[string]*shown
	facts  int // of the last evaluation
	dirty  bool
	took   time.Duration // of the last evaluation
	last   time.Time     // when it ended
}

// shown is what was last said of a diagnosis.
type shown struct {
	diagnosis *engine.Diagnosis
	result    *engine.Result
	count     int
}

// New starts a run. Cover puts what was read into the engine's form.
func New(set *engine.RuleSet, cover func(*ingest.Result) []engine.Coverage) *Watch {
	return &Watch{Window: NewWindow(), set: set, cover: cover, known: map[string]*shown{}}
}

// Use takes other rules; what follows from them is said by the next evaluation.
func (w *Watch) Use(set *engine.RuleSet) { w.set, w.dirty = set, true }

// Changed notes that there is something new.
func (w *Watch) Changed() { w.dirty = true }

// Pace of evaluations: at least so long between two, and never more than a
// fifth of one core, however much the window holds.
const (
	leastPause = 250 * time.Millisecond
	share      = 4
)

// Due says how long to wait before the next evaluation; false when there is
// nothing new.
func (w *Watch) Due(now time.Time) (time.Duration, bool) {
	if !w.dirty {
		return 0, false
	}
	return max(0, w.last.Add(max(leastPause, share*w.took)).Sub(now)), true
}

// Evaluate says what is different from the last evaluation, in rank order; what
// is no longer there comes last.
func (w *Watch) Evaluate(ctx context.Context, now time.Time) ([]Event, error) {
	began := time.Now()
	read, err := ingest.Run(ctx, []ingest.NamedSource{w.Window}, ingest.Options{Interest: w.set.Interest(), Now: now})
	if err != nil {
		return nil, err
	}
	w.facts = len(read.Facts)
	w.Window.place(read.Facts)
	result := engine.Diagnose(w.set, read.Facts, engine.Options{Coverage: w.cover(read)})
	w.Window.seen()
	w.dirty = false
	w.took = time.Since(began)
	w.last = now.Add(w.took)
	return w.compare(result), nil
}

func (w *Watch) compare(result *engine.Result) []Event {
	var events []Event
	now := map[string]bool{}
	for _, d := range result.Diagnoses {
		now[d.ID] = true
		old := w.known[d.ID]
		change := changed(old, d)
		if old == nil || change != "" {
			w.known[d.ID] = &shown{d, result, d.Count}
		} else {
			old.diagnosis, old.result = d, result
		}
		if change != "" {
			events = append(events, Event{change, d, result})
		}
	}
	var gone []Event
	for id, old := range w.known {
		if !now[id] {
			delete(w.known, id)
			if old.diagnosis.Status == engine.StatusActive {
				gone = append(gone, Event{Withdrawn, old.diagnosis, old.result})
			}
		}
	}
	sortByID(gone)
	return append(events, gone...)
}

// changed says what is worth telling. A count is told when it has doubled: a
// failure that repeats ten times a second must not fill the screen.
func changed(old *shown, d *engine.Diagnosis) Change {
	switch {
	case old == nil:
		if d.Status == engine.StatusResolved {
			return Resolved // it came and went before it was looked at
		}
		return Opened
	case old.diagnosis.Status != d.Status:
		if d.Status == engine.StatusResolved {
			return Resolved
		}
		return Opened
	case d.Status == engine.StatusResolved:
		return ""
	case d.Severity != old.diagnosis.Severity || d.Root() != old.diagnosis.Root() || d.Count >= 2*old.count:
		return Updated
	}
	return ""
}

// Facts is how many the last evaluation reasoned over.
func (w *Watch) Facts() int { return w.facts }

// Rules is how many rules are applied.
func (w *Watch) Rules() int { return len(w.set.Rules) }

// Known are the diagnoses that hold or held in what is kept: active, resolved.
func (w *Watch) Known() (active, resolved int) {
	for _, k := range w.known {
		if k.diagnosis.Status == engine.StatusActive {
			active++
		} else {
			resolved++
		}
	}
	return active, resolved
}

func sortByID(events []Event) {
	slices.SortFunc(events, func(a, b Event) int { return strings.Compare(a.Diagnosis.ID, b.Diagnosis.ID) })
}
