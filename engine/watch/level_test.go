package watch

import (
	"os"
	"runtime"
	"strconv"
	"testing"
	"time"
)

// TestLevel: failures that none before named, for days of the logs' time, take
// memory up to a level and no more. Each is said to open once, and once that it is
// over or no longer held; what was let go is told, and never comes back, after a
// restart neither. CULPRIT_FAILURES is how many; 50,000 take a minute.
func TestLevel(t *testing.T) {
	failures, eachTime := 10_000, 250
	if n, err := strconv.Atoi(os.Getenv("CULPRIT_FAILURES")); err == nil {
		failures = n
	}
	set := builtin(t)
	w := New(set, coverage)
	at := now
	open, over := map[string]bool{}, map[string]bool{}
	told, most, level := 0, 0, uint64(0)
	for n := range failures {
		at = at.Add(time.Minute)
		failing(w, at, n)
		if (n+1)%eachTime > 0 {
			continue
		}
		if n > failures/2 && n <= failures/2+eachTime {
			st := w.State()
			w = New(set, coverage)
			w.Restore(at, st, nil)
		}
		for _, e := range w.Evaluate(at, false) {
			id := e.Diagnosis.ID
			switch e.Change {
			case Opened:
				if open[id] || over[id] {
					t.Fatalf("%d: %s opens again", n, e.Diagnosis.Message)
				}
				open[id] = true
			case Withdrawn, Resolved:
				if over[id] || e.Change == Withdrawn && !open[id] {
					t.Fatalf("%d: %s is %s", n, e.Diagnosis.Message, e.Change)
				}
				delete(open, id)
				over[id] = true
			}
		}
		if w.Gone() != nil {
			told++
		}
		active, resolved := w.Known()
		most = max(most, active+resolved)
		if (n+1)%(failures/5) == 0 {
			runtime.GC()
			runtime.GC()
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			t.Logf("%d failures in %s: %d MiB, %d facts, %d open, %d resolved", n+1, at.Sub(now), m.HeapAlloc>>20, w.Facts(), active, resolved)
			if 2*(n+1) <= failures {
				level = max(level, m.HeapAlloc)
			} else if m.HeapAlloc > level+level/5 || m.HeapAlloc > 80<<20 {
				t.Errorf("%d MiB are in use, %d were before", m.HeapAlloc>>20, level>>20)
			}
		}
	}
	active, _ := w.Known()
	if len(open) != active || len(open)+len(over) < failures {
		t.Errorf("%d are open and %d over, %d are held", len(open), len(over), active)
	}
	if told == 0 || most > maxHeld+2*eachTime {
		t.Errorf("let go %d times; at most %d were held", told, most)
	}
}
