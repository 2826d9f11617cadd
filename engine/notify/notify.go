// Package notify tells people and other programs about root causes: one message
// when a root shows, an update now and then, one when it is over. What a root
// brought about is part of its message and makes none of its own.
//
//	Tell ─→ groups, one a root ─→ run, one goroutine a target ─→ Target.Send
//
// A group holds what is known last and what was told last. The goroutine sends
// the difference when it is due. So nothing queues: a target that is away for an
// hour gets the state of then, once, and memory is bounded by the number of roots.
package notify

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"culprit/engine/report"
)

// A Standing is how it is with a root.
type Standing string

// Standings. Withdrawn is a root that no longer follows from what is kept;
// explained is one for which another root was found.
const (
	Active    Standing = "active"
	Resolved  Standing = "resolved"
	Withdrawn Standing = "withdrawn"
	Explained Standing = "explained"
)

// A Message is what is told of one root.
type Message struct {
	Event   string    `json:"event"` // opened, updated, resolved, withdrawn, explained, repeated
	At      time.Time `json:"at"`
	Key     string    `json:"idempotency_key"`   // the same when a message is sent again because its answer was not seen
	Host    string    `json:"host,omitempty"`    // where culprit runs
	Returns int       `json:"returns,omitempty"` // how often it was over and came back since the last message
	report.Story

	version int // of the story
	number  int // of the messages about the root
}

// Over reports whether the root no longer holds.
func (m *Message) Over() bool {
	return m.Event == string(Resolved) || m.Event == string(Withdrawn) || m.Event == string(Explained)
}

// A Target is a place that messages go to.
type Target interface {
	// Name is what it is, for people: without path, password or token.
	Name() string
	// Send makes one attempt, from one goroutine. An error never shows a secret
	// of the target's address. A *Refused will not get better by trying again.
	Send(ctx context.Context, m Message) error
}

// A Refused is the answer of a target that does not want this message.
type Refused struct{ Reason string }

func (r *Refused) Error() string { return r.Reason }

// A Busy is the answer of a target that wants to be left alone for a time.
type Busy struct {
	Reason string
	Wait   time.Duration
}

func (b *Busy) Error() string { return b.Reason }

// Options of a notifier.
type Options struct {
	Host     string
	Wait     time.Duration // from the first sign of a root to its message, so that what it brings about gets in
	Every    time.Duration // between a message that it holds and the next about the same root
	Repeat   time.Duration // roots that hold are told again after it; 0 never
	Attempts int           // before a message is given up
	Say      func(format string, args ...any)

	// Sender begins the keys of messages: another for each notifier of each state
	// that is kept, or run where none is.
	Sender string
	// Keep notes a message that its target took, before the next is sent; nil:
	// nothing is kept.
	Keep func(Delivery)
}

// Limits. maxGroups roots are far more than anybody reads.
const (
	maxGroups    = 1000
	firstBackoff = time.Second
	maxBackoff   = 2 * time.Minute
	attemptTakes = 30 * time.Second
)

// Stats count messages.
type Stats struct {
	Sent    int64
	Failed  int64 // attempts that failed
	Dropped int64 // messages given up, refused, or for which there was no room
}

// A Notifier tells one target.
type Notifier struct {
	target Target
	opts   Options
	wake   chan struct{}
	done   chan struct{}
	ctx    context.Context // of all attempts
	cancel context.CancelFunc

	begin sync.Once

	mu      sync.Mutex
	groups  map[string]*group
	numbers map[string]numbered // of the messages about each root, also of those that are over
	turn    int
	stats   Stats
	closing bool
	streak  int       // failures since the last success
	quiet   time.Time // no attempt before
}

// New makes a notifier that begins to tell its target when it is told to. Close
// ends it.
func New(target Target, opts Options) *Notifier {
	ctx, cancel := context.WithCancel(context.Background())
	return &Notifier{
		target: target, opts: opts, wake: make(chan struct{}, 1), done: make(chan struct{}), ctx: ctx, cancel: cancel,
		groups: map[string]*group{}, numbers: map[string]numbered{},
	}
}

// Begin begins to tell the target.
func (n *Notifier) Begin() {
	n.begin.Do(func() { go n.run(n.ctx) })
}

// Tell takes the newest story of a root. Of a root that was never told, only
// one that holds, or did, makes a message. It never waits.
func (n *Notifier) Tell(s report.Story, standing Standing, now time.Time) {
	n.mu.Lock()
	g := n.groups[s.Root.ID]
	if g != nil && g.finished(now, n.opts.Every) {
		delete(n.groups, s.Root.ID)
		g = nil
	}
	switch {
	case g != nil:
		g.take(s, standing, now)
	case standing == Withdrawn || standing == Explained || standing == Resolved && old(&s, now):
	case len(n.groups) >= maxGroups && !n.forget():
		n.stats.Dropped++
	default:
		n.turn++
		n.groups[s.Root.ID] = &group{story: s, standing: standing, since: now, turn: n.turn, number: n.numbers[s.Root.ID].Number}
	}
	n.mu.Unlock()
	n.nudge()
}

