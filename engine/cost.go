package engine

import (
	"slices"
	"sync/atomic"
	"time"

	"culprit/engine/fact"
	"culprit/engine/scan"
	"culprit/engine/topology"
)

// A Cost is what one rule costs on an input.
type Cost struct {
	Rule     *Rule
	Literals []string // looked for in logs
	Lines    int64    // log lines that were decoded for it, others' included
	Records  int      // log records its matches were tried on
	Findings int
	Time     time.Duration // of applying it to the facts
}

// A Meter is an Interest that counts for which match a line is looked at.
type Meter struct {
	*Interest
	lines map[*Match]*atomic.Int64
}

// Meter makes a meter of the rule set's interest.
func (s *RuleSet) Meter() *Meter {
	m := &Meter{Interest: s.Interest(), lines: map[*Match]*atomic.Int64{}}
	for _, list := range m.clues {
		for _, c := range list {
			if m.lines[c.match] == nil {
				m.lines[c.match] = &atomic.Int64{}
			}
		}
	}
	return m
}

// Marker is Interest.Marker with counting.
func (m *Meter) Marker(extra []string, clean func([]byte) []byte) *scan.Marker {
	marker := m.Interest.Marker(extra, clean)
	if marker == nil {
		return nil
	}
	return &scan.Marker{Set: marker.Set, Clean: clean, Accept: func(line []byte, at, literal int) (scan.Span, bool) {
		if literal < len(m.clues) {
			for _, c := range m.clues[literal] {
				if _, ok := inOrder(line, c.Clue); ok {
					m.lines[c.match].Add(1)
				}
			}
		}
		return marker.Accept(line, at, literal)
	}}
}

// Costs applies each rule to the facts of an input that was read with the meter,
// and says what it cost. The facts are taken over, as by Diagnose.
func (m *Meter) Costs(set *RuleSet, facts []fact.Fact, opts Options) []Cost {
	graph := topology.New(facts)
	canonicalize(facts, graph)
	r := newRun(set, graph, pointers(facts), opts)
	costs := make([]Cost, len(set.Rules))
	for i, rule := range set.Rules {
		began := time.Now()
		c := Cost{Rule: rule, Findings: len(r.accept(rule, r.evaluate(rule)))}
		c.Time = time.Since(began)
		for _, list := range [][]Match{rule.Matches, rule.Absents, rule.Untils} {
			for k := range list {
				match := &list[k]
				if n := m.lines[match]; n != nil {
					c.Lines += n.Load()
				}
				if readsLogs(match.Kind) {
					c.Records += r.facts.count(match)
				}
				clues, _ := MatchClues(match)
				for _, clue := range clues {
					c.Literals = append(c.Literals, clue.Any...)
				}
			}
		}
		slices.Sort(c.Literals)
		c.Literals = slices.Compact(c.Literals)
		costs[i] = c
	}
	return costs
}
