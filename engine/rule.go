package engine

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"culprit/engine/condition"
)

// Severity says how much a cause hurts. The zero value is invalid, so that a
// forgotten severity is found by a test and not shown as harmless.
type Severity uint8

// Severities from least to worst.
const (
	SeverityInvalid Severity = iota
	SeverityInfo
	SeverityWarning
	SeverityError
	SeverityCritical
)

var severityNames = [...]string{"invalid", "info", "warning", "error", "critical"}

// String returns the word used in rule files and reports.
func (s Severity) String() string { return severityNames[s] }

// SeverityNames lists the valid words, from least to worst.
func SeverityNames() []string { return severityNames[1:] }

// ParseSeverity returns the severity of a word.
func ParseSeverity(word string) (Severity, error) {
	for i, name := range severityNames[1:] {
		if name == word {
			return Severity(i + 1), nil
		}
	}
	return SeverityInvalid, fmt.Errorf("unknown severity %q", word)
}

// A Position is where a block was defined: file, 1-based line.
type Position struct {
	File string
	Line int
}

// A Cause is an entry of the cause catalogue.
type Cause struct {
	ID         string // "memory.container-limit"
	Title      string
	Severity   Severity
	Summary    string
	Risk       bool // has not failed yet: told under prevention, never an alarm
	LeadsTo    []Edge
	Changes    []string      // kind.field settings whose change may bring it about, besides those its rules read; a kind alone is all of it
	LiesInPeer bool          // what went wrong, went wrong in the peer
	Dissents   []Dissent     // witnesses that may contradict it
	Untils     []Match       // each ends an episode when a fact of the finding's subject matches
	Quiet      time.Duration // for rules that name none
	Fixes      []Fix
	Prevent    []string
	References []string
	Defined    Position
}

// An Edge says that a cause brings about others.
type Edge struct {
	Causes []string           // ids of the effects
	Where  *condition.Program // boolean over cause and effect (CauseScope); nil: any related subjects
	Within time.Duration      // how long after the cause was last seen an effect may begin; 0 is DefaultEdgeWithin

	Predicts *Prediction // whom the effects must show on if the cause is real; nil: they may or may not
}

// A Prediction says on whom the effects of a cause are to be expected.
type Prediction struct {
	Among  string  // one of Amongs
	Weight float64 // part of the confidence that hangs on it, above 0 and below 1
}

// Whom a prediction is about.
const (
	AmongClients     = "clients"      // who needs the cause's subject
	AmongPeerClients = "peer-clients" // who else needs its peer
	AmongHost        = "host"         // all containers of its host
)

// Amongs lists them.
var Amongs = []string{AmongClients, AmongPeerClients, AmongHost}

// A Dissent is a fact that contradicts a cause, and the words that reconcile
// the two.
type Dissent struct {
	Match   Match // over DissentScope and itself
	Message *condition.Template
	Doubt   float64 // part of the confidence it takes away; 0: it is only shown
}

// Stage is a rung of the recovery ladder.
type Stage string

// The rungs, in the order they are tried.
const (
	StageNow        Stage = "now"
	StageNext       Stage = "next"
	StageLastResort Stage = "last-resort"
)

// Risk says what applying a fix may cost.
type Risk string

// The risks. Destructive fixes say in their title what is lost.
const (
	RiskSafe        Risk = "safe"
	RiskDisruptive  Risk = "disruptive"
	RiskDestructive Risk = "destructive"
)

// A Fix is a step against a cause. Its commands are shown, never run.
type Fix struct {
	ID       string
	Title    *condition.Template
	Stage    Stage
	Risk     Risk
	Commands [][]*condition.Template // argument vectors over FixScope
	Verify   *condition.Program      // boolean over FixScope that holds once the fix worked; nil: not checkable
}

// A Rule maps a pattern of facts to a cause.
type Rule struct {
	ID         string // slug
	Title      string
	Cause      string
	Severity   Severity           // overrides the cause's; SeverityInvalid keeps it
	Confidence float64            // (0, 1]: that this pattern alone proves the cause
	Matches    []Match            // in binding order; the first is the anchor
	Absents    []Match            // none may hold; checked after all Matches are bound
	Untils     []Match            // end an episode; bound after Matches
	Within     time.Duration      // span of the timed matches; 0 is unlimited
	Ordered    bool               // the timed matches happened in the order written
	Overlap    bool               // one fact may satisfy several matches
	Quiet      time.Duration      // silence after which an episode has ended by itself; 0: the cause's, else never
	Subject    *condition.Program // yields a match or a subject; nil: the anchor's subject
	Peer       *condition.Program // yields a match or a subject; nil: none
	Message    *condition.Template
	References []string
	Slow       bool // may be evaluated without a required literal
	Fallback   bool // speaks only for records that no other rule understood
	Stratum    int  // 0, or one more than the highest of the rules whose findings it matches
	Defined    Position
}

