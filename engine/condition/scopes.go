package condition

import (
	"time"

	"culprit/engine/fact"
)

// A CauseView is a diagnosis as the conditions of leads_to see it.
type CauseView struct {
	Cause   string       `expr:"cause" doc:"id of the cause"`
	Subject fact.Subject `expr:"subject" doc:"whom it is about"`
	Peer    fact.Subject `expr:"peer" doc:"the other side; zero when there is none"`
	Count   int          `expr:"count" doc:"how often it was seen"`
	First   time.Time    `expr:"first_seen" doc:"zero when unknown"`
	Last    time.Time    `expr:"last_seen" doc:"zero when unknown"`
	Rules   []string     `expr:"rules" doc:"ids of the rules that found it"`
}

// CauseScope is what the condition of a leads_to edge may use.
func CauseScope() Scope {
	return Scope{{Name: "cause", Zero: CauseView{}}, {Name: "effect", Zero: CauseView{}}}
}

// DissentScope is what the condition and the message of a dissent may use
// besides the fact itself.
func DissentScope() Scope { return Scope{{Name: "cause", Zero: CauseView{}}} }

// FixScope is what the templates and the verify condition of a fix may use:
// whom the diagnosis is about, and what inspect and stats say of it.
func FixScope() Scope {
	return Scope{
		{Name: "subject", Zero: fact.Subject{}},
		{Name: "peer", Zero: fact.Subject{}},
		{Name: "count", Zero: 0},
		{Name: "box", Kind: "container.state"},
		{Name: "stats", Kind: "container.stats"},
		{Name: "pod", Kind: "k8s.pod"},
	}
}

// noResolver stands for the Resolver while conditions are type-checked.
type noResolver struct{}

func (noResolver) Same(_, _ fact.Subject) bool             { return false }
func (noResolver) DependsOn(_, _ fact.Subject) bool        { return false }
func (noResolver) Known(fact.Subject) bool                 { return true }
func (noResolver) Shares(_, _ fact.Subject, _ string) bool { return false }
