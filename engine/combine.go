package engine

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"unique"

	"culprit/engine/condition"
	"culprit/engine/fact"
)

// combine joins the findings of one cause on one subject and peer into a
// diagnosis.
func (r *run) combine(findings []*Finding) []*Diagnosis {
	peers := make(map[identity]*only, len(findings)) // the peers named for a cause and subject
	for _, f := range findings {
		if f.with == nobody {
			continue
		}
		k := identity{f.Rule.Cause, f.on, nobody}
		if peers[k] == nil {
			peers[k] = &only{peer: f.with}
		}
		peers[k].several = peers[k].several || peers[k].peer != f.with
	}
	located := located(findings)
	groups := make(map[identity]*Diagnosis, len(findings))
	var diagnoses []*Diagnosis
	for _, f := range findings {
		k := identity{f.Rule.Cause, f.on, f.with}
		if s, ok := located[f.Rule.Cause]; ok && unlocated(f.Subject) {
			k.subject = unique.Make(s)
		}
		if f.with == nobody {
			// A witness that can't name the peer speaks of the only one named.
			if named := peers[k]; named != nil && !named.several {
				k.peer = named.peer
			}
		}
		d := groups[k]
		if d == nil {
			cause := r.set.Causes[f.Rule.Cause]
			if cause == nil {
				continue
			}
			d = &Diagnosis{Cause: cause, Subject: k.subject.Value(), Peer: k.peer.Value(), on: k.subject, with: k.peer}
			groups[k] = d
			diagnoses = append(diagnoses, d)
		}
		d.Findings = append(d.Findings, f)
	}
	for _, d := range diagnoses {
		r.opts.Memory.sum(r, d)
	}
	return diagnoses
}

// who is a subject as a key that costs little to look up.
type who = unique.Handle[fact.Subject]

var nobody = unique.Make(fact.Subject{})

// identity is what makes findings one diagnosis.
type identity struct {
	cause         string
	subject, peer who
}

// only is a peer, unless there are several.
type only struct {
	peer    who
	several bool
}

// unlocated reports whether a subject is no more than "the host, as far as can
// be told": a paste without names.
func unlocated(s fact.Subject) bool { return s == fact.Subject{Kind: fact.Host, Host: s.Host} }

// located finds, for each cause, the GPU, file system or unit that it is about
// when only one is named: a witness that knows no subject speaks of that one.
func located(findings []*Finding) map[string]fact.Subject {
	only := map[string]fact.Subject{}
	for _, f := range findings {
		s := f.Subject
		if unlocated(s) {
			continue
		}
		if known, seen := only[f.Rule.Cause]; seen && known != s || !shared(s) || s.Kind == fact.Host {
			s = fact.Subject{}
		}
		only[f.Rule.Cause] = s
	}
	for cause, s := range only {
		if s.Zero() {
			delete(only, cause)
		}
	}
	return only
}

// sum draws a diagnosis together from its findings.
func (r *run) sum(d *Diagnosis) {
	slices.SortStableFunc(d.Findings, func(a, b *Finding) int {
		return cmp.Or(cmp.Compare(b.confidence, a.confidence), cmp.Compare(a.Rule.ID, b.Rule.ID))
	})
	best := d.Findings[0]
	d.Message = best.Message
	d.Severity = d.Cause.Severity
	if best.Rule.Severity != SeverityInvalid {
		d.Severity = best.Rule.Severity
	}
	d.Status = StatusResolved
	for _, f := range d.Findings {
		d.First, d.Last = earlier(d.First, f.First), later(d.Last, f.Last)
		d.Count = max(d.Count, f.Count)
		if !f.Resolved {
			d.Status = StatusActive
		}
	}
	// What one witness saw heal is healed for the others too, unless they saw
	// it again later.
	for _, f := range d.Findings {
		if f.Ended != nil && f.Ended.Time.Known() && d.Last.Known() && !f.Ended.Time.At.Before(d.Last.At) {
			d.Status = StatusResolved
		}
	}
	d.episodes()
	d.heal()
	r.restarts(d)
	d.believe()
	d.ID = diagnosisID(d)
	d.Fixes = r.fixes(d)
}

// diagnosisID is stable over runs: it depends on what is wrong with whom, not
// on when or how it was seen.
func diagnosisID(d *Diagnosis) string {
	h := sha256.New()
	for _, part := range []string{
		d.Cause.ID,
		string(d.Subject.Kind), d.Subject.Name, d.Subject.Service, d.Subject.Project, d.Subject.Host,
		string(d.Peer.Kind), d.Peer.Name, d.Peer.Service, d.Peer.Project, d.Peer.Host,
	} {
		h.Write([]byte(part))
		h.Write([]byte{0})
	}
	if d.Subject.Name == "" {
		h.Write([]byte(d.Subject.ID))
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// fixes fills the cause's fixes from what is known of the subject: its inspect
// and its stats. A command that lacks a fact is left out; the step stays.
func (r *run) fixes(d *Diagnosis) []FilledFix {
	env := r.env()
	env["subject"], env["peer"], env["count"] = d.Subject, d.Peer, d.Count
	maps.Copy(env, r.described(d.on))
	var filled []FilledFix
	for i := range d.Cause.Fixes {
		fix := &d.Cause.Fixes[i]
		out := FilledFix{Fix: fix, Title: render(fix.Title, env)}
		for _, command := range fix.Commands {
			// Pods are Kubernetes' own: docker can't restart or update them.
			if argv, ok := fill(command, env); ok && (d.Subject.Kind != fact.Pod || argv[0] != "docker") {
				out.Commands = append(out.Commands, argv)
			}
		}
		filled = append(filled, out)
	}
	return filled
}

// described is what fixes may say of a subject: its inspect and its stats.
func (r *run) described(s who) condition.Env {
	known, ok := r.descriptions[s]
	if ok {
		return known
	}
	known = condition.Env{}
	for _, v := range condition.FixScope() {
		if v.Kind == "" {
			continue
		}
		known[v.Name] = condition.Unmatched(v)
		fullest := 0 // a row of a list says less than a description
		for _, f := range r.facts.about(v.Kind, s) {
			if n := len(fact.FieldValues(f.Data)); n >= fullest {
				fullest, known[v.Name] = n, condition.View(f, v, nil)
			}
		}
	}
	r.descriptions[s] = known
	return known
}

func fill(command []*condition.Template, env condition.Env) ([]string, bool) {
	argv := make([]string, 0, len(command))
	for _, arg := range command {
		text, ok := arg.Render(env)
		if !ok || text == "" {
			return nil, false
		}
		argv = append(argv, text)
	}
	return argv, len(argv) > 0
}
