package engine

import (
	"sync"
	"time"

	"culprit/engine/condition"
	"culprit/engine/fact"
	"culprit/engine/topology"
)

// Coverage says what one stream told, so that absence can be told apart from
// not having looked.
type Coverage struct {
	Stream   string
	Parsers  []string     // formats found in it
	Subject  fact.Subject // whose log it is; zero when it is no log of one subject
	From, To time.Time    // first and last time in it; zero when it has none
	Gaps     []Gap        // times it does not tell of

	Ends map[fact.Subject]time.Time // last times of the writers of a stream that has several
}

// A Gap is a time that a stream does not tell of; an end that is not known is
// zero. Kind says why: cut, rotated, wrapped, truncated, hole, …
type Gap struct {
	Kind     string
	From, To time.Time
}

// Options of a diagnosis run.
type Options struct {
	Coverage []Coverage
	Memory   *Memory // of the rule set, from run to run; nil: none
}

// A Result is what the engine concluded.
type Result struct {
	Diagnoses []*Diagnosis // in rank order: roots first
	Risks     []*Diagnosis // what has not failed yet; in rank order
	Topology  *topology.Graph
	Next      *Next // what to collect next; nil when nothing would tell more

	Missing []Lack         // what the input lacks that would tell more
	Kinds   []KindCoverage // what the input knows of each kind of fact

	logs map[fact.Subject]bool // whose logs it has
}

// Diagnose applies the rules to the facts. It takes over the facts: their
// subjects are replaced by canonical ones.
func Diagnose(set *RuleSet, facts []fact.Fact, opts Options) *Result {
	_, result := diagnose(set, facts, opts)
	return result
}

func diagnose(set *RuleSet, facts []fact.Fact, opts Options) (*run, *Result) {
	var r *run
	if m := opts.Memory; m == nil {
		graph := topology.New(facts)
		canonicalize(facts, graph)
		r = newRun(set, graph, pointers(facts), opts)
	} else {
		graph, same := m.graphs.Graph(facts)
		canonicalize(facts, graph)
		r = newRun(set, graph, m.recognize(facts), opts)
		m.compare(r, same)
	}
	graph := r.graph
	findings := r.apply(set.Rules)
	for _, f := range findings {
		if !f.Peer.Zero() {
			graph.Observe(f.Subject, f.Peer, f.Evidence[0].Fact.Origin)
		}
	}
	if opts.Memory != nil {
		opts.Memory.compareEdges(r)
	}
	diagnoses, risks := foresee(r.combine(findings))
	r.hear(diagnoses)
	x := newEffects(diagnoses)
	r.weigh(x, diagnoses)
	r.explain(x, diagnoses)
	r.lookBeyond(diagnoses)
	rank(diagnoses)
	rank(risks)
	r.learnWorld(diagnoses)
	if opts.Memory != nil {
		opts.Memory.forget(r)
	}
	result := &Result{Diagnoses: diagnoses, Risks: risks, Topology: graph, Next: r.next(diagnoses), Missing: r.missing(diagnoses)}
	r.told(result)
	return r, result
}

// A run is the state of one Diagnose.
type run struct {
	set   *RuleSet
	graph *topology.Graph
	facts *index
	opts  Options

	needing      map[who][]who         // who needs a subject, worked out once
	descriptions map[who]condition.Env // what fixes may say of a subject, worked out once

	parsers map[string]bool             // formats that occur in the input
	logEnd  map[fact.Subject]time.Time  // last time in a subject's own logs
	end     time.Time                   // last time in the whole input
	logged  map[fact.Subject]bool       // whose logs there are
	spans   map[fact.Subject][]Coverage // a subject's own logs, with their times

	understood understanding
	world      map[string]bool // what there is where the input is from
	ends       sync.Map        // *Cause → what ends its episodes, by subject

	kinds      map[string]bool // with a memory: those whose facts are others than in the last run
	changed    map[*Match]bool // and whether other facts may satisfy a match, where that was asked
	looksAlike bool            // and whether the streams tell of the same times
	edgesAlike bool            // and whether the same dependencies were observed
}

func newRun(set *RuleSet, graph *topology.Graph, facts []*fact.Fact, opts Options) *run {
	r := &run{set: set, graph: graph, facts: newIndex(facts, set, opts.Memory), opts: opts, needing: map[who][]who{}, descriptions: map[who]condition.Env{}}
	r.coverage()
	return r
}

func (r *run) coverage() {
	r.logged = r.logs()
	r.parsers = map[string]bool{}
	r.spans = map[fact.Subject][]Coverage{}
	r.logEnd = map[fact.Subject]time.Time{}
	for _, c := range r.opts.Coverage {
		for _, p := range c.Parsers {
			r.parsers[p] = true
		}
		s := r.graph.Canonical(c.Subject)
		if !s.Zero() && !c.To.IsZero() {
			r.spans[s] = append(r.spans[s], c)
		}
		if !s.Zero() && c.To.After(r.logEnd[s]) {
			r.logEnd[s] = c.To
		}
		for s, end := range c.Ends {
			if s = r.graph.Canonical(s); end.After(r.logEnd[s]) {
				r.logEnd[s] = end
			}
		}
		if c.To.After(r.end) {
			r.end = c.To
		}
	}
	for _, list := range r.facts.byKind {
		for _, f := range list {
			if t := f.Until(); t.Known() && t.At.After(r.end) {
				r.end = t.At
			}
		}
	}
}

func pointers(facts []fact.Fact) []*fact.Fact {
	list := make([]*fact.Fact, len(facts))
	for i := range facts {
		list[i] = &facts[i]
	}
	return list
}

func canonicalize(facts []fact.Fact, graph *topology.Graph) {
	known := map[fact.Subject]fact.Subject{}
	for i := range facts {
		s := facts[i].Subject
		if s.Zero() {
			// A paste without names: about the host, as far as can be told.
			s.Kind = fact.Host
		}
		c, ok := known[s]
		if !ok {
			c = graph.Canonical(s)
			known[s] = c
		}
		facts[i].Subject = c
	}
}

// compareFacts is the one order of facts: it depends on what they say and
// where they were read, never on the order they arrived in.
func compareFacts(a, b *fact.Fact) int {
	if ka, kb := a.Time.Known(), b.Time.Known(); ka != kb {
		if ka {
			return -1
		}
		return 1
	}
	if c := a.Time.At.Compare(b.Time.At); c != 0 {
		return c
	}
	return compareOrigins(a.Origin, b.Origin)
}
