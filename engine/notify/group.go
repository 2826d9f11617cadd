package notify

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"culprit/engine/report"
)

// A group is one root: what is known of it, and what was told.
type group struct {
	story    report.Story
	standing Standing
	since    time.Time // of the first sign, or of its return
	version  int       // counts the stories
	returns  int       // since the last message
	attempts int       // to send what is due
	number   int       // of the messages that were told
	turn     int       // order of arrival

	toldStanding Standing // "" when it was never told
	toldVersion  int
	toldAt       time.Time
	badAt        time.Time // of the last message that it holds
}

func (g *group) take(s report.Story, standing Standing, now time.Time) {
	if standing == g.standing && same(&s, &g.story) {
		return
	}
	if standing == Active && g.standing != Active {
		g.returns++
		g.since = now
	}
	g.story, g.standing = s, standing
	g.version++
}

// same reports whether two stories say the same: one may have been kept.
func same(a, b *report.Story) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}

// changed reports whether something is new since the last message.
func (g *group) changed() bool { return g.version != g.toldVersion }

// owes reports whether a message must not be left out: the target does not know
// that the root holds, or that it is over.
func (g *group) owes() bool {
	switch {
	case g.toldStanding == "":
		return g.standing == Active || g.standing == Resolved
	case g.standing == Active:
		return g.toldStanding != Active
	}
	return g.toldStanding == Active
}

// due says when a message is to be sent. At the end of a run only what is owed
// is, and at once.
func (g *group) due(o *Options, closing bool) (time.Time, bool) {
	owes := g.owes()
	if closing {
		return time.Time{}, owes
	}
	switch {
	case owes && g.toldStanding == "":
		return g.since.Add(o.Wait), true
	case owes && g.standing != Active:
		return g.toldAt, true // that it is over is told at once
	case owes: // it is back: not before the time between two messages is over
		return later(g.since.Add(o.Wait), g.badAt.Add(o.Every)), true
	case g.toldStanding == "":
		return time.Time{}, false
	case g.standing != Active && g.returns > 0: // it came, and went, unsaid
		return g.badAt.Add(o.Every), true
	case g.standing == Active && o.Repeat > 0:
		at := g.toldAt.Add(o.Repeat)
		if up := g.badAt.Add(o.Every); g.changed() && up.Before(at) {
			at = up
		}
		return at, true
	case g.standing == Active && g.changed():
		return g.badAt.Add(o.Every), true
	}
	return time.Time{}, false
}

// message puts what is due into words.
func (g *group) message(o *Options, now time.Time) Message {
	m := Message{At: now.UTC(), Host: o.Host, Returns: g.returns, Story: g.story, version: g.version, number: g.number + 1}
	switch {
	case g.standing != Active:
		m.Event = string(g.standing)
	case g.toldStanding != Active:
		m.Event = "opened"
	case g.changed():
		m.Event = "updated"
	default:
		m.Event = "repeated"
	}
	m.Key = fmt.Sprintf("%s-%s-%d-%s", o.Sender, g.story.Root.ID, m.number, m.Event)
	return m
}

// told notes that a message reached its target, or never will.
func (g *group) told(m Message, now time.Time) {
	g.attempts, g.toldAt, g.toldVersion, g.number = 0, now, m.version, m.number
	g.returns = max(0, g.returns-m.Returns)
	if m.Over() {
		g.toldStanding = Standing(m.Event)
		return
	}
	g.toldStanding, g.badAt = Active, now
}

// finished reports whether a group can be let go: it is over, told, and its
// return would be told at once. One that was never told and is not worth a
// message goes at once.
func (g *group) finished(now time.Time, every time.Duration) bool {
	if g.toldStanding == "" {
		return !g.owes()
	}
	return !g.owes() && g.standing != Active && g.returns == 0 && !now.Before(g.badAt.Add(every))
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
