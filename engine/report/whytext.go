package report

import (
	"fmt"
	"io"
	"strings"
)

// WhyText writes the proof tree of each diagnosis, and for the rules that did
// not hold the first thing that was missing and what came nearest.
func WhyText(w io.Writer, x *Why, style Style) error {
	t := newText(w, style)
	for i := range x.Diagnoses {
		t.proof(&x.Diagnoses[i])
	}
	made := len(x.Diagnoses) > 0
	for i := range x.Rules {
		r := &x.Rules[i]
		switch {
		case r.Held && made && !x.asksRule():
			// Its findings stand in the tree above.
		case !r.Held && made && !x.asksRule():
			t.wrapped(fmt.Sprintf("rule %s: ", r.Rule), "did not hold: "+safe(r.Unmet))
		default:
			t.rule(r, !made)
		}
	}
	if !made {
		t.next(&Report{Next: x.Next})
	}
	return t.err
}

// asksRule: one rule was asked for, not all of a cause.
func (x *Why) asksRule() bool { return len(x.Rules) == 1 && x.Rules[0].Rule == x.Asked }

// proof writes the tree of one diagnosis: what brought it about, the rules that
// prove it down to file and line, and what it brought about.
func (t *text) proof(p *ProofTree) {
	right := fmt.Sprintf("%s · %.0f %% · %s", p.Severity, p.Confidence*100, p.Status)
	t.printf("%s  %s\n", t.paint(bold+severityColor(p.Severity), p.Cause+" of "+who(p.Subject)), t.paint(dim, right+seen(&p.Diagnosis)))
	t.wrapped("  ", safe(p.Message))
	if len(p.Above) == 0 {
		t.printf("  %s\n", t.paint(dim, "nothing above it explains it: it is a root"))
	}
	for _, l := range p.Above {
		t.link("  caused by  ", l)
	}
	for _, f := range p.Findings {
		t.printf("  %s %s\n", t.paint(bold, "proved by rule "+f.Rule+":"), safe(f.Message))
		for _, e := range f.Evidence {
			t.place(e.Match, e)
		}
		for _, u := range f.Unknown {
			t.wrapped("    unknown   ", u+"; so the confidence is lower")
		}
	}
	for _, s := range p.Dissent {
		t.wrapped("  but  ", safe(s))
	}
	t.links("  brought about  ", p.Below)
	t.printf("\n")
}

func (t *text) place(match string, e Evidence) {
	at := ""
	if e.Time != nil {
		at = e.Time.Format("15:04:05Z") + "  "
	}
	head := fmt.Sprintf("    %-9s %s  %s", match, t.paint(blue, safe(fmt.Sprintf("%s:%d", e.Stream, e.Line))), at)
	t.printf("%s%s\n", head, shorten(safe(e.Text), max(30, t.width-len(head))))
}

func (t *text) link(head string, l WhyLink) {
	text := l.Cause + " of " + safe(l.Subject) + ": " + safe(l.Message)
	if l.Place != "" {
		text += " (" + safe(l.Place) + ")"
	}
	t.wrapped(head, text)
	if l.Why != "" {
		t.wrapped(strings.Repeat(" ", len(head)), "since "+safe(l.Why))
	}
}

func (t *text) links(head string, list []WhyLink) {
	for _, l := range list {
		t.link(head, l)
		t.links(strings.Repeat(" ", len(head)-len(strings.TrimLeft(head, " "))+2)+strings.TrimLeft(head, " "), l.Below)
	}
}

// rule writes what each match of a rule saw, and what it found unless that
// stands in a tree already.
func (t *text) rule(r *WhyRule, found bool) {
	verdict := "did not hold"
	if r.Held {
		verdict = "held"
	}
	t.printf("%s\n", t.paint(bold, fmt.Sprintf("rule %s (%s, confidence %g): %s", r.Rule, r.Cause, r.Confidence, verdict)))
	for _, s := range r.Steps {
		kind := "match"
		switch {
		case s.Absent:
			kind = "absent"
		case s.Optional:
			kind = "optional"
		}
		t.printf("  %-8s %s: %d of %d %s facts fit\n", kind, s.Match, s.Fit, s.Facts, s.Kind)
		t.misses(s.Misses)
	}
	for _, f := range r.Findings {
		if !found {
			break
		}
		t.wrapped("  found    ", fmt.Sprintf("%s, %s: %s", safe(f.Subject), times(f.Count), safe(f.Message)))
		for _, e := range f.Evidence {
			t.place(e.Match, e)
		}
		for _, u := range f.Unknown {
			t.wrapped("    unknown   ", u+"; so the confidence is lower")
		}
	}
	if r.Unmet != "" {
		t.wrapped("  missing  ", safe(r.Unmet))
		t.misses(r.Misses)
	}
	if r.Collect != "" {
		t.wrapped("  collect  ", r.Collect)
	}
}

func (t *text) misses(list []WhyMiss) {
	for _, m := range list {
		place := safe(fmt.Sprintf("%s:%d", m.Stream, m.Line))
		t.printf("    nearest %s  %s\n", t.paint(blue, place), shorten(safe(m.Text), max(30, t.width-14-len(place))))
		if m.Fails != "" {
			t.wrapped("      fails   ", safe(m.Fails))
		}
		if len(m.Values) > 0 {
			t.wrapped("      where   ", safe(strings.Join(m.Values, ", ")))
		}
		if m.Reason != "" {
			t.wrapped("      because ", safe(m.Reason))
		}
	}
}
