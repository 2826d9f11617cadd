package watch

import (
	"fmt"
	"slices"
	"time"

	"culprit/engine"
	"culprit/engine/fact"
	"culprit/engine/source"
)

// maxHeld bounds the diagnoses that are held, those that healed with them: each
// takes some 8 KiB with its facts, and nobody reads as many. From it on those that
// were quiet longest are let go, to keptShare of it.
const (
	maxHeld   = 3000
	keptShare = 0.75
)

// bound lets go of old facts when more follows from them than is held. What held
// and is let go is said to be withdrawn by the next evaluation.
func (w *Watch) bound(result *engine.Result, facts []fact.Fact) {
	all := slices.Concat(result.Diagnoses, result.Risks)
	if len(all) <= maxHeld {
		return
	}
	w.other = true
	reason := fmt.Sprintf("more than %d causes are not held", maxHeld)
	var seen []time.Time
	for _, d := range all {
		if d.Last.Known() && !w.Live.IsDocument(d.Findings[0].Evidence[0].Fact.Origin.Stream) {
			seen = append(seen, d.Last.At)
		}
	}
	if over := len(all) - int(keptShare*maxHeld); over <= len(seen) {
		slices.SortFunc(seen, time.Time.Compare)
		until := seen[over-1]
		old := map[fact.Origin]bool{} // times in streams are as stamped: those of the facts are put right
		for i := range facts {
			if t := facts[i].Until(); t.Known() && !t.At.After(until) {
				old[facts[i].Origin] = true
			}
		}
		gone := func(f *fact.Fact) bool {
			t := f.Until()
			return old[f.Origin] || t.Quality == fact.QualityExact && !t.At.After(until)
		}
		if w.Live.LetGo(reason, gone) > 0 {
			return
		}
	}
	w.Live.Evict(reason)
}

// Gone tells of facts that were let go since it was last asked, so that memory
// stays bounded; nil when none were.
func (w *Watch) Gone() *source.Gap { return w.Live.Gone() }
