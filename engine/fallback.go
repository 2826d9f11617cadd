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
	records map[fact.Origin]bool
}

// understand notes the records that a rule's hits rest on. A risk is no
// explanation of a failure.
func (r *run) understand(rule *Rule, records []*fact.Fact) {
	if c := r.set.Causes[rule.Cause]; len(records) == 0 || rule.Fallback || c == nil || c.Risk {
		return
	}
	r.understood.mu.Lock()
	defer r.understood.mu.Unlock()
	if r.understood.records == nil {
		r.understood.records = map[fact.Origin]bool{}
	}
	for _, f := range records {
		r.understood.records[f.Origin] = true
	}
}

// leftOver reports whether a rule may speak of a record.
func (r *run) leftOver(rule *Rule, f *fact.Fact) bool {
	return !rule.Fallback || !r.understood.records[f.Origin]
}