// Adopt takes a root that a run before this one told of, so that there is no
// message until something changes, or until it is to be repeated. Where nothing is
// kept, one that is as young as the messages that may have got lost with that run
// is told again; where it is, one of which no message is known.
func (n *Notifier) Adopt(s report.Story, now time.Time) {
	if n.opts.Keep != nil {
		if !n.Knows(s.Root.ID) {
			n.Tell(s, Active, now)
		}
		return
	}
	if s.Root.FirstSeen != nil && now.Sub(*s.Root.FirstSeen) < stale {
		n.Tell(s, Active, now)
		return
	}
	n.mu.Lock()
	if n.groups[s.Root.ID] == nil && (len(n.groups) < maxGroups || n.forget()) {
		n.turn++
		n.groups[s.Root.ID] = &group{story: s, standing: Active, since: now, turn: n.turn, toldStanding: Active, toldAt: now.Add(-n.opts.Repeat), badAt: now}
	}
	n.mu.Unlock()
	n.nudge()
}

func (n *Notifier) nudge() {
	select {
	case n.wake <- struct{}{}:
	default:
	}
}

// stale is how long ago a root may have been seen last for a message that it
// came and went: the end of a log that is read at the start tells of many.
const stale = 10 * time.Minute

func old(s *report.Story, now time.Time) bool {
	return s.Root.LastSeen != nil && now.Sub(*s.Root.LastSeen) > stale
}

// Knows reports whether messages are about a root, or will be.
func (n *Notifier) Knows(root string) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.groups[root] != nil
}

// Name is that of the target.
func (n *Notifier) Name() string { return n.target.Name() }

// Stats counts what happened so far.
func (n *Notifier) Stats() Stats {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.stats
}

// Close sends what was never told and what is over, once each, and ends. When
// ctx ends first, it says how much is left.
func (n *Notifier) Close(ctx context.Context) error {
	n.mu.Lock()
	n.closing = true
	n.mu.Unlock()
	n.Begin()
	n.nudge()
	select {
	case <-n.done:
	case <-ctx.Done():
		n.cancel()
		<-n.done
	}
	n.cancel()
	n.mu.Lock()
	defer n.mu.Unlock()
	left := 0
	for _, g := range n.groups {
		if g.owes() {
			left++
		}
	}
	if left > 0 && n.opts.Keep != nil {
		return fmt.Errorf("%s: messages not sent: %d; the next run sends them", n.target.Name(), left)
	}
	if left > 0 {
		return fmt.Errorf("%s: messages not sent: %d", n.target.Name(), left)
	}
	return nil
}

func (n *Notifier) run(ctx context.Context) {
	defer close(n.done)
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		g, m, wait := n.next()
		switch {
		case g != nil:
			n.attempt(ctx, g, m)
			if ctx.Err() == nil {
				continue
			}
			return
		case wait < 0:
			return
		}
		timer.Reset(wait)
		select {
		case <-n.wake:
		case <-timer.C:
		case <-ctx.Done():
			return
		}
	}
}

// next is the group whose message is due, or how long to wait; negative when
// there is nothing left to do.
func (n *Notifier) next() (*group, Message, time.Duration) {
	n.mu.Lock()
	defer n.mu.Unlock()
	now := time.Now()
	var first *group
	var due time.Time
	for id, g := range n.groups {
		if g.finished(now, n.opts.Every) {
			delete(n.groups, id)
			continue
		}
		at, ok := g.due(&n.opts, n.closing)
		if ok && (first == nil || at.Before(due) || at.Equal(due) && g.turn < first.turn) {
			first, due = g, at
		}
	}
	if n.closing {
		if first == nil || n.streak > 0 { // one that fails is not tried again
			return nil, Message{}, -1
		}
	} else if due.Before(n.quiet) {
		due = n.quiet
	}
	switch wait := due.Sub(now); {
	case first == nil:
		return nil, Message{}, time.Hour
	case wait > 0:
		return nil, Message{}, wait
	}
	return first, first.message(&n.opts, now), 0
}

func (n *Notifier) attempt(ctx context.Context, g *group, m Message) {
	limited, cancel := context.WithTimeout(ctx, attemptTakes)
	err := n.target.Send(limited, m)
	cancel()
	if err == nil {
		n.keep(m)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	now := time.Now()
	var refused *Refused
	var busy *Busy
	switch {
	case err == nil:
		n.stats.Sent++
		if n.streak > 0 {
			n.opts.Say("%s takes messages again, after %d attempts", n.target.Name(), n.streak)
		}
		n.streak, n.quiet = 0, time.Time{}
		n.told(g, m, now)
	case ctx.Err() != nil:
	case errors.As(err, &refused):
		n.stats.Failed++
		n.stats.Dropped++
		n.opts.Say("%s refused a message: %v", n.target.Name(), err)
		n.told(g, m, now)
	default:
		n.stats.Failed++
		n.streak++
		g.attempts++
		wait := min(maxBackoff, firstBackoff<<min(n.streak-1, 10))
		if errors.As(err, &busy) {
			wait = min(maxBackoff, max(wait, busy.Wait))
		}
		n.quiet = now.Add(wait)
		if n.streak == 1 {
			n.opts.Say("%s takes no messages; it is tried again: %v", n.target.Name(), err)
		}
		if g.attempts >= n.opts.Attempts {
			n.stats.Dropped++
			n.opts.Say("%s: a message is given up after %d attempts: %v", n.target.Name(), g.attempts, err)
			n.told(g, m, now)
		}
	}
}

// forget lets go of the group that was over longest, if there is one.
func (n *Notifier) forget() bool {
	id := ""
	for k, g := range n.groups {
		if !g.owes() && g.toldStanding != Active && (id == "" || g.toldAt.Before(n.groups[id].toldAt)) {
			id = k
		}
	}
	delete(n.groups, id)
	return id != ""
}
