package history

import (
	"strings"
	"testing"
	"time"

	"culprit/engine/report"
)

// TestSummary: causes by subject, how often and when, and what healed them.
func TestSummary(t *testing.T) {
	var list []Incident
	add := func(e report.Event, changes ...func(*report.Diagnosis)) {
		for _, c := range changes {
			c(e.Diagnosis)
		}
		list = append(list, Of(e)...)
	}
	const day = 24 * 60
	add(event("resolved", "resolved", episode(0, 3, 2, "Ready to accept\x1b connections"), episode(day, day+5, 3, "Ready to accept\x1b connections"), episode(2*day, 2*day+9, 1, "")))
	add(event("opened", "active", episode(4*day, 4*day, 4, "")), func(d *report.Diagnosis) { d.Severity = "error" })
	add(event("opened", "active", episode(60, 70, 9, "")), func(d *report.Diagnosis) {
		d.ID, d.Cause, d.Root, d.Subject, d.Message = "d2", "dependency.refused", false, report.Subject{Kind: "container", Name: "worker"}, "lost <b>its broker"
		d.Peer = &report.Subject{Kind: "endpoint", Name: "cache:6379"}
	})
	now := noon.Add(5 * 24 * time.Hour)
	var b strings.Builder
	if err := Text(&b, Summarize(list, Query{}, now)); err != nil {
		t.Fatal(err)
	}
	want := `cache
  critical memory.container-limit: killed
    4 incidents, 10 times, 2026-11-23 12:00Z to 2026-11-27 12:00Z; it holds
    days     11-23: 1, 11-24: 1, 11-25: 1, 11-27: 1
    rhythm   comes back about every 24h0m0s, lasts about 5m0s
    healed   2 times by "Ready to accept\x1b connections", cache.log:7
    healed   1 time by silence

worker
  critical dependency.refused (cache:6379) as an effect of others: lost <b>its broker
    1 incident, 9 times, 2026-11-23 13:00Z to 2026-11-23 13:10Z; it holds
`
	if b.String() != want {
		t.Errorf("%s\nwant\n%s", b.String(), want)
	}
	for _, q := range []struct {
		q    Query
		want int
	}{
		{Query{Box: "worker"}, 1}, {Query{Box: "0123456789ab"}, 1}, {Query{Box: "0123"}, 0}, {Query{Cause: "dependency.refused"}, 1},
		{Query{Since: noon.Add(24 * time.Hour)}, 1}, {Query{Since: now}, 0}, {Query{}, 2},
	} {
		if s := Summarize(list, q.q, now); len(s.Causes) != q.want {
			t.Errorf("%+v: %d causes", q.q, len(s.Causes))
		}
	}
	b.Reset()
	if err := Text(&b, Summarize(nil, Query{}, now)); err != nil || b.String() != "nothing happened in this time\n" {
		t.Error(b.String())
	}
}
