package engine

import (
	"maps"
	"strings"

	"culprit/engine/condition"
	"culprit/engine/fact"
	"culprit/engine/topology"
)

// A Memory keeps what the patterns of a rule set found in log records and what
// followed from which facts, so that to diagnose facts again, with a few new
// ones, costs what the new ones bring about. Log records are known by their Data,
// which must stay the same. It is used by one goroutine.
type Memory struct {
	set   *RuleSet
	known map[*fact.LogLine]*remembered
	round int

	graphs topology.Cache
	facts  map[any]*recognized // by their Data
	told   map[entry]*recognized
	fresh  map[*fact.Fact]bool // those that the last run did not have
	last   *index              // of the last run
	before grounds
	found  [][]*fact.Fact // by stratum, the findings that the rules of the next could match
	rules  map[*Rule]*outcome
	causes map[identity]*sums
}

type remembered struct {
	fits  []fit
	round int // in which it was last asked for
}

// A fit is a match whose pattern holds for a record, and its condition as far as
// that is fixed.
type fit struct {
	match   *Match
	capture []string // nil without a pattern
}

// NewMemory makes an empty one.
func NewMemory(set *RuleSet) *Memory {
	return &Memory{
		set: set, known: map[*fact.LogLine]*remembered{}, facts: map[any]*recognized{}, told: map[entry]*recognized{}, fresh: map[*fact.Fact]bool{},
		rules: map[*Rule]*outcome{}, causes: map[identity]*sums{},
	}
}

// Usable reports whether a log record may satisfy a match of any rule.
func (m *Memory) Usable(f *fact.Fact) bool {
	x := m.set.Interest()
	return x.every || x.records || len(m.of(f)) > 0
}

// of returns what fits a record.
func (m *Memory) of(f *fact.Fact) []fit {
	d := f.Data.(*fact.LogLine)
	known := m.known[d]
	if known == nil {
		known = &remembered{fits: m.find(f)}
		m.known[d] = known
	}
	known.round = m.round
	return known.fits
}

func (m *Memory) find(f *fact.Fact) (fits []fit) {
	tried := map[*Match]bool{}
	m.set.Interest().inRecord(f, nil, func(match *Match) bool {
		if match.Kind != f.Kind || tried[match] {
			return true
		}
		tried[match] = true
		var capture []string
		if match.Pattern != nil {
			if capture = m.set.search(match).In(condition.Haystack(f)); capture == nil {
				return true
			}
		}
		if terms, _ := m.set.fixed(match); len(terms) > 0 {
			frame := condition.Frame{Variable: variable(match)}
			if !hold(terms, condition.Env{match.Name: frame.Fill(f)}) {
				return true
			}
		}
		fits = append(fits, fit{match, capture})
		return true
	})
	return fits
}

// forget lets go of what the last two diagnoses did not have.
func (m *Memory) forget(r *run) {
	maps.DeleteFunc(m.known, func(_ *fact.LogLine, r *remembered) bool { return r.round+1 < m.round })
	maps.DeleteFunc(m.facts, func(_ any, r *recognized) bool { return r.round+1 < m.round })
	maps.DeleteFunc(m.told, func(_ entry, r *recognized) bool { return r.round+1 < m.round })
	maps.DeleteFunc(m.causes, func(_ identity, s *sums) bool { return s.round+1 < m.round })
	m.last = r.facts
	m.round++
}

// inRecord calls fits for the matches that a clue in a record speaks for. Text
// is memory to use; it is returned.
func (x *Interest) inRecord(f *fact.Fact, text []byte, fits func(*Match) bool) []byte {
	message := condition.Haystack(f)
	text = append(text[:0], message...)
	if x.texts && f.Kind == "log.line" {
		// What is found in the message is found in a text that ends with it, too.
		if !strings.HasSuffix(f.Text, message) {
			x.find(text, fits)
		}
		text = append(text[:0], f.Text...)
	}
	x.find(text, fits)
	return text
}