// A Match is a pattern for one fact.
type Match struct {
	Name     string             // variable in conditions
	Kind     string             // fact kind
	Pattern  *condition.Pattern // on Message of log.line and kernel.message, else on Fact.Text; nil: any
	Where    *condition.Program // over all names bound so far; nil: true
	Count    int                // at least so many within Rule.Within; 0 and 1 mean one
	Optional bool               // strengthens, is not needed
	// Span limits an absent: how far from the bound matches it looks.
	// Zero is Rule.Within on both sides.
	Before, After time.Duration
	Span          *Span // an exact range instead of Before and After; nil: none

	known *knownClues // nil: not worked out yet
}

// A Span is the range of time in which an absent must not be found, both ends
// included: from Start after one bound match to End after another. Both may be
// negative.
type Span struct {
	From, To   string // names of matches, or First and Last
	Start, End time.Duration
}

// First and Last name the earliest and the latest of the bound matches.
const (
	First = "first"
	Last  = "last"
)

// A Pack is a rule folder with a name and a version.
type Pack struct{ Name, Version string }

// A RuleSet is everything the rule files say, checked and compiled.
type RuleSet struct {
	Rules  []*Rule           // sorted by ID
	Causes map[string]*Cause // by ID
	Digest string            // "sha256:…" of all files
	Packs  []Pack            // in the order they were loaded

	interest sync.Once
	looked   *Interest
	worked   sync.Map // what was worked out of matches and edges, by *Match, *Edge, and their parts
}

// A shape is what a match's pattern and condition tell before any fact is seen.
type shape struct {
	join   *condition.Join   // the equation that ties it to earlier matches; nil: none
	search *condition.Search // for its pattern; nil: it has none

	blindly sync.Once
	blind   []*condition.Program // terms of its condition that can be tested before the pattern
	settled bool                 // they are the whole condition
}

// shape works out a match once for all runs.
func (s *RuleSet) shape(m *Match, scope condition.Scope) *shape {
	if known, ok := s.worked.Load(m); ok {
		return known.(*shape)
	}
	x := &shape{}
	if m.Where != nil && !onlyName(m.Where, m.Name) {
		x.join = condition.FindJoin(m.Where, scope, m.Name)
	}
	if m.Pattern != nil {
		x.search = s.search(m)
	}
	known, _ := s.worked.LoadOrStore(m, x)
	return known.(*shape)
}

// search prepares the pattern of a match once for all runs.
func (s *RuleSet) search(m *Match) *condition.Search {
	if known, ok := s.worked.Load(m.Pattern); ok {
		return known.(*condition.Search)
	}
	known, _ := s.worked.LoadOrStore(m.Pattern, condition.NewSearch(m.Pattern))
	return known.(*condition.Search)
}

// fewFacts is how many facts a pattern is tried on at once: taking the
// condition apart costs more than that.
const fewFacts = 128

// before returns what of a match's condition on itself to test before its
// pattern, and whether that is all of it. A comparison costs less than a
// pattern, but for one that is tried at few places; one with a pattern of its own,
// which is tried everywhere, costs more.
func (x *shape) before(m *Match, scope condition.Scope, facts int) (terms []*condition.Program, all bool) {
	if m.Pattern == nil || m.Where == nil || facts <= fewFacts || x.search.Quick() || !onlyName(m.Where, m.Name) {
		return nil, false
	}
	x.blindly.Do(func() {
		terms, all := m.Where.Blind(scope, m.Name)
		x.blind = slices.DeleteFunc(slices.Clone(terms), (*condition.Program).Matches)
		x.settled = all && len(x.blind) == len(terms)
	})
	return x.blind, x.settled
}

// fixed returns the terms of a match's condition when it looks at the match alone
// and at nothing that another reading of the same record may change: whom it is
// about, its time and place, and how often it came are known better with more
// facts. It is worked out once for all runs.
func (s *RuleSet) fixed(m *Match) (terms []*condition.Program, all bool) {
	if m.Where == nil {
		return nil, true
	}
	if known, ok := s.worked.Load(m.Where); ok {
		terms = known.([]*condition.Program)
		return terms, len(terms) > 0
	}
	if onlyName(m.Where, m.Name) {
		terms, all = m.Where.Blind(condition.Scope{variable(m)}, m.Name)
		for _, t := range terms {
			all = all && !slices.ContainsFunc(t.Reads(), func(r condition.Read) bool { return slices.Contains(unfixed, r.Field) })
		}
	}
	if !all {
		terms = nil
	}
	s.worked.Store(m.Where, terms)
	return terms, len(terms) > 0
}

var unfixed = []string{"subject", "time", "until", "origin", "count", "matched"}

// A reach is what an edge's condition tells before any effect is seen.
type reach struct {
	join   *condition.Join      // the equation that ties the effect to the cause; nil: none
	guards []*condition.Program // terms that look at the cause alone
}

// reach works out an edge's condition once for all runs.
func (s *RuleSet) reach(e *Edge) *reach {
	if known, ok := s.worked.Load(e); ok {
		return known.(*reach)
	}
	x := &reach{join: condition.FindJoin(e.Where, condition.CauseScope(), "effect")}
	if x.join != nil && !x.join.Subjects {
		x.join = nil
	}
	for _, t := range e.Where.Terms(condition.CauseScope()) {
		if onlyName(t, "cause") {
			x.guards = append(x.guards, t)
		}
	}
	s.worked.Store(e, x)
	return x
}
