package watch

import (
	"time"

	"culprit/engine"
	"culprit/engine/fact"
	"culprit/engine/ingest"
)

// A State is what a run knows, to be written to a file after an evaluation.
type State struct {
	Facts ingest.State
	Said  []Said
}

// A Said is what was last said of a diagnosis, and enough of the diagnosis to
// say that it is withdrawn.
type Said struct {
	ID       string
	Cause    string
	Subject  fact.Subject
	Peer     fact.Subject
	Message  string
	Severity engine.Severity
	Status   engine.Status
	Root     bool
	Count    int // when it was said
	First    fact.Time
	Last     fact.Time
}

func saying(d *engine.Diagnosis) Said {
	return Said{
		ID: d.ID, Cause: d.Cause.ID, Subject: d.Subject, Peer: d.Peer, Message: d.Message, Severity: d.Severity, Status: d.Status, Root: d.Root(),
		Count: d.Count, First: d.First, Last: d.Last,
	}
}

// Diagnosis makes one that is no longer to be had.
func (s *Said) Diagnosis(set *engine.RuleSet) *engine.Diagnosis {
	cause := set.Causes[s.Cause]
	if cause == nil {
		cause = &engine.Cause{ID: s.Cause, Title: s.Cause}
	}
	return &engine.Diagnosis{
		ID: s.ID, Cause: cause, Subject: s.Subject, Peer: s.Peer, Message: s.Message, Severity: s.Severity, Status: s.Status,
		Count: s.Count, First: s.First, Last: s.Last,
	}
}

// catchUp is how long after a restart a diagnosis that the run before said, after
// what it kept, may take to show again: its lines are read again first. Documents
// that were not read again by then are of what is gone.
const catchUp = time.Minute

// State is what the run knows now.
func (w *Watch) State() State {
	st := State{Facts: w.Live.State()}
	for _, k := range w.known {
		st.Said = append(st.Said, k.said)
	}
	return st
}

// Restore goes on where a run was. Later are the last words of that run on
// diagnoses after the state was written, in their order: what they say is not
// said again. The Change of those that were withdrawn is that.
func (w *Watch) Restore(now time.Time, st State, later []Last) {
	w.Live.Restore(st.Facts)
	w.fresh, w.other = true, true
	w.caughtUp = now.Add(catchUp)
	for _, s := range st.Said {
		w.known[s.ID] = &shown{said: s}
	}
	for _, l := range later {
		if l.Change == Withdrawn {
			delete(w.known, l.ID)
			continue
		}
		k := w.known[l.ID]
		if k == nil {
			k = &shown{}
			w.known[l.ID] = k
		}
		k.said, k.ahead = l.Said, true
	}
}

// Last is one event of a run that ended.
type Last struct {
	Change Change
	Said
}

// ahead reports whether of a diagnosis something was said that does not follow
// again yet, because lines are still to be read again.
func (w *Watch) isAhead(k *shown, d *engine.Diagnosis, now time.Time) bool {
	k.ahead = k.ahead && now.Before(w.caughtUp) && (d == nil || d.Status != k.said.Status || d.Count < k.said.Count)
	return k.ahead
}
