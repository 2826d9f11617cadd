package notify

import (
	"maps"
	"slices"
	"time"

	"culprit/engine/report"
)

// What a notifier knows can be kept, so that a run that goes on where another was
// killed leaves out no message and sends none again, but for those whose answers
// were not seen. The State goes with the state of the watch; what was delivered
// since stands in a journal of Deliveries. Both name a message by the number that
// it has among those of its root, so a delivery that a state knows counts once.

// A State is what a notifier knows.
type State struct {
	Roots   []Root
	Numbers map[string]numbered
}

// A Root is what is known of one root, and what was told.
type Root struct {
	Story    report.Story
	Standing Standing
	Since    time.Time
	Version  int
	Returns  int

	Told        Standing
	ToldVersion int
	ToldAt      time.Time
	BadAt       time.Time
}

// A Delivery is a message that its target answered.
type Delivery struct {
	Number  int
	Event   string
	At      time.Time
	Version int
	Returns int
	Story   report.Story
}

// numbered counts the messages of a root.
type numbered struct {
	Number int
	At     time.Time
}

// maxNumbers bounds the roots whose messages are counted: those of which nothing
// was told for longest are let go.
const maxNumbers = 10_000

// State is what is known now.
func (n *Notifier) State() State {
	n.mu.Lock()
	defer n.mu.Unlock()
	s := State{Numbers: maps.Clone(n.numbers)}
	groups := slices.SortedFunc(maps.Values(n.groups), func(a, b *group) int { return a.turn - b.turn })
	for _, g := range groups {
		s.Roots = append(s.Roots, Root{
			Story: g.story, Standing: g.standing, Since: g.since, Version: g.version, Returns: g.returns,
			Told: g.toldStanding, ToldVersion: g.toldVersion, ToldAt: g.toldAt, BadAt: g.badAt,
		})
	}
	return s
}

// Restore takes what another notifier knew and what it delivered since. It comes
// before Begin.
func (n *Notifier) Restore(s State, since []Delivery) {
	n.mu.Lock()
	defer n.mu.Unlock()
	maps.Copy(n.numbers, s.Numbers)
	for _, r := range s.Roots {
		n.turn++
		n.groups[r.Story.Root.ID] = &group{
			story: r.Story, standing: r.Standing, since: r.Since, version: r.Version, returns: r.Returns, turn: n.turn, number: n.numbers[r.Story.Root.ID].Number,
			toldStanding: r.Told, toldVersion: r.ToldVersion, toldAt: r.ToldAt, badAt: r.BadAt,
		}
	}
	for _, d := range since {
		id := d.Story.Root.ID
		if d.Number <= n.numbers[id].Number {
			continue
		}
		m := Message{Event: d.Event, Returns: d.Returns, version: d.Version, number: d.Number}
		g := n.groups[id]
		if g == nil {
			n.turn++
			g = &group{story: d.Story, standing: Active, since: d.At, turn: n.turn, returns: d.Returns}
			if m.Over() {
				g.standing = Standing(d.Event)
			}
			n.groups[id] = g
		}
		g.version = max(g.version, d.Version)
		n.told(g, m, d.At)
	}
}

// Roots lists the roots that a notifier knows to hold.
func (n *Notifier) Roots() (list []report.Story) {
	for _, r := range n.State().Roots {
		if r.Standing == Active {
			list = append(list, r.Story)
		}
	}
	return list
}

// told notes that a message reached its target, or never will.
func (n *Notifier) told(g *group, m Message, now time.Time) {
	g.told(m, now)
	n.numbers[g.story.Root.ID] = numbered{m.number, now}
	if len(n.numbers) > maxNumbers {
		ids := slices.SortedFunc(maps.Keys(n.numbers), func(a, b string) int { return n.numbers[a].At.Compare(n.numbers[b].At) })
		for _, id := range ids[:maxNumbers/4] {
			if n.groups[id] == nil {
				delete(n.numbers, id)
			}
		}
	}
}

// keep notes a delivery.
func (n *Notifier) keep(m Message) {
	if n.opts.Keep != nil {
		n.opts.Keep(Delivery{Number: m.number, Event: m.Event, At: time.Now(), Version: m.version, Returns: m.Returns, Story: m.Story})
	}
}
