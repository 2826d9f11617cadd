package engine

import (
	"maps"

	"culprit/engine/condition"
	"culprit/engine/fact"
)

// maxSteps bounds the search for the partners of one anchor, so that a rule
// with many loose matches can't take the square of a large input.
const maxSteps = 20_000

// A candidate is a fact that fits a match as far as the match looks at it
// alone.
type candidate struct {
	fact    *fact.Fact
	view    any      // nil for an anchor: its view is made when its turn comes
	capture []string // of the pattern, for an anchor
}

// A hit is one way a rule's matches were satisfied. It holds until the next one
// is looked for.
type hit struct {
	env   condition.Env
	bound []bound // in the order of Rule.Matches; absent optional ones left out
	count int     // observations the anchor stands for

	unknown []Unknown // absents that could not be looked for
	strong  int       // optional matches that held

	anchor *condition.Frame // that made the anchor's view
}

// keep copies the hit over another, so that it outlives the search for the
// next. Its env does so only when asked for.
func (h *hit) keep(over *hit, env bool) {
	list := append(over.bound[:0], h.bound...)
	*over = *h
	over.bound, over.env = list, nil
	if env {
		over.env = maps.Clone(h.env)
		h.anchor.Keep()
	}
}

type bound struct {
	match *Match
	fact  *fact.Fact
}

// A pool is the candidates of one match, with an index by join key where its
// condition is an equation with an earlier match.
type pool struct {
	match  *Match
	all    []candidate
	join   *condition.Join
	byKey  map[any][]candidate
	rest   *condition.Program // what is left to test once candidates are found; nil: nothing
	single bool               // the condition looks at this match alone
}

// pool collects the candidates of a match.
func (r *run) pool(m *Match, scope condition.Scope) *pool { return r.collect(m, scope, false, nil) }

// collect is pool; the candidates of anchors come without a view, as there are
// many and one is looked at at a time.
func (r *run) collect(m *Match, scope condition.Scope, anchors bool, among map[*fact.Fact]bool) *pool {
	p := &pool{match: m, rest: m.Where}
	v := variable(m)
	facts := r.facts.count(m)
	if facts == 0 {
		return p
	}
	known := r.set.shape(m, scope)
	p.join = known.join
	if p.single = m.Where != nil && onlyName(m.Where, m.Name); p.single {
		p.rest = nil
	}
	if p.join != nil {
		p.byKey = map[any][]candidate{}
	}
	env := r.env()
	found := captures{search: known.search}
	frame := condition.Frame{Variable: v}
	blind, settled := known.before(m, scope, facts)
	ok := false
	remembered := r.facts.captured[m]
	if _, fixed := r.set.fixed(m); fixed && remembered != nil {
		blind, settled = nil, true // only records of which it holds are remembered
	}
	for i, f := range r.facts.candidates(m) {
		if anchors && among != nil && !among[f] {
			continue
		}
		if len(blind) > 0 {
			env[m.Name] = frame.Fill(f)
			if !hold(blind, env) {
				continue
			}
		}
		var capture []string
		if remembered != nil {
			capture = remembered[i]
		} else if capture, ok = found.of(f); !ok {
			continue
		}
		if anchors && p.rest == nil && (!p.single || settled) {
			p.all = append(p.all, candidate{fact: f, capture: capture})
			continue
		}
		if len(blind) == 0 {
			env[m.Name] = frame.Fill(f)
		}
		c := candidate{fact: f, view: frame.Capture(f, capture)}
		if p.single && !settled {
			if ok, err := m.Where.Bool(env); err != nil || !ok {
				continue
			}
		}
		if anchors {
			p.all = append(p.all, candidate{fact: f, capture: capture})
			continue
		}
		frame.Keep()
		p.all = append(p.all, c)
		if p.join != nil {
			if key, ok := r.key(p.join.Own, p.join.Subjects, env); ok {
				p.byKey[key] = append(p.byKey[key], c)
			}
		}
	}
	return p
}

// hold reports whether all conditions do.
func hold(terms []*condition.Program, env condition.Env) bool {
	for _, t := range terms {
		if ok, err := t.Bool(env); err != nil || !ok {
			return false
		}
	}
	return true
}

// maxRemembered bounds how many texts a search remembers its captures of.
const maxRemembered = 4096

// captures applies a pattern to facts. A program in trouble says the same again
// and again, so the answer is remembered.
type captures struct {
	search *condition.Search
	known  map[string][]string
}

