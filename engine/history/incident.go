// Package history keeps what happened on a machine for months: each time a
// cause held on a subject, from when to when, how often, and what ended it. It is
// one file of SQLite.
//
// Events come at least once: after a crash some are told again. A row is an
// interval of one diagnosis, found by the time it covers, so telling it again
// changes nothing.
package history

import (
	"cmp"
	"fmt"
	"time"

	"culprit/engine/report"
)

// How an incident stands. Withdrawn no longer follows from what is kept; left
// went on when the watch ended.
const (
	Active    = "active"
	Resolved  = "resolved"
	Withdrawn = "withdrawn"
	Left      = "left"
)

// An Incident is an interval in which a cause held on a subject.
type Incident struct {
	Diagnosis string         `json:"diagnosis"` // its stable id; the same each time it comes back
	Cause     string         `json:"cause"`
	Title     string         `json:"title"`
	Severity  string         `json:"severity"`
	Subject   report.Subject `json:"subject"`
	Peer      string         `json:"peer,omitempty"`
	Message   string         `json:"message"`
	Root      bool           `json:"root"`
	FirstSeen time.Time      `json:"first_seen,omitzero"` // by the clock of the logs; zero when they have none
	LastSeen  time.Time      `json:"last_seen,omitzero"`
	Count     int            `json:"count"` // at least: what left the window of a watch is not counted again
	Status    string         `json:"status"`
	EndedBy   string         `json:"ended_by,omitempty"` // the line that ended it; empty for silence
	EndedAt   string         `json:"ended_at,omitempty"` // stream and line of it
	Noted     time.Time      `json:"noted"`              // when it was last told of

	proof string // place of its first evidence: tells apart what has no time
	first bool   // no earlier interval is in the same event
}

// maxEpisodes bounds the intervals of one event; the latest count.
const maxEpisodes = 100

// Of puts an event into the form of a history: the intervals in which its
// diagnosis held, as far as they are still known.
func Of(e report.Event) []Incident {
	d := e.Diagnosis
	if d == nil {
		return nil
	}
	one := Incident{
		Diagnosis: d.ID, Cause: d.Cause, Title: d.Title, Severity: d.Severity, Subject: d.Subject, Message: d.Message, Root: d.Root,
		Count: d.Count, Status: d.Status, Noted: e.At, first: true,
	}
	if d.Peer != nil {
		one.Peer = d.Peer.Label()
	}
	if len(d.Findings) > 0 && len(d.Findings[0].Evidence) > 0 {
		proof := d.Findings[0].Evidence[0]
		one.proof = fmt.Sprintf("%s:%d", proof.Stream, proof.Offset)
	}
	if e.Event == Withdrawn {
		one.Status = Withdrawn
	}
	episodes := d.Episodes
	if len(episodes) == 0 {
		episodes = []report.Episode{{FirstSeen: d.FirstSeen, LastSeen: d.LastSeen, Count: d.Count}}
	}
	from := max(0, len(episodes)-maxEpisodes)
	var list []Incident
	for i, episode := range episodes[from:] {
		at := one
		at.FirstSeen, at.LastSeen, at.Count, at.first = instant(episode.FirstSeen), instant(episode.LastSeen), episode.Count, i == 0
		ended := episode.Ended
		if from+i < len(episodes)-1 {
			at.Status = Resolved
		} else if ended == nil && d.Healed != nil {
			ended = d.Healed
		}
		if ended != nil && ended.Stream != "" && at.Status == Resolved {
			at.EndedBy, at.EndedAt = ended.Text, fmt.Sprintf("%s:%d", ended.Stream, ended.Line)
		}
		list = append(list, at)
	}
	return list
}

func instant(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

// When is when it was last there: by the logs, else by our own clock.
func (i *Incident) When() time.Time {
	if i.LastSeen.IsZero() {
		return i.Noted
	}
	return i.LastSeen
}

// Began is when it was first there.
func (i *Incident) Began() time.Time {
	if i.FirstSeen.IsZero() {
		return i.When()
	}
	return i.FirstSeen
}

// order sorts by subject, cause and time.
func order(a, b Incident) int {
	return cmp.Or(
		cmp.Compare(a.Subject.Kind, b.Subject.Kind), cmp.Compare(a.Subject.Label(), b.Subject.Label()), cmp.Compare(a.Cause, b.Cause),
		cmp.Compare(a.Peer, b.Peer), a.Began().Compare(b.Began()), cmp.Compare(a.Diagnosis, b.Diagnosis),
	)
}
