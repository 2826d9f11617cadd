package engine

import (
	"bytes"
	"regexp/syntax"
	"slices"
	"strings"
	"sync"

	"culprit/engine/condition"
	"culprit/engine/scan"
)

// MatchClues returns what to look for so as to find every log record that
// satisfies the match; when there is nothing, why says what is missing.
func MatchClues(m *Match) (clues []condition.Clue, why string) {
	if k := m.known; k != nil && k.pattern == m.Pattern && k.where == m.Where {
		return k.clues, k.why
	}
	return condition.Clues(m.Pattern, m.Where, m.Name)
}

// knownClues are the clues of a pattern and a condition.
type knownClues struct {
	pattern *condition.Pattern
	where   *condition.Program
	clues   []condition.Clue
	why     string
}

// KeepClues works out the clues of a match whose pattern has just been parsed
// (nil: it has none), so that MatchClues need not parse it again.
func KeepClues(m *Match, tree *syntax.Regexp) {
	clues, why := condition.TreeClues(tree, m.Where, m.Name)
	m.known = &knownClues{m.Pattern, m.Where, clues, why}
}

// An Interest is what the log matches of a rule set look for. It is made once
// for a rule set: pulling literals out of patterns costs more than looking for
// them in a small input. It may be used from several goroutines.
type Interest struct {
	byMatch map[*Match]bool // matches of logs that look for something
	all     []clue
	finder       // for ordinary logs
	every   bool // a slow rule needs every record
	records bool // a match looks at facts of kind record
	texts   bool // a condition looks at a log record as printed

	mu      sync.Mutex
	markers map[string]*scan.Marker
}

// A clue is one with the match it belongs to.
type clue struct {
	*condition.Clue
	match *Match
}

// A finder looks for one of the sets of literals of each clue.
type finder struct {
	literals []string
	clues    [][]clue // by literal
	set      *scan.Set
}

// newFinder chooses the sets. Without a sample they are the clues' own, which
// are rare in ordinary logs; else those that are rare in logs like it. Extra
// literals belong to no clue.
func newFinder(all []clue, sample *scan.Sample, extra []string) finder {
	n := 0
	for _, c := range all {
		n += len(c.Any)
	}
	f := finder{literals: make([]string, 0, n), clues: make([][]clue, 0, n)}
	places := make(map[string]int32, n)
	costs := map[string]int{}
	for i, c := range all {
		for _, l := range rarest(c.Clue, sample, costs) {
			at, ok := places[l]
			if !ok {
				places[l] = int32(len(f.literals))
				f.literals = append(f.literals, l)
				f.clues = append(f.clues, all[i:i+1:i+1])
				continue
			}
			f.clues[at] = append(f.clues[at], c)
		}
	}
	f.set = scan.Compile(append(f.literals[:len(f.literals):len(f.literals)], extra...), sample)
	return f
}

// rarest returns the set of a clue that costs least to look for in logs like
// the sample. costs keeps what is known of literals.
func rarest(c *condition.Clue, sample *scan.Sample, costs map[string]int) []string {
	if sample == nil {
		return c.Any
	}
	cost := func(set []string) (sum int) {
		for _, l := range set {
			n, ok := costs[l]
			if !ok {
				n = sample.Cost(l)
				costs[l] = n
			}
			sum += n
		}
		return sum
	}
	best, least := c.Any, cost(c.Any)
	for _, sets := range [][][]string{c.Line, c.Text} {
		for _, set := range sets {
			if n := cost(set); n < least {
				best, least = set, n
			}
		}
	}
	if !c.Exact {
		return best
	}
	lower := make([]string, len(best))
	for i, l := range best {
		lower[i] = scan.Lower(l)
	}
	return lower
}

