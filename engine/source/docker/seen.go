package docker

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/docker/docker/api/types/events"
)

// seenEvents knows which events were handed out: the daemon is asked by time,
// that instant included, and tells those that it still holds again.
type seenEvents struct {
	keys   map[string]bool
	recent []string // oldest first
	last   int64    // nanoseconds of the latest event
	at     []string // keys of those at that very instant
	before int64    // an earlier run had all events before it
}

func keyOf(m events.Message) string {
	return fmt.Sprint(m.TimeNano, " ", m.Type, " ", m.Action, " ", m.Actor.ID)
}

// start begins behind the cursor of an earlier run, else at since.
func (s *seenEvents) start(cursor string, since time.Time) {
	s.keys = map[string]bool{}
	var c eventCursor
	if json.Unmarshal([]byte(cursor), &c) == nil && c.Last > 0 {
		s.last, s.before = c.Last, c.Last
		for _, key := range c.At {
			s.remember(key)
		}
		s.at = c.At
	} else if !since.IsZero() {
		s.last = since.UnixNano()
	}
}

// since is from when on events are asked for. Two are not always told in the
// order of their times.
func (s *seenEvents) since() string {
	if s.last == 0 {
		return ""
	}
	return unix(time.Unix(0, s.last).Add(-time.Second))
}

// add notes an event and reports whether it is new.
func (s *seenEvents) add(m events.Message) bool {
	if s.known(m) {
		return false
	}
	key := keyOf(m)
	s.remember(key)
	if m.TimeNano > s.last {
		s.last, s.at = m.TimeNano, nil
	}
	if m.TimeNano == s.last {
		s.at = append(s.at, key)
	}
	return true
}

func (s *seenEvents) known(m events.Message) bool {
	return m.TimeNano < s.before || s.keys[keyOf(m)]
}

// latest reports whether an event is the one that came last, or came with it.
func (s *seenEvents) latest(m events.Message) bool { return slices.Contains(s.at, keyOf(m)) }

func (s *seenEvents) remember(key string) {
	s.keys[key] = true
	if s.recent = append(s.recent, key); len(s.recent) > maxSeenEvents {
		delete(s.keys, s.recent[0])
		s.recent = slices.Delete(s.recent, 0, 1)
	}
}

// An eventCursor is the form of a cursor.
type eventCursor struct {
	Last int64    `json:"last"`
	At   []string `json:"at"`
}

func (s *seenEvents) cursor() string {
	text, _ := json.Marshal(eventCursor{s.last, s.at}) // numbers and strings have a form
	return string(text)
}
