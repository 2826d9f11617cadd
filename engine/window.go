package engine

import (
	"cmp"
	"slices"
	"time"

	"culprit/engine/fact"
)

// near reports whether f lies within before…behind of the bound facts. A zero
// span on both sides is no limit.
func near(h *hit, f *fact.Fact, before, behind time.Duration) bool {
	if before == 0 && behind == 0 || !f.Time.Known() {
		return true
	}
	var first, last fact.Time
	for _, b := range h.bound {
		first, last = earlier(first, b.fact.Time), later(last, b.fact.Until())
	}
	if !first.Known() {
		return true
	}
	return !f.Until().Latest().Before(first.Earliest().Add(-before)) && !f.Time.Earliest().After(last.Latest().Add(behind))
}

// covers reports whether f lies in the span of the bound facts. A fact without
// time is placed by its line, where that can be told, and else counts as inside.
func (s *Span) covers(h *hit, f *fact.Fact) bool {
	if !f.Time.Known() {
		return !s.beside(h, f)
	}
	from, to := s.end(s.From, h), s.end(s.To, h)
	if !from.Known() || !to.Known() {
		return true
	}
	return !f.Until().At.Before(from.At.Add(s.Start)) && !f.Time.At.After(to.At.Add(s.End))
}

// beside reports whether f certainly stands outside the lines that the span is
// counted from: all are of one stream, and the span is not moved by any time.
func (s *Span) beside(h *hit, f *fact.Fact) bool {
	if s.Start != 0 || s.End != 0 || s.From != First || s.To != Last {
		return false
	}
	before, behind := true, true
	for _, b := range h.bound {
		if b.fact.Origin.Stream != f.Origin.Stream {
			return false
		}
		side := compareOrigins(f.Origin, b.fact.Origin)
		before, behind = before && side < 0, behind && side > 0
	}
	return before || behind
}

// end is the time that one end of a span is counted from.
func (s *Span) end(name string, h *hit) fact.Time {
	var t fact.Time
	for _, b := range h.bound {
		switch name {
		case First:
			t = earlier(t, b.fact.Time)
		case Last:
			t = later(t, b.fact.Until())
		case b.match.Name:
			return b.fact.Time
		}
	}
	return t
}

// nearest orders candidates by their distance in time from the anchor; ties
// and untimed ones keep their order.
func nearest(candidates []candidate, anchor *fact.Fact) []candidate {
	if len(candidates) < 2 {
		return candidates
	}
	// The nearest stands at the anchor's place in the time order; a window
	// around it is all a sane rule needs, and keeps one anchor's search flat.
	const window = 256
	if len(candidates) > 2*window {
		at, _ := slices.BinarySearchFunc(candidates, anchor, func(c candidate, a *fact.Fact) int { return compareFacts(c.fact, a) })
		low := max(0, min(at-window, len(candidates)-2*window))
		candidates = candidates[low : low+2*window]
	}
	sorted := slices.Clone(candidates)
	slices.SortStableFunc(sorted, func(a, b candidate) int { return cmp.Compare(apart(a.fact, anchor), apart(b.fact, anchor)) })
	return sorted
}

// crowded keeps the anchors of an anchor match that must hold at least n times
// within the rule's window: those in a window with n observations of the same
// subject.
func (r *run) crowded(rule *Rule, anchors []candidate, n int) []candidate {
	bySubject := map[fact.Subject][]int{}
	for i, a := range anchors {
		bySubject[a.fact.Subject] = append(bySubject[a.fact.Subject], i)
	}
	keep := make([]bool, len(anchors))
	for _, list := range bySubject {
		start, sum, marked := 0, 0, 0
		for end, i := range list {
			sum += anchors[i].fact.Count()
			for rule.Within > 0 && apart(anchors[list[start]].fact, anchors[i].fact) > rule.Within {
				sum -= anchors[list[start]].fact.Count()
				start++
			}
			if sum >= n {
				for marked = max(marked, start); marked <= end; marked++ {
					keep[list[marked]] = true
				}
			}
		}
	}
	var kept []candidate
	for i, a := range anchors {
		if keep[i] {
			kept = append(kept, a)
		}
	}
	return kept
}
