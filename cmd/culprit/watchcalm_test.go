package main

import (
	"strings"
	"testing"

	"culprit/engine/report"
)

func TestCalm(t *testing.T) {
	c := calm{}
	var told []string
	for _, x := range []struct {
		event, id, severity string
		root                bool
		count               int
	}{
		{"opened", "a", "error", true, 1}, {"opened", "b", "error", false, 1},
		{"updated", "a", "error", true, 2}, {"updated", "b", "error", false, 2}, {"updated", "a", "error", true, 8},
		{"updated", "a", "error", true, 16}, {"updated", "a", "error", true, 64}, {"updated", "a", "error", true, 128},
		{"updated", "b", "error", false, 128}, {"updated", "b", "critical", false, 256}, {"updated", "b", "critical", true, 300},
		{"resolved", "a", "error", true, 128}, {"opened", "a", "error", true, 1}, {"updated", "a", "error", true, 2},
	} {
		e := report.Event{Event: x.event, Diagnosis: &report.Diagnosis{ID: x.id, Severity: x.severity, Root: x.root, Count: x.count}}
		if !c.hides(e) {
			told = append(told, x.event[:1]+x.id)
		}
	}
	if got := strings.Join(told, " "); got != "oa ob ua ua ub ub ra oa" || c.hides(report.Event{Event: "gap"}) {
		t.Errorf("%s", got)
	}
}
