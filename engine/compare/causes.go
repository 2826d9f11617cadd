package compare

import (
	"cmp"
	"fmt"
	"slices"

	"culprit/engine"
	"culprit/engine/fact"
)

// flood is how much more often a cause must be seen to count as worse.
const flood = 2

// causes puts the diagnoses of both sides beside each other.
func causes(a, b *Side) []*Cause {
	type key struct{ cause, subject, peer string }
	keyOf := func(d *engine.Diagnosis) key { return key{d.Cause.ID, subjectKey(d.Subject), subjectKey(d.Peer)} }
	before := map[key]*engine.Diagnosis{}
	for _, d := range a.Result.Diagnoses {
		if before[keyOf(d)] == nil {
			before[keyOf(d)] = d
		}
	}
	var list []*Cause
	seen := map[key]bool{}
	for _, d := range b.Result.Diagnoses {
		k := keyOf(d)
		if seen[k] {
			continue
		}
		seen[k] = true
		c := &Cause{A: before[k], B: d, Status: New}
		if c.A != nil {
			c.Status, c.Change = change(c.A, d)
		} else if kind := lacking(a, d); kind != "" {
			c.Change = fmt.Sprintf("%s has no %s, so it may have been there too", a.Name, kind)
		}
		list = append(list, c)
	}
	for _, d := range a.Result.Diagnoses {
		k := keyOf(d)
		if seen[k] {
			continue
		}
		seen[k] = true
		c := &Cause{A: d, Status: Gone}
		if kind := lacking(b, d); kind != "" {
			c.Status, c.Collect = Unknown, fact.KindByName(kind).Collect
			c.Change = fmt.Sprintf("%s has no %s", b.Name, kind)
		}
		list = append(list, c)
	}
	order := []Status{New, Worse, Same, Better, Gone, Unknown}
	slices.SortStableFunc(list, func(x, y *Cause) int {
		return cmp.Compare(slices.Index(order, x.Status), slices.Index(order, y.Status))
	})
	return list
}

// change compares a cause that both sides have.
func change(a, b *engine.Diagnosis) (Status, string) {
	switch {
	case a.Status != engine.StatusActive && b.Status == engine.StatusActive:
		return Worse, "it was over, and is active"
	case a.Status == engine.StatusActive && b.Status != engine.StatusActive:
		return Better, "it is over"
	case b.Severity > a.Severity:
		return Worse, fmt.Sprintf("%s, was %s", b.Severity, a.Severity)
	case b.Severity < a.Severity:
		return Better, fmt.Sprintf("%s, was %s", b.Severity, a.Severity)
	case b.Count >= flood*max(a.Count, 1) && b.Count > a.Count+1:
		return Worse, fmt.Sprintf("%d times, was %d", b.Count, a.Count)
	case a.Count >= flood*max(b.Count, 1) && a.Count > b.Count+1:
		return Better, fmt.Sprintf("%d times, was %d", b.Count, a.Count)
	}
	return Same, ""
}

// lacking returns a kind of fact without which the other side could not have
// come to the diagnosis; empty when it could: each finding rests on evidence
// of some kinds, and one finding whose kinds are all there is enough.
func lacking(other *Side, d *engine.Diagnosis) string {
	missing := ""
	for _, f := range d.Findings {
		lacks := ""
		for _, e := range f.Evidence {
			if k := e.Fact.Kind; lacks == "" && (!other.Result.Looked(k) || k == "log.line" && !other.Result.HasLog(counterpart(other, d.Subject))) {
				lacks = k
			}
		}
		if lacks == "" {
			return ""
		}
		missing = cmp.Or(missing, lacks)
	}
	return missing
}

// counterpart is the other side's subject of the same key, or s itself.
func counterpart(other *Side, s fact.Subject) fact.Subject {
	want := subjectKey(s)
	for i := range other.Facts {
		if o := other.Facts[i].Subject; o.Kind == s.Kind && subjectKey(o) == want {
			return o
		}
	}
	return s
}