// Interest works out what the rules look for in logs.
func (s *RuleSet) Interest() *Interest {
	s.interest.Do(func() {
		x := &Interest{byMatch: map[*Match]bool{}, markers: map[string]*scan.Marker{}}
		var matches []*Match
		for _, r := range s.Rules {
			for _, list := range [][]Match{r.Matches, r.Absents, r.Untils} {
				for i := range list {
					matches = append(matches, &list[i])
				}
			}
		}
		for _, c := range s.Causes {
			for i := range c.Untils {
				matches = append(matches, &c.Untils[i])
			}
			for i := range c.Dissents {
				matches = append(matches, &c.Dissents[i].Match)
			}
		}
		matches = slices.DeleteFunc(matches, func(m *Match) bool { return !readsLogs(m.Kind) && m.Kind != "kernel.message" })
		clues := make([][]condition.Clue, len(matches))
		const inPart = 32
		inParallel((len(matches)+inPart-1)/inPart, func(part int) {
			for i := part * inPart; i < min(len(matches), (part+1)*inPart); i++ {
				clues[i], _ = MatchClues(matches[i])
			}
		})
		for i, m := range matches {
			x.add(m, clues[i])
		}
		x.finder = newFinder(x.all, nil, nil)
		s.looked = x
	})
	return s.looked
}

// readsLogs reports whether facts of a kind are too many to try one by one.
func readsLogs(kind string) bool { return kind == "log.line" || kind == "record" }

func (x *Interest) add(m *Match, clues []condition.Clue) {
	x.records = x.records || m.Kind == "record"
	x.texts = x.texts || m.Where != nil && strings.Contains(m.Where.Source(), ".text")
	if len(clues) == 0 {
		x.every = x.every || readsLogs(m.Kind)
		return
	}
	x.byMatch[m] = readsLogs(m.Kind)
	for i := range clues {
		x.all = append(x.all, clue{&clues[i], m})
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
			if _, ok := inOrder(line, c.Clue); ok && all(record, c.Text) && !fits(c.match) {
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
// other, and where.
func inOrder(line []byte, c *condition.Clue) (where scan.Span, ok bool) {
	from := 0
	for n, set := range c.Line {
		rest := line[from:]
		start, end := 0, -1
		for _, l := range set {
			i := -1
			if c.Exact {
				i = bytes.Index(rest, []byte(l)) // the conversion stays on the stack for short ones
			} else {
				i = scan.Index(rest, l)
			}
			if i >= 0 && (end < 0 || i+len(l) < end) {
				start, end = i, i+len(l)
			}
		}
		if end < 0 {
			return scan.Span{}, false
		}
		if n == 0 {
			where.From = start
		}
		from += end
		where.To = from
	}
	return where, true
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
	m := x.finder.marker(scan.Compile(append(x.literals[:len(x.literals):len(x.literals)], extra...), nil), clean)
	m.Tune = func(sample *scan.Sample) *scan.Marker {
		f := newFinder(x.all, sample, extra)
		return f.marker(f.set, clean)
	}
	x.markers[key] = m
	return m
}

// marker marks the lines that may belong to a wanted record. The set may have
// further literals behind those of the finder.
func (f *finder) marker(set *scan.Set, clean func([]byte) []byte) *scan.Marker {
	return &scan.Marker{Clean: clean, Set: set, Accept: func(line []byte, at, literal int) (scan.Span, bool) {
		if literal >= len(f.literals) {
			return scan.Span{}, true
		}
		return f.mayFit(line, at, literal)
	}}
}

// mayFit is fits for a raw line with a literal: what may stand elsewhere in the
// record is not asked for. The span says nothing where that matters.
func (f *finder) mayFit(line []byte, at, literal int) (why scan.Span, ok bool) {
	for _, c := range f.clues[literal] {
		where, ok := inOrder(line, c.Clue)
		switch {
		case !ok:
			continue
		case len(c.Text) > 0:
			return scan.Span{}, true
		case len(c.Line) == 0:
			where = scan.Span{From: at, To: at + len(f.literals[literal])}
		}
		return where, true
	}
	return scan.Span{}, false
}
