package main

import (
	"encoding/json"
	"fmt"
	"time"

	"culprit/engine"
	"culprit/engine/notify"
	"culprit/engine/report"
	"culprit/engine/watch"
	"culprit/engine/watch/checkpoint"
)

// What notifiers know is part of the state: after a crash no message is left out,
// and only one whose answer was not seen is sent again, with its key. What they
// delivered since stands in the journal of the state.

// A delivery is a line of the journal.
type delivery struct {
	To string // id of the notifier
	notify.Delivery
}

// keep writes a delivery to the journal.
func (s *notifySink) keep(c *console, state *keeper, id string, d notify.Delivery) {
	line, err := json.Marshal(delivery{id, d})
	if err == nil {
		err = state.folder.Append(line)
	}
	if err != nil {
		s.broken.Do(func() {
			c.say("state: it can't be noted that a message was sent; after a crash it may be sent again: %v", err)
		})
	}
}

// state is what the notifiers know, by their ids.
func (s *notifySink) state() []byte {
	all := map[string]notify.State{}
	for _, t := range s.targets {
		all[t.id] = t.State()
	}
	data, err := json.Marshal(all)
	if err != nil {
		return nil // a report's diagnoses are always JSON
	}
	return data
}

// restore gives the notifiers what those of the run before knew and delivered, and
// tells of what that run said at its end and they were not told. Then they begin.
func (s *notifySink) restore(c *console, set *engine.RuleSet, before *checkpoint.Checkpoint, lines [][]byte, later []watch.Last) error {
	all := map[string]notify.State{}
	if before != nil && len(before.Messages) > 0 {
		if err := json.Unmarshal(before.Messages, &all); err != nil {
			return fmt.Errorf("what was told: %w", err)
		}
	}
	since := map[string][]notify.Delivery{}
	for _, line := range lines {
		var d delivery
		if err := json.Unmarshal(line, &d); err != nil {
			c.say("state: a line of the journal can't be read: %v", err)
			continue
		}
		since[d.To] = append(since[d.To], d.Delivery)
	}
	now := time.Now()
	last := map[string]watch.Last{}
	if before != nil {
		for _, said := range before.Watch.Said {
			last[said.ID] = watch.Last{Said: said}
		}
	}
	for _, l := range later {
		last[l.ID] = l
	}
	for _, t := range s.targets {
		known := all[t.id]
		t.Restore(known, since[t.id])
		for _, r := range known.Roots {
			if r.Standing != notify.Active {
				continue
			}
			switch l, ok := last[r.Story.Root.ID]; {
			case !ok || l.Change == watch.Withdrawn:
				t.Tell(r.Story, notify.Withdrawn, now)
			case l.Status == engine.StatusResolved:
				r.Story.Root.Status = string(engine.StatusResolved)
				t.Tell(r.Story, notify.Resolved, now)
			}
		}
		for _, l := range later { // it came and went within a moment
			story := told{Story: report.NewStory(l.Diagnosis(set)), shown: true}
			if last[l.ID].Change == watch.Resolved && l.Root && !t.Knows(l.ID) && s.worth(&story) {
				t.Tell(story.Story, notify.Resolved, now)
			}
		}
		t.Begin()
	}
	return nil
}
