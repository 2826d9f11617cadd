package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"culprit/engine"
	"culprit/engine/fact"
	"culprit/engine/redact"
)

// A Why is the proof of diagnoses, or what is missing for them: the contract
// with programs that read it as JSON.
type Why struct {
	SchemaVersion int         `json:"schema_version"`
	Tool          Tool        `json:"tool"`
	Asked         string      `json:"asked"`     // cause or rule
	Diagnoses     []ProofTree `json:"diagnoses"` // those that were made
	Rules         []WhyRule   `json:"rules"`     // each rule of the cause, or the one asked for
	Next          *Next       `json:"next"`
}

// A ProofTree is a diagnosis with what stands above and below it.
type ProofTree struct {
	Diagnosis
	Above []WhyLink `json:"above"` // what brought it about, the nearest first
	Below []WhyLink `json:"below"` // what it brought about, each with what follows from it
}

// A WhyLink is a diagnosis in the chain of another.
type WhyLink struct {
	ID      string    `json:"id"`
	Cause   string    `json:"cause"`
	Subject string    `json:"subject"`
	Message string    `json:"message"`
	Place   string    `json:"place"`         // stream:line of its first evidence
	Why     string    `json:"why,omitempty"` // the relation of the two and the order of their times
	Below   []WhyLink `json:"below,omitempty"`
}

// A WhyRule says what a rule saw.
type WhyRule struct {
	Rule       string       `json:"rule"`
	Cause      string       `json:"cause"`
	Title      string       `json:"title"`
	Confidence float64      `json:"confidence"`
	Held       bool         `json:"held"`
	Steps      []WhyStep    `json:"steps"`
	Findings   []WhyFinding `json:"findings"`
	Unmet      string       `json:"unmet,omitempty"`   // the first thing that was missing
	Misses     []WhyMiss    `json:"misses,omitempty"`  // what came nearest to it
	Collect    string       `json:"collect,omitempty"` // what would collect what is missing
}

// WhyStep is a match of a rule.
type WhyStep struct {
	Match    string    `json:"match"`
	Kind     string    `json:"kind"`
	Absent   bool      `json:"absent,omitempty"`
	Optional bool      `json:"optional,omitempty"`
	Facts    int       `json:"facts"` // of its kind
	Fit      int       `json:"fit"`   // that satisfy it alone
	Misses   []WhyMiss `json:"misses,omitempty"`
}

// WhyFinding is what a rule found.
type WhyFinding struct {
	Finding
	Subject string `json:"subject"`
	Count   int    `json:"count"`
}

// WhyMiss is a fact that nearly fitted.
type WhyMiss struct {
	Stream string     `json:"stream"`
	Line   int        `json:"line"`
	Time   *time.Time `json:"time"`
	Text   string     `json:"text"`
	Fails  string     `json:"fails,omitempty"`  // the condition that did not hold
	Values []string   `json:"values,omitempty"` // what it compared: name = value
	Reason string     `json:"reason,omitempty"` // what else failed: window, order
}

// NewWhy puts an explanation into the form of a report, redacted.
func NewWhy(tool Tool, asked string, x *engine.Explanation) *Why {
	hide := redact.New()
	w := &Why{SchemaVersion: SchemaVersion, Tool: tool, Asked: asked, Diagnoses: []ProofTree{}, Rules: []WhyRule{}, Next: next(x.Result.Next)}
	for _, d := range append(slices.Clone(x.Result.Diagnoses), x.Result.Risks...) {
		asks := d.Cause.ID == asked || slices.ContainsFunc(d.Findings, func(f *engine.Finding) bool { return f.Rule.ID == asked })
		if !asks {
			continue
		}
		p := ProofTree{Diagnosis: diagnosis(d, hide), Above: []WhyLink{}, Below: below(d, hide, map[*engine.Diagnosis]bool{d: true})}
		seen := map[*engine.Diagnosis]bool{d: true}
		for queue := d.CausedBy; len(queue) > 0; queue = queue[1:] {
			if up := queue[0]; !seen[up] {
				seen[up] = true
				p.Above = append(p.Above, link(up, between(up, d), hide))
				queue = append(slices.Clone(queue), up.CausedBy...)
			}
		}
		w.Diagnoses = append(w.Diagnoses, p)
	}
	for i := range x.Rules {
		w.Rules = append(w.Rules, whyRule(&x.Rules[i], hide))
	}
	return w
}

func below(d *engine.Diagnosis, hide *redact.Redactor, seen map[*engine.Diagnosis]bool) []WhyLink {
	list := []WhyLink{}
	for _, e := range d.LeadsTo {
		if seen[e] {
			continue
		}
		seen[e] = true
		l := link(e, between(d, e), hide)
		l.Below = below(e, hide, seen)
		list = append(list, l)
	}
	return list
}

// between says in words how two diagnoses hang together; empty when only
// through others.
func between(cause, effect *engine.Diagnosis) string {
	for _, l := range effect.Links {
		if l.Cause == cause {
			return relationText(l) + "; " + orderText(l)
		}
	}
	return ""
}

func link(d *engine.Diagnosis, why string, hide *redact.Redactor) WhyLink {
	l := WhyLink{Why: why, ID: d.ID, Cause: d.Cause.ID, Subject: d.Subject.Label(), Message: hide.Text(d.Message)}
	if len(d.Findings) > 0 && len(d.Findings[0].Evidence) > 0 {
		e := d.Findings[0].Evidence[0]
		l.Place = fmt.Sprintf("%s:%d", e.Fact.Origin.Stream, e.Line())
	}
	return l
}

func whyRule(x *engine.Why, hide *redact.Redactor) WhyRule {
	r := WhyRule{
		Rule: x.Rule.ID, Cause: x.Rule.Cause, Title: x.Rule.Title, Confidence: x.Rule.Confidence, Held: len(x.Findings) > 0,
		Steps: []WhyStep{}, Findings: []WhyFinding{}, Unmet: x.Unmet, Misses: misses(x.Misses, hide), Collect: command(x.Command, fact.Subject{}),
	}
	for _, s := range x.Steps {
		r.Steps = append(r.Steps, WhyStep{Match: s.Match.Name, Kind: s.Match.Kind, Absent: s.Absent, Optional: s.Match.Optional, Facts: s.Facts, Fit: s.Fit, Misses: misses(s.Misses, hide)})
	}
	for _, f := range x.Findings {
		r.Findings = append(r.Findings, WhyFinding{Finding: finding(f, hide), Subject: f.Subject.Label(), Count: f.Count})
	}
	return r
}

func misses(list []engine.Miss, hide *redact.Redactor) []WhyMiss {
	var out []WhyMiss
	for _, m := range list {
		text, _, _ := strings.Cut(m.Fact.Text, "\n")
		miss := WhyMiss{Stream: m.Fact.Origin.Stream, Line: m.Fact.Origin.Line, Time: instant(m.Fact.Time.At), Text: hide.Text(text), Fails: m.Term, Reason: m.Reason}
		for _, o := range m.Operands {
			miss.Values = append(miss.Values, hide.Text(o.Source+" = "+o.Value))
		}
		out = append(out, miss)
	}
	return out
}
