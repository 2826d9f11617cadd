package report

import (
	"fmt"
	"strings"
	"time"

	"culprit/engine"
	"culprit/engine/redact"
)

// Link says why a diagnosis is an effect of another.
type Link struct {
	Cause       string       `json:"cause"`    // id of the diagnosis that explains it
	Relation    string       `json:"relation"` // same, peer, needs, stands-on, host, condition, record
	Why         string       `json:"why"`      // the relation and the order of times in words
	Proof       []Dependency `json:"proof"`    // where the relation was read
	Order       string       `json:"order"`    // after, before, unsure, unknown
	Delay       float64      `json:"delay_seconds"`
	Uncertainty float64      `json:"uncertainty_seconds"` // of the delay
}

// Dependency is a place that shows that one subject needs another.
type Dependency struct {
	From   string `json:"from"`
	To     string `json:"to"`
	How    string `json:"how"` // environment variable REDIS_URL, compose depends_on, …
	Stream string `json:"stream"`
	Line   int    `json:"line"`
}

func links(d *engine.Diagnosis, hide *redact.Redactor) []Link {
	out := []Link{}
	for _, l := range d.Links {
		link := Link{
			Cause: l.Cause.ID, Relation: string(l.Relation), Proof: []Dependency{}, Order: string(l.Order),
			Delay: l.Delay.Seconds(), Uncertainty: l.Uncertainty.Seconds(),
		}
		for _, e := range l.Proof {
			link.Proof = append(link.Proof, Dependency{
				From: e.From.Label(), To: e.To.Label(), How: hide.Text(e.How), Stream: e.Proof.Stream, Line: e.Proof.Line,
			})
		}
		link.Why = relationText(l) + "; " + orderText(l)
		out = append(out, link)
	}
	return out
}

func relationText(l *engine.Link) string {
	cause, effect := l.Cause.Subject.Label(), l.Effect.Subject.Label()
	switch l.Relation {
	case engine.RelationSame:
		return "both concern " + cause
	case engine.RelationPeer:
		return effect + " talks to " + cause
	case engine.RelationNeeds:
		return effect + " needs " + cause
	case engine.RelationStandsOn:
		return effect + " stands on " + cause
	case engine.RelationHost:
		return effect + " runs on the host"
	case engine.RelationRetold:
		return "a command printed what " + cause + " shows itself"
	case engine.RelationAssumed:
		return "which peer " + effect + " lost is not known; of what fails only " + cause + " can be it"
	case engine.RelationRecord:
		return "both were read from one record"
	default:
		return "the catalogue's condition holds for both"
	}
}

func orderText(l *engine.Link) string {
	switch delay := l.Delay.Abs().Round(time.Millisecond); l.Order {
	case engine.OrderAfter:
		return fmt.Sprintf("began %s later", delay)
	case engine.OrderBefore:
		return fmt.Sprintf("was seen %s earlier, as a client may be before its peer's end is written down", delay)
	case engine.OrderUnsure:
		return fmt.Sprintf("which began first can't be told (%s apart, ± %s)", delay, l.Uncertainty.Round(time.Millisecond))
	default:
		return "their order is not known"
	}
}

// because shows how an effect's subject depends on that of its cause, where the
// two are not the same.
func (t *text) because(cause, effect *Diagnosis, indent string) {
	for _, l := range effect.Links {
		if l.Cause != cause.ID || len(l.Proof) == 0 {
			continue
		}
		p := l.Proof[0]
		if p.How == "log" {
			return // the effect's own line shows it
		}
		via := ""
		if len(l.Proof) > 1 {
			via = " through " + safe(p.To)
		}
		place := safe(p.Stream)
		if p.Line > 0 {
			place += fmt.Sprintf(":%d", p.Line)
		}
		for _, line := range wrap(fmt.Sprintf("needs %s%s: %s, %s", who(cause.Subject), via, safe(strings.TrimPrefix(p.How, "environment ")), place), t.width-len(indent)) {
			t.printf("%s%s\n", indent, t.paint(dim, line))
		}
	}
}
