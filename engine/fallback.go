package engine

import (
	"sync"

	"culprit/engine/fact"
)

// An understanding is the set of records that specific rules explained. Rules
// are applied in parallel: the set is the same in whatever order they add to it.
// Fall-back rules speak for the records that it lacks, so that an unknown
// program's traceback has a cause and a known one's has no second.
type understanding struct {
	mu      sync.Mutex
	records map[string]map[spot]struct{} // by stream
}

// A spot is an origin in its stream.
type spot struct {
	offset int64
	line   int
	field  string
}

func spotOf(o fact.Origin) spot { return spot{o.Offset, o.Line, o.Field} }

// understand notes the records that a rule's hits rest on. A risk is no
// explanation of a failure.
func (r *run) understand(rule *Rule, records []*fact.Fact) {
	if c := r.set.Causes[rule.Cause]; len(records) == 0 || rule.Fallback || c == nil || c.Risk {
		return
	}
	r.understood.mu.Lock()
	defer r.understood.mu.Unlock()
	if r.understood.records == nil {
		r.understood.records = map[string]map[spot]struct{}{}
	}
	for _, f := range records {
		known := r.understood.records[f.Origin.Stream]
		if known == nil {
			known = map[spot]struct{}{}
			r.understood.records[f.Origin.Stream] = known
		}
		known[spotOf(f.Origin)] = struct{}{}
	}
}

// leftOver reports whether a rule may speak of a record.
func (r *run) leftOver(rule *Rule, f *fact.Fact) bool {
	if !rule.Fallback {
		return true
	}
	_, known := r.understood.records[f.Origin.Stream][spotOf(f.Origin)]
	return !known
}
