package report

import (
	"fmt"

	"culprit/engine"
	"culprit/engine/redact"
)

// Reason is one thing that moved the confidence.
type Reason struct {
	Text   string  `json:"text"`
	Change float64 `json:"change"`
}

// Beyond says what is known of the peer that a root points to and that no
// diagnosis is about.
type Beyond struct {
	Peer     Subject  `json:"peer"`
	Captured bool     `json:"captured"`
	Lost     []string `json:"lost"` // ids of the roots of clients that lost it
	Kept     []string `json:"kept"` // clients that use it too and did not lose it
	Text     string   `json:"text"`
	Collect  []string `json:"collect"` // commands that would tell more
}

// Rival is a cause that might have explained a diagnosis too.
type Rival struct {
	Cause string `json:"cause"` // id of its diagnosis
	Why   string `json:"why"`   // why it was set aside
}

// judged fills in what speaks for and against a diagnosis.
func (out *Diagnosis) judged(d *engine.Diagnosis, hide *redact.Redactor) {
	out.Dissent, out.Reasons, out.Rivals = []string{}, []Reason{}, []Rival{}
	for _, w := range d.Dissent {
		out.Dissent = append(out.Dissent, fmt.Sprintf("%s (%s:%d)", hide.Text(w.Text), w.Evidence.Fact.Origin.Stream, w.Evidence.Line()))
	}
	for _, r := range d.Reasons {
		out.Reasons = append(out.Reasons, Reason{hide.Text(r.Text), rounded(r.Change)})
	}
	for _, r := range d.Rivals {
		out.Rivals = append(out.Rivals, Rival{r.Cause.ID, hide.Text(r.Why)})
	}
	if b := d.Beyond; b != nil {
		out.Beyond = &Beyond{Peer: subject(b.Peer), Captured: b.Captured, Lost: ids(b.Lost), Kept: []string{}, Text: hide.Text(b.Text), Collect: []string{}}
		for _, s := range b.Kept {
			out.Beyond.Kept = append(out.Beyond.Kept, s.Label())
		}
		for _, argv := range b.Collect {
			out.Beyond.Collect = append(out.Beyond.Collect, hide.Text(ShellQuote(argv)))
		}
	}
}

// rounded keeps three digits of a part.
func rounded(part float64) float64 {
	if part < 0 {
		return -rounded(-part)
	}
	return float64(int(part*1000+0.5)) / 1000
}

// doubts shows who says otherwise, and where the cause of a root may lie that
// was not found.
func (t *text) doubts(d *Diagnosis) {
	for _, s := range d.Dissent {
		t.wrapped("  but  ", safe(s))
	}
	if t.style.Verbose {
		for _, r := range d.Reasons {
			t.wrapped(fmt.Sprintf("  %+5.1f %%  ", 100*r.Change), safe(r.Text))
		}
	}
	if d.Beyond == nil {
		return
	}
	t.wrapped("  peer ", safe(d.Beyond.Text))
	for _, c := range d.Beyond.Collect {
		t.printf("         %s\n", t.paint(bold, safe(c)))
	}
	for _, id := range d.Beyond.Lost {
		if other := t.byID[id]; other != nil && !t.told[id] && other.Cause == d.Cause {
			t.told[id] = true
			t.effect(other, "  ", "and")
			t.effects(other, "    ")
		}
	}
}
