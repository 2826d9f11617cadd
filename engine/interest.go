package engine

import (
	"bytes"
	"slices"
	"strings"
	"sync"

	"culprit/engine/condition"
	"culprit/engine/scan"
)

// MatchClues returns what to look for so as to find every log record that
// satisfies the match; when there is nothing, why says what is missing.
func MatchClues(m *Match) (clues []condition.Clue, why string) {
	return condition.Clues(m.Pattern, m.Where, m.Name)
}

// An Interest is what the log matches of a rule set look for. It is made once
// for a rule set: pulling literals out of patterns costs more than looking for
// them in a small input. It may be used from several goroutines.
type Interest struct {
	byMatch  map[*Match]bool // matches of logs that look for something
	literals []string
	clues    [][]clue // by literal
	every    bool     // a slow rule needs every record
	records  bool     // a match looks at facts of kind record
	texts    bool     // a condition looks at a log record as printed
	set      *scan.Set

	mu      sync.Mutex
	markers map[string]*scan.Marker
}

// A clue is one that has the literal, with the match it belongs to.
type clue struct {
	*condition.Clue
	match *Match
}

// Interest works out what the rules look for in logs.
func (s *RuleSet) Interest() *Interest {
	s.interest.Do(func() {
		x := &Interest{byMatch: map[*Match]bool{}, markers: map[string]*scan.Marker{}}
		places := map[string]int32{}
		for _, r := range s.Rules {
			for _, list := range [][]Match{r.Matches, r.Absents, r.Untils} {
				for i := range list {
					x.add(&list[i], places)
				}
			}
		}
		for _, c := range s.Causes {
			for i := range c.Untils {
				x.add(&c.Untils[i], places)
			}
			for i := range c.Dissents {
				x.add(&c.Dissents[i].Match, places)
			}
		}
		x.set = scan.Compile(x.literals)
		s.looked = x
	})
	return s.looked
}

// readsLogs reports whether facts of a kind are too many to try one by one.
func readsLogs(kind string) bool { return kind == "log.line" || kind == "record" }

func (x *Interest) add(m *Match, places map[string]int32) {
	if !readsLogs(m.Kind) && m.Kind != "kernel.message" {
		return
	}
	x.records = x.records || m.Kind == "record"
	x.texts = x.texts || m.Where != nil && strings.Contains(m.Where.Source(), ".text")
	clues, _ := MatchClues(m)
	if len(clues) == 0 {
		x.every = x.every || readsLogs(m.Kind)
		return
	}
	x.byMatch[m] = readsLogs(m.Kind)
	for i := range clues {
		for _, l := range clues[i].Any {
			at, ok := places[l]
			if !ok {
				at = int32(len(x.literals))
				places[l] = at
				x.literals = append(x.literals, l)
				x.clues = append(x.clues, nil)
			}
			x.clues[at] = append(x.clues[at], clue{&clues[i], m})
		}
	}
}

// Literals lists what is looked for, in lower case and sorted. every is true
// when a slow rule needs every record besides.
func (x *Interest) Literals() (literals []string, every bool) {
	return slices.Sorted(slices.Values(x.literals)), x.every
}

// Wants reports whether a log record may satisfy one of the matches.
func (x *Interest) Wants(record []byte) bool {
	if x.every {
		return true
	}
	wanted := false
	x.find(record, func(*Match) bool {
		wanted = true
		return false
	})
	return wanted
}

// find calls fits for the matches of which a clue holds for a record, some more
// than once, until it returns false.
func (x *Interest) find(record []byte, fits func(*Match) bool) {
	x.set.Find(record, func(at, literal int) int {
		var line []byte
		for _, c := range x.clues[literal] {
			if line == nil && len(c.Line) > 0 {
				line = lineAt(record, at)
			}
			if inOrder(line, c.Clue) && all(record, c.Text) && !fits(c.match) {
				return len(record)
			}
		}
		return 0
	})
}

// all reports whether text contains one of each of the sets.
func all(text []byte, sets [][]string) bool {
	for _, set := range sets {
		if !slices.ContainsFunc(set, func(l string) bool { return scan.Contains(text, l) }) {
			return false
		}
	}
	return true
}

// inOrder reports whether a line has what a clue asks of it, one behind the
// other.
func inOrder(line []byte, c *condition.Clue) bool {
	for _, set := range c.Line {
		end := -1
		for _, l := range set {
			i := -1
			if c.Exact {
				i = bytes.Index(line, []byte(l)) // the conversion stays on the stack for short ones
			} else {
				i = scan.Index(line, l)
			}
			if i >= 0 && (end < 0 || i+len(l) < end) {
				end = i + len(l)
			}
		}
		if end < 0 {
			return false
		}
		line = line[end:]
	}
	return true
}

func lineAt(record []byte, at int) []byte {
	start := bytes.LastIndexByte(record[:at], '\n') + 1
	if end := bytes.IndexByte(record[at:], '\n'); end >= 0 {
		return record[start : at+end]
	}
	return record[start:]
}

// Marker returns what finds, in raw blocks of a log, the lines that may belong
// to a record that Wants would want, and those with one of the extra literals.
// The extra literals are in lower case. clean is scan.Marker's. It is nil when
// every record is wanted.
func (x *Interest) Marker(extra []string, clean func([]byte) []byte) *scan.Marker {
	if x.every {
		return nil
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	key := ""
	if len(extra) > 0 {
		key = extra[0] // each framing has its own list
	}
	if m := x.markers[key]; m != nil {
		return m
	}
	own := len(x.literals)
	m := &scan.Marker{Clean: clean, Set: scan.Compile(append(x.literals[:own:own], extra...)), Accept: func(line []byte, literal int) bool {
		return literal >= own || x.mayFit(line, literal)
	}}
	x.markers[key] = m
	return m
}

// mayFit is fits for a raw line: what may stand elsewhere in the record is not
// asked for.
func (x *Interest) mayFit(line []byte, literal int) bool {
	return slices.ContainsFunc(x.clues[literal], func(c clue) bool { return inOrder(line, c.Clue) })
}
