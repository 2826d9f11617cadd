package engine

import (
	"time"

	"culprit/engine/fact"
)

// Status of a diagnosis.
type Status string

// An active diagnosis holds at the end of the input; a resolved one healed.
const (
	StatusActive   Status = "active"
	StatusResolved Status = "resolved"
)

// Evidence is a fact as proof.
type Evidence struct {
	Match string // the match of the rule it satisfies
	Fact  *fact.Fact

	below int    // lines from the fact's first line to the one that matched
	text  string // that line
}

// Line is the 1-based line of the stream that proves the match.
func (e Evidence) Line() int { return e.Fact.Origin.Line + e.below }

// Text is that line.
func (e Evidence) Text() string { return e.text }

// A Finding is a rule that held for a subject in one episode.
type Finding struct {
	Rule     *Rule
	Subject  fact.Subject
	Peer     fact.Subject // zero: none
	Message  string
	Evidence []Evidence // a sample: first and last occurrences
	First    fact.Time
	Last     fact.Time
	Count    int        // how often it held
	Ended    *fact.Fact // what ended the episode; nil while it goes on or after silence
	Resolved bool       // it ended by an until match or by silence
	Unknown  []Unknown  // absents that could not be looked for in this input
	Episodes []Episode  // at least one, in the order of time

	confidence float64
	hits       int
	cadence    time.Duration
	told       *fact.Fact // the finding as a fact; nil: not yet
	on, with   who        // Subject and Peer
}

// A Diagnosis is all findings of one cause on one subject.
type Diagnosis struct {
	ID         string // stable hash of cause, subject and peer
	Cause      *Cause
	Severity   Severity
	Confidence float64
	Status     Status
	Subject    fact.Subject
	Peer       fact.Subject // zero: none
	Message    string
	First      fact.Time
	Last       fact.Time
	Count      int
	Episodes   []Episode     // at least one, in the order of time
	Cadence    time.Duration // between two sightings when that is regular; else 0
	Restarts   Restarts      // of its container
	Healed     *Healed       // nil while it is active
	Findings   []*Finding    // strongest first
	Fixes      []FilledFix
	Reasons    []Reason  // what made the confidence, in the order it was worked out
	Dissent    []Witness // witnesses that say otherwise
	Beyond     *Beyond   // of a root that points to its peer; nil: a diagnosis tells of the peer

	CausedBy []*Diagnosis // what explains it; empty for a root
	LeadsTo  []*Diagnosis // what it explains
	Links    []*Link      // why each of CausedBy explains it, in the same order

	Rivals []Rival // what might have explained it too and was set aside

	contradicted bool // its predicted effects are missing

	on, with who // Subject and Peer

	order int // place among all: causes before their effects
}

func (d *Diagnosis) rules() []string {
	ids := make([]string, len(d.Findings))
	for i, f := range d.Findings {
		ids[i] = f.Rule.ID
	}
	return ids
}

// Root reports whether no other diagnosis explains d.
func (d *Diagnosis) Root() bool { return len(d.CausedBy) == 0 }

// A FilledFix is a fix with the facts filled in.
type FilledFix struct {
	Fix      *Fix
	Title    string
	Commands [][]string // argument vectors; those that lack a fact are left out
}

// Duration is how long the diagnosis was seen; 0 when times are unknown.
func (d *Diagnosis) Duration() time.Duration {
	if !d.First.Known() || !d.Last.Known() {
		return 0
	}
	return d.Last.At.Sub(d.First.At)
}