// capturesOf prepares the pattern of a match; nil is no pattern.
func capturesOf(pattern *condition.Pattern) captures {
	if pattern == nil {
		return captures{}
	}
	return captures{search: condition.NewSearch(pattern)}
}

// of returns what the pattern captures of a fact; ok is false when it does not
// match. Without a pattern everything matches.
func (c *captures) of(f *fact.Fact) (capture []string, ok bool) {
	if c.search == nil {
		return nil, true
	}
	text := condition.Haystack(f)
	capture, known := c.known[text]
	if !known {
		capture = c.search.In(text)
		if c.known == nil {
			c.known = map[string][]string{}
		}
		if len(c.known) < maxRemembered {
			c.known[text] = capture
		}
	}
	return capture, capture != nil
}

// key is the value of one side of a join, comparable as a map key.
func (r *run) key(side *condition.Program, subjects bool, env condition.Env) (any, bool) {
	if subjects {
		s, err := side.Subject(env)
		return r.graph.Canonical(s), err == nil && !s.Zero()
	}
	v, err := side.Value(env)
	if err != nil {
		return nil, false
	}
	switch v.(type) {
	case string, int, int64, float64, bool:
		return v, true
	}
	return nil, false
}

// candidates returns those that can fit the names bound in env.
func (r *run) candidates(p *pool, env condition.Env) []candidate {
	if p.join == nil {
		return p.all
	}
	key, ok := r.key(p.join.Other, p.join.Subjects, env)
	if !ok {
		return nil
	}
	return p.byKey[key]
}

func (r *run) env() condition.Env {
	return condition.Env{condition.ResolverName: condition.Resolver(r.graph)}
}

func variable(m *Match) condition.Variable {
	return condition.Variable{Name: m.Name, Kind: m.Kind, Pattern: m.Pattern}
}

func onlyName(p *condition.Program, name string) bool {
	for _, n := range p.Names() {
		if n != name {
			return false
		}
	}
	return true
}

// hits finds all ways to satisfy the rule, one per anchor fact, and passes
// them on in the order of the anchors.
func (r *run) hits(rule *Rule, pass func(*hit)) {
	if s := r.search(rule, nil); s != nil {
		s.all(pass)
	}
}

// search collects the candidates of a rule's matches, anchors only among some
// facts where these are given; nil when a required match has none.
func (r *run) search(rule *Rule, among map[*fact.Fact]bool) *search {
	for i := range rule.Matches { // before any pattern is tried
		if m := &rule.Matches[i]; !m.Optional && r.facts.count(m) == 0 {
			return nil
		}
	}
	s := &search{run: r, rule: rule, anchor: condition.Frame{Variable: variable(&rule.Matches[0])}}
	var scope condition.Scope
	for i := range rule.Matches {
		m := &rule.Matches[i]
		scope = append(scope, variable(m))
		p := r.collect(m, scope, i == 0, among)
		if len(p.all) == 0 && !m.Optional {
			return nil
		}
		s.pools = append(s.pools, p)
	}
	for i := range rule.Absents {
		s.absents = append(s.absents, r.pool(&rule.Absents[i], append(scope[:len(scope):len(scope)], variable(&rule.Absents[i]))))
	}
	return s
}

func (s *search) all(pass func(*hit)) {
	rule := s.rule
	anchors := s.pools[0].all
	if n := rule.Matches[0].Count; n > 1 {
		anchors = s.crowded(rule, anchors, n)
	}
	for _, anchor := range anchors {
		if h := s.from(anchor); h != nil {
			pass(h)
		}
	}
}

// A search binds the matches of a rule one after the other.
type search struct {
	*run
	rule    *Rule
	pools   []*pool
	absents []*pool
	steps   int
	hit     hit
	scratch condition.Env // of the hit that is looked for
	anchor  condition.Frame
	nothing []any // what an unbound match is
	deepest int   // most matches that were bound at once
	far     []bound
	spoiler *bound // what should have been absent and was there
}

func (s *search) from(anchor candidate) *hit {
	s.steps = 0
	if s.scratch == nil {
		s.scratch = s.env()
	}
	s.hit = hit{env: s.scratch, bound: s.hit.bound[:0], count: anchor.fact.Count(), anchor: &s.anchor}
	h := &s.hit
	for i := range s.rule.Matches {
		h.env[s.rule.Matches[i].Name] = s.unmatched(i)
	}
	s.anchor.Fill(anchor.fact)
	anchor.view = s.anchor.Capture(anchor.fact, anchor.capture)
	if !s.bind(h, 0, anchor) || !s.complete(h, 1) || !s.quiet(h) {
		return nil
	}
	return h
}

