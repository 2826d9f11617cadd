package engine

import (
	"cmp"
	"time"

	"culprit/engine/fact"
)

func compareOrigins(a, b fact.Origin) int {
	return cmp.Or(cmp.Compare(a.Stream, b.Stream), cmp.Compare(a.Offset, b.Offset), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Field, b.Field))
}

// after reports whether b happened after a, as far as can be told: by their
// times when these are further apart than their uncertainty, else by their
// place when both are in one stream.
func after(a, b *fact.Fact) bool {
	at, bt := a.Until(), b.Time
	if at.CertainlyBefore(bt) {
		return true
	}
	if bt.CertainlyBefore(at) {
		return false
	}
	if a.Origin.Stream == b.Origin.Stream {
		return compareOrigins(a.Origin, b.Origin) < 0
	}
	return at.Known() && bt.Known() && at.At.Before(bt.At)
}

// apart is the least possible distance between two facts; 0 when either has
// no time: a snapshot is compatible with every moment.
func apart(a, b *fact.Fact) time.Duration {
	if !a.Time.Known() || !b.Time.Known() {
		return 0
	}
	if oneClock(a, b) {
		return max(b.Time.At.Sub(a.Until().At), a.Time.At.Sub(b.Until().At), 0)
	}
	gap := max(b.Time.Earliest().Sub(a.Until().Latest()), a.Time.Earliest().Sub(b.Until().Latest()))
	return max(gap, 0)
}

// oneClock reports whether two facts were stamped by one clock, so that what is
// unknown of it (zone, year, offset) is the same for both.
func oneClock(a, b *fact.Fact) bool {
	return a.Origin.Stream == b.Origin.Stream && a.Time.Quality == b.Time.Quality
}

// earlier and later widen a span; unknown times do not.
func earlier(a, b fact.Time) fact.Time {
	if !a.Known() || b.Known() && b.At.Before(a.At) {
		return b
	}
	return a
}

func later(a, b fact.Time) fact.Time {
	if !a.Known() || b.Known() && b.At.After(a.At) {
		return b
	}
	return a
}
