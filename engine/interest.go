package engine

import (
	"slices"
	"strings"
	"sync"

	"culprit/engine/condition"
	"culprit/engine/scan"
)

// MatchLiterals returns literals, in lower case, at least one of which every
// log record that satisfies the match contains.
func MatchLiterals(m *Match) ([]string, bool) {
	if m.Pattern != nil {
		if set, ok := condition.PatternLiterals(m.Pattern); ok {
			return set, true
		}
	}
	if m.Where != nil {
		return m.Where.Literals(m.Name)
	}
	return nil, false
}

// An interest is what the log matches of a rule set look for, worked out once:
// pulling literals out of a pattern costs more than looking for them in a small
// input.
type interest struct {
	once     sync.Once
	byMatch  map[*Match][]string // of log.line matches that have literals
	literals []string            // of all of them, sorted
	every    bool                // a slow rule needs every record
	records  bool                // a match looks at facts of kind record
	texts    bool                // a condition looks at a log record as printed
	scanner  *scan.Set           // over literals
}

func (s *RuleSet) lookFor() *interest {
	x := &s.interest
	x.once.Do(func() {
		x.byMatch = map[*Match][]string{}
		for _, r := range s.Rules {
			for _, list := range [][]Match{r.Matches, r.Absents, r.Untils} {
				for i := range list {
					x.add(&list[i])
				}
			}
		}
		for _, c := range s.Causes {
			for i := range c.Untils {
				x.add(&c.Untils[i])
			}
		}
		slices.Sort(x.literals)
		x.literals = slices.Compact(x.literals)
		x.scanner = scan.Compile(x.literals, false)
	})
	return x
}

// readsLogs reports whether facts of a kind are too many to try one by one.
func readsLogs(kind string) bool { return kind == "log.line" || kind == "record" }

func (x *interest) add(m *Match) {
	if !readsLogs(m.Kind) && m.Kind != "kernel.message" {
		return
	}
	set, ok := MatchLiterals(m)
	x.records = x.records || m.Kind == "record"
	x.texts = x.texts || m.Where != nil && strings.Contains(m.Where.Source(), ".text")
	if readsLogs(m.Kind) {
		if ok {
			x.byMatch[m] = set
		} else {
			x.every = true
		}
	}
	x.literals = append(x.literals, set...)
}

// Interest lists the literals of all log matches of the rules, in lower case
// and sorted: a log record that contains none of them can't matter. every is
// true when a slow rule needs every record.
func (s *RuleSet) Interest() (literals []string, every bool) {
	x := s.lookFor()
	return x.literals, x.every
}