// bind tries a candidate for match i.
func (s *search) bind(h *hit, i int, c candidate) bool {
	m := s.pools[i].match
	for _, b := range h.bound {
		if s.rule.Within > 0 && apart(b.fact, c.fact) > s.rule.Within {
			return false
		}
		if b.fact == c.fact && !s.rule.Overlap {
			return false
		}
	}
	if s.rule.Ordered && len(h.bound) > 0 {
		if last := h.bound[len(h.bound)-1].fact; last.Time.Known() && c.fact.Time.Known() && !after(last, c.fact) {
			return false
		}
	}
	previous := h.env[m.Name]
	h.env[m.Name] = c.view
	if rest := s.pools[i].rest; rest != nil {
		if ok, err := rest.Bool(h.env); err != nil || !ok {
			h.env[m.Name] = previous
			return false
		}
	}
	h.bound = append(h.bound, bound{m, c.fact})
	if len(h.bound) > s.deepest {
		s.deepest, s.far = len(h.bound), append(s.far[:0], h.bound...)
	}
	return true
}

func (s *search) unbind(h *hit, i int) {
	m := s.pools[i].match
	h.bound = h.bound[:len(h.bound)-1]
	h.env[m.Name] = s.unmatched(i)
}

// unmatched is the value of match i while nothing is bound to it.
func (s *search) unmatched(i int) any {
	for len(s.nothing) <= i {
		s.nothing = append(s.nothing, condition.Unmatched(variable(&s.rule.Matches[len(s.nothing)])))
	}
	return s.nothing[i]
}

// complete binds the matches from i on, nearest candidates first.
func (s *search) complete(h *hit, i int) bool {
	if i == len(s.pools) {
		return true
	}
	p := s.pools[i]
	if p.match.Count > 1 {
		return s.several(h, i)
	}
	for _, c := range nearest(s.candidates(p, h.env), h.bound[0].fact) {
		if s.steps++; s.steps > maxSteps {
			return false
		}
		if !s.bind(h, i, c) {
			continue
		}
		if p.match.Optional {
			h.strong++
		}
		if s.complete(h, i+1) {
			return true
		}
		if p.match.Optional {
			h.strong--
		}
		s.unbind(h, i)
	}
	return p.match.Optional && s.complete(h, i+1)
}

// several binds a later match that must hold at least Count times.
func (s *search) several(h *hit, i int) bool {
	p := s.pools[i]
	count := 0
	var first *candidate
	for _, c := range nearest(s.candidates(p, h.env), h.bound[0].fact) {
		if s.steps++; s.steps > maxSteps {
			break
		}
		if s.bind(h, i, c) {
			s.unbind(h, i)
			count += c.fact.Count()
			if first == nil {
				first = &c
			}
			if count >= p.match.Count {
				break
			}
		}
	}
	if count >= p.match.Count && s.bind(h, i, *first) {
		if s.complete(h, i+1) {
			return true
		}
		s.unbind(h, i)
	}
	return p.match.Optional && s.complete(h, i+1)
}

// quiet checks the absents.
func (s *search) quiet(h *hit) bool {
	for _, p := range s.absents {
		if s.present(p, h) {
			return false
		}
		if seen := s.seen(p, h); seen != Absent {
			h.unknown = append(h.unknown, Unknown{p.match, seen})
		}
	}
	return true
}

// present reports whether an absent's pattern holds near the bound facts.
func (s *search) present(p *pool, h *hit) bool {
	before, behind := p.match.Before, p.match.After
	if before == 0 && behind == 0 {
		before, behind = s.rule.Within, s.rule.Within
	}
	for _, c := range s.candidates(p, h.env) {
		if p.match.Span != nil && !p.match.Span.covers(h, c.fact) || p.match.Span == nil && !near(h, c.fact, before, behind) {
			continue
		}
		h.env[p.match.Name] = c.view
		ok := p.rest == nil
		if !ok {
			ok, _ = p.rest.Bool(h.env)
		}
		delete(h.env, p.match.Name)
		if ok {
			s.spoiler = &bound{p.match, c.fact}
			return true
		}
	}
	return false
}
