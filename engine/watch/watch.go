// Package watch keeps what was seen last of live streams and says what changed
// in the diagnoses: opened, updated, resolved. It knows no technology that has
// streams and no terminal.
package watch

import (
	"slices"
	"strings"
	"time"

	"culprit/engine"
	"culprit/engine/fact"
	"culprit/engine/ingest"
)

// A Change is what happened to a diagnosis.
type Change string

// The changes. Resolved is one that something healed: a line says so, its log
// went on without it, or a document that showed it no longer does. Withdrawn is a diagnosis that no longer follows from what is
// kept: its proof is older than the window, or a later line refutes it. Standing
// comes first of one that held when the run before this one ended: no news for
// people, but for whoever keeps count.
const (
	Opened    Change = "opened"
	Updated   Change = "updated"
	Resolved  Change = "resolved"
	Withdrawn Change = "withdrawn"
	Standing  Change = "standing"
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
	Live   *ingest.Live
	set    *engine.RuleSet
	memory *engine.Memory
	result *engine.Result // of the last evaluation; nil: there was none
	cover  func(*ingest.Result) []engine.Coverage
	known  map[string]*shown
	facts  int           // of the last diagnosis
	fresh  bool          // there are lines that were not read and may matter
	calm   bool          // there are others that were not read
	unread int           // bytes of them
	other  bool          // the facts, or the rules, are others than those of the last diagnosis
	quiet  bool          // lines were read that had no fact: only coverage changed
	whole  time.Time     // when everything was read
	judged time.Time     // of the last diagnosis
	took   time.Duration // of the last evaluation
	cost   time.Duration // of the last diagnosis
	last   time.Time     // when it ended

	caughtUp time.Time // after a restart
}

// shown is what was last said of a diagnosis.
type shown struct {
	said      Said
	ahead     bool              // it was said by the run before, of lines that are still to be read again
	diagnosis *engine.Diagnosis // nil when it has not shown since a restart
	result    *engine.Result
}

// New starts a run. Cover puts what was read into the engine's form.
func New(set *engine.RuleSet, cover func(*ingest.Result) []engine.Coverage) *Watch {
	w := &Watch{cover: cover, known: map[string]*shown{}}
	w.set, w.memory = set, engine.NewMemory(set)
	w.Live = ingest.NewLive(set.Interest(), w.memory.Usable)
	return w
}

// Use takes other rules; what follows from them is said by the next evaluation.
// Records that only new rules look for were not kept.
func (w *Watch) Use(set *engine.RuleSet) {
	w.set, w.memory, w.other = set, engine.NewMemory(set), true
	w.Live.Use(set.Interest(), w.memory.Usable)
}

// maxUnread bounds the bytes that wait for an evaluation.
const maxUnread = 2 << 20

// Add appends whole lines to a stream.
func (w *Watch) Add(now time.Time, stream string, about fact.Subject, lines []byte) {
	if w.Live.Add(stream, about, lines) {
		w.fresh = true
	} else {
		w.calm = true
	}
	if w.unread += len(lines); w.unread > maxUnread {
		w.read(now, true)
	}
}

// read reads what may matter, or everything.
func (w *Watch) read(now time.Time, everything bool) {
	if !w.fresh && !(w.calm && everything) {
		return
	}
	w.fresh, w.quiet = false, true
	if everything {
		w.calm, w.unread, w.whole = false, 0, now
	}
	w.other = w.Live.Read(now, everything) || w.other
	w.calm = w.calm || w.Live.Held()
}

// Put makes a document all that a stream holds.
func (w *Watch) Put(stream string, about fact.Subject, document []byte) {
	w.fresh = w.Live.Put(stream, about, document) || w.fresh
}

// Pace of evaluations: at least so long between two, and never more than a
// fifth of one core, however much is kept. Lines without a fact can only make
// something heal by silence; that has time.
const (
	leastPause = 50 * time.Millisecond
	share      = 4
	calmPause  = time.Second
	quietPause = 5 * time.Second
	quietShare = 100
)

// Due says how long to wait before the next evaluation; false when there is
// nothing new.
func (w *Watch) Due(now time.Time) (time.Duration, bool) {
	switch {
	case w.fresh || w.other:
		return max(0, w.last.Add(max(leastPause, share*w.took)).Sub(now)), true
	case w.calm:
		return max(0, w.whole.Add(calmPause).Sub(now)), true
	case w.quiet || !w.caughtUp.IsZero():
		at := w.caughtUp
		if quiet := w.judged.Add(w.quietPause()); w.quiet && (at.IsZero() || quiet.Before(at)) {
			at = quiet
		}
		return max(0, at.Sub(now)), true
	}
	return 0, false
}

func (w *Watch) quietPause() time.Duration { return max(quietPause, quietShare*w.cost) }

