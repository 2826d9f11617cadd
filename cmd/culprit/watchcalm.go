package main

import (
	"strconv"

	"culprit/engine/report"
	"culprit/engine/watch"
)

// calm leaves out of the lines for people what would fill a screen and says
// little: that what repeats has repeated again. The count of a root is told at
// each power of ten, those of its effects are not; a new severity, or another
// root, always is. Programs are told all (--format jsonl, sinks).
type calm map[string]seen // by the diagnosis's id

// seen is what was told last of a diagnosis.
type seen struct {
	severity string
	root     bool
	digits   int // of the count
}

// hides reports whether an event is left out.
func (c calm) hides(e report.Event) bool {
	d := e.Diagnosis
	if d == nil {
		return false
	}
	now, before := seen{d.Severity, d.Root, len(strconv.Itoa(d.Count))}, c[d.ID]
	switch watch.Change(e.Event) {
	case watch.Resolved, watch.Withdrawn:
		delete(c, d.ID)
		return false
	case watch.Updated:
		if before.severity == now.severity && before.root == now.root && (!now.root || before.digits == now.digits) {
			return true
		}
	}
	c[d.ID] = now
	return false
}
