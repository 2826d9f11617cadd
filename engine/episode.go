package engine

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"culprit/engine/condition"
	"culprit/engine/fact"
)

// A finding's evidence is a sample: the first hits and the last one. What lies
// between is counted, so that a million equal lines take no more memory than
// ten.
const sampledHits = 3

// optionalBoost is the part of the remaining doubt that one optional match
// takes away; unknownPenalty is what an absent that could not be looked for
// leaves of the confidence. Both are judgement, not measurement.
const (
	optionalBoost  = 0.3
	unknownPenalty = 0.85
)

// inParallel does n pieces of work on all processors.
func inParallel(n int, do func(i int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				do(int(i))
			}
		})
	}
	wg.Wait()
}

// quiet is the silence after which an episode of a rule's cause is over; 0: never.
func (r *run) quiet(rule *Rule) time.Duration {
	if c := r.set.Causes[rule.Cause]; rule.Quiet == 0 && c != nil {
		return c.Quiet
	}
	return rule.Quiet
}

// add counts a hit in its finding.
func (r *run) add(f *Finding, h *hit) {
	if f.Count == 0 {
		f.Message = render(f.Rule.Message, h.env)
		f.confidence = f.Rule.Confidence
		for range h.strong {
			f.confidence += (1 - f.confidence) * optionalBoost
		}
		for range h.unknown {
			f.confidence *= unknownPenalty
		}
		f.Unknown = h.unknown
	}
	if f.hits < sampledHits {
		f.Evidence = append(f.Evidence, evidence(h)...)
	}
	f.hits++
	f.Count += h.count
	for _, b := range h.bound {
		f.First, f.Last = earlier(f.First, b.fact.Time), later(f.Last, b.fact.Until())
	}
}

func evidence(h *hit) []Evidence {
	list := make([]Evidence, len(h.bound))
	for i, b := range h.bound {
		list[i] = proof(b.match, b.fact)
	}
	return list
}

// subjects is whom a hit is about, and which peer it names, as the rule says it.
func (r *run) subjects(rule *Rule, h *hit) (subject, peer fact.Subject) {
	subject = h.bound[0].fact.Subject
	if rule.Subject != nil {
		if s, err := rule.Subject.Subject(h.env); err == nil && !s.Zero() {
			subject = s
		}
	}
	if rule.Peer != nil {
		peer, _ = rule.Peer.Subject(h.env)
	}
	if unlocated(subject) {
		if s := r.spokenOf(h.bound[0].fact); !s.Zero() {
			subject = s
		}
	}
	if c := r.set.Causes[rule.Cause]; peer.Zero() && c != nil && c.LiesInPeer {
		peer = r.mentioned(subject, h.bound[0].fact)
	}
	return subject, peer
}

// settle tells whether the finding's episode was ended: by an until match of the
// rule or its cause after the last hit.
func (r *run) settle(rule *Rule, f *Finding, last *hit) {
	if end := r.ended(rule, last); end != nil {
		f.Resolved, f.Ended = true, end
		f.Episodes[len(f.Episodes)-1].Ended = end
	}
}

// fallSilent resolves findings that nothing was seen of for the quiet time while
// the subject's own log went on.
func (r *run) fallSilent(rule *Rule, parties []*party) {
	quiet := r.quiet(rule)
	for _, p := range parties {
		f := p.finding
		if f.Ended != nil {
			continue
		}
		end := r.logEnd[f.Subject]
		if end.IsZero() && !container(f.Subject) {
			end = r.end // the host and its devices have no log of their own
		}
		// What comes once a night is not over at noon.
		over := quiet > 0 && f.Last.Known() && end.Sub(f.Last.At) > max(quiet, 2*f.cadence)
		if over != f.Resolved {
			other := *f // the last run's results keep it as it was
			other.Resolved, other.told = over, nil
			p.finding = &other
		}
	}
}

// ended returns the first fact after the last hit that ends the episode.
func (r *run) ended(rule *Rule, last *hit) *fact.Fact {
	anchor := last.bound[0].fact
	scope := make(condition.Scope, 0, len(rule.Matches)+1)
	for i := range rule.Matches {
		scope = append(scope, variable(&rule.Matches[i]))
	}
	for i := range rule.Untils {
		p := r.pool(&rule.Untils[i], append(scope[:len(scope):len(scope)], variable(&rule.Untils[i])))
		for _, c := range r.candidates(p, last.env) {
			if !after(anchor, c.fact) {
				continue
			}
			last.env[p.match.Name] = c.view
			ok := p.rest == nil
			if !ok {
				ok, _ = p.rest.Bool(last.env)
			}
			if ok {
				return c.fact
			}
		}
	}
	for _, f := range r.endings(r.set.Causes[rule.Cause])[anchor.Subject] {
		if after(anchor, f) {
			return f
		}
	}
	return nil
}

// render fills a message; what is unknown shows as "?".
func render(t *condition.Template, env condition.Env) string {
	if t == nil {
		return ""
	}
	text, _ := t.Render(env)
	return text
}