// Evaluate reads what is new and says what is different from the last
// evaluation, in rank order; what is no longer there comes last. Final judges
// also what may wait.
func (w *Watch) Evaluate(now time.Time, final bool) []Event {
	began := time.Now()
	defer func() {
		w.took = time.Since(began)
		w.last = now.Add(w.took)
	}()
	if !w.caughtUp.IsZero() && !now.Before(w.caughtUp) {
		w.caughtUp = time.Time{}
		w.other = w.Live.LetGoStale() || w.other
	}
	w.read(now, final || now.Sub(w.whole) >= calmPause)
	if !w.other && !(w.quiet && (final || now.Sub(w.judged) >= w.quietPause())) {
		return nil
	}
	w.other, w.quiet, w.judged = false, false, now
	read := w.Live.Result()
	w.facts = len(read.Facts)
	result := engine.Diagnose(w.set, read.Facts, engine.Options{Coverage: w.cover(read), Memory: w.memory})
	w.cost, w.result = time.Since(began), result
	events := w.compare(result, read.Facts, now)
	w.bound(result, read.Facts)
	return events
}

func (w *Watch) compare(result *engine.Result, facts []fact.Fact, now time.Time) []Event {
	var events []Event
	there := map[string]bool{}
	for _, d := range result.Diagnoses {
		there[d.ID] = true
		old := w.known[d.ID]
		if old != nil && w.isAhead(old, d, now) {
			continue
		}
		change := changed(old, d)
		if old == nil {
			old = &shown{}
			w.known[d.ID] = old
		}
		if old.diagnosis == nil && old.said.Status == engine.StatusActive { // the run before said so
			events = append(events, Event{Standing, d, result})
		}
		count := old.said.Count
		old.diagnosis, old.result, old.said = d, result, saying(d)
		if change == "" {
			old.said.Count = count
			continue
		}
		events = append(events, Event{change, d, result})
	}
	var gone []Event
	for id, old := range w.known {
		if there[id] || w.isAhead(old, nil, now) {
			continue
		}
		delete(w.known, id)
		if old.said.Status != engine.StatusActive {
			continue
		}
		if old.diagnosis == nil {
			old.diagnosis = old.said.Diagnosis(w.set)
			old.result = &engine.Result{Diagnoses: []*engine.Diagnosis{old.diagnosis}}
			gone = append(gone, Event{Standing, old.diagnosis, old.result})
		}
		if over := w.healed(old.diagnosis, facts, now); over != nil {
			gone = append(gone, Event{Resolved, over, old.result})
			continue
		}
		gone = append(gone, Event{Withdrawn, old.diagnosis, old.result})
	}
	sortByID(gone)
	return append(events, gone...)
}

// healed is a diagnosis as over; nil for one of which that can't be said. All its
// proof stood in documents that were read again since and no longer show it: a
// disk that has room again.
func (w *Watch) healed(d *engine.Diagnosis, facts []fact.Fact, now time.Time) *engine.Diagnosis {
	proofs := 0
	for _, f := range d.Findings {
		for _, e := range f.Evidence {
			there := func(x fact.Fact) bool { return x.Origin.Stream == e.Fact.Origin.Stream && x.Text == e.Fact.Text }
			if !w.Live.IsDocument(e.Fact.Origin.Stream) || slices.ContainsFunc(facts, there) {
				return nil
			}
			proofs++
		}
	}
	if proofs == 0 {
		return nil
	}
	over := *d
	over.Status, over.Healed = engine.StatusResolved, &engine.Healed{At: fact.Exact(now, time.Second)}
	return &over
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
	case old.said.Status != d.Status:
		if d.Status == engine.StatusResolved {
			return Resolved
		}
		return Opened
	case d.Status == engine.StatusResolved:
		return ""
	case d.Severity != old.said.Severity || d.Root() != old.said.Root || d.Count >= 2*old.said.Count:
		return Updated
	}
	return ""
}

// Result is that of the last evaluation; nil when there was none.
func (w *Watch) Result() *engine.Result { return w.result }

// Facts is how many the last evaluation reasoned over.
func (w *Watch) Facts() int { return w.facts }

// Rules is how many rules are applied.
func (w *Watch) Rules() int { return len(w.set.Rules) }

// Known are the diagnoses that hold or held in what is kept: active, resolved.
func (w *Watch) Known() (active, resolved int) {
	for _, k := range w.known {
		if k.said.Status == engine.StatusActive {
			active++
		} else {
			resolved++
		}
	}
	return active, resolved
}

func sortByID(events []Event) {
	slices.SortStableFunc(events, func(a, b Event) int { return strings.Compare(a.Diagnosis.ID, b.Diagnosis.ID) })
}
