package engine

import (
	"testing"
	"time"
)

// TestCovers: an absent is absent only where the stream tells of that time.
func TestCovers(t *testing.T) {
	at := func(minute int) time.Time { return time.Date(2026, 11, 23, 10, minute, 0, 0, time.UTC) }
	c := &Coverage{From: at(10), To: at(50), Gaps: []Gap{{"rotated", at(0), at(20)}, {"truncated", at(50), time.Time{}}, {"redacted", time.Time{}, time.Time{}}}}
	for _, x := range []struct {
		kind     string
		from, to int
		want     bool
	}{
		{"log.line", 30, 40, true},
		{"log.line", 10, 30, false}, // rotated away in part
		{"log.line", 45, 55, false}, // the end is missing
		{"container.event", 30, 40, true},
		{"container.event", 1, 5, false}, // before they were asked for
	} {
		if got := c.covers(x.kind, at(x.from), at(x.to)); got != x.want {
			t.Errorf("%s from %d to %d: %v", x.kind, x.from, x.to, got)
		}
	}
	open := &Coverage{From: at(10), To: at(20)}
	if !open.covers("log.line", at(15), at(59)) {
		t.Error("after the last record of a quiet log nothing is missing")
	}
}
