package engine

import (
	"cmp"
	"iter"
	"slices"
	"unique"

	"culprit/engine/fact"
)

// sure is the confidence from which on a root needs no more evidence.
const sure = 0.95

// Next is the one command whose output would tell most: of the causes that
// remain possible it decides the most.
type Next struct {
	Kind      string       // of fact that it collects
	Command   string       // CONTAINER stands for the subject's name
	Subject   fact.Subject // whose; zero: the host's
	About     fact.Subject // who is in trouble
	Reason    string       // what it is for, in words
	Separates []string     // causes it could prove or rule out, sorted
	Of        int          // how many remain possible
	Rules     []string     // rules that could then decide, sorted
}

// A question is something that the diagnoses leave open, and the causes that
// may be the answer.
type question struct {
	about  fact.Subject
	peer   fact.Subject
	reason string
	cause  string // what was said so far; empty when nothing was
	causes map[string]bool
}

// ownWeight is how many rivals it is worth to confirm or refute what was said:
// judgement, not measurement.
const ownWeight = 3

// worth is how much a piece of evidence tells of a question.
func (q *question) worth(n *Next) int {
	if slices.Contains(n.Separates, q.cause) {
		return len(n.Separates) + ownWeight
	}
	return len(n.Separates)
}

// next finds the next best evidence: for the questions in order, the kind of
// fact of the subject that was not collected and that most of the possible
// causes' rules wait for. Of many roots that are alike one is looked at.
func (r *run) next(diagnoses []*Diagnosis) *Next {
	hopeless := map[outlook]bool{}
	for q := range r.questions(diagnoses) {
		o := outlook{q.cause, q.about.Kind, r.kindsOf(q.about), r.kindsOf(q.peer)}
		if hopeless[o] {
			continue
		}
		if n := r.decide(q); n != nil {
			return n
		}
		hopeless[o] = true
	}
	return nil
}

// An outlook is all of a question that decides whether it has an answer.
type outlook struct {
	cause       string
	about       fact.SubjectKind
	known, peer [len(ofOne)]bool // which kinds of fact there are of the two
}

func (r *run) kindsOf(s fact.Subject) (known [len(ofOne)]bool) {
	for i := range ofOne {
		known[i] = r.has(ofOne[i].kind, s)
	}
	return known
}

// questions passes on what is open: roots that are not sure, the surest last, and
// containers in trouble of which nothing was said.
func (r *run) questions(diagnoses []*Diagnosis) iter.Seq[question] {
	return func(yield func(question) bool) {
		told := map[who]bool{}
		behind := map[string]map[string]bool{} // by cause, what may be behind it
		for _, d := range diagnoses {
			if d.Status != StatusActive {
				continue
			}
			told[d.on] = true
			if !d.Root() || d.Confidence >= sure {
				continue
			}
			id := d.Cause.ID
			if behind[id] == nil {
				behind[id] = map[string]bool{id: true}
				for other, c := range r.set.Causes {
					if leads(c, id) {
						behind[id][other] = true
					}
				}
			}
			if !yield(question{about: d.Subject, peer: d.Peer, cause: id, reason: "what is behind " + id + " of " + d.Subject.Label(), causes: behind[id]}) {
				return
			}
		}
		causes := map[string]bool{}
		for id, c := range r.set.Causes {
			if !c.Risk {
				causes[id] = true
			}
		}
		for _, s := range r.troubled() {
			if !told[unique.Make(s.subject)] && !yield(question{about: s.subject, reason: s.subject.Label() + " " + s.how, causes: causes}) {
				return
			}
		}
	}
}

type trouble struct {
	subject fact.Subject
	how     string
}

// troubled lists the containers that do not do well, in the order of their
// names.
func (r *run) troubled() []trouble {
	how := map[fact.Subject]string{}
	for _, f := range r.facts.byKind["container.summary"] {
		if d, ok := f.Data.(*fact.ContainerSummary); ok {
			how[f.Subject] = ailment(d.State, d.Health, d.ExitCode)
		}
	}
	for _, f := range r.facts.byKind["container.state"] {
		if d, ok := f.Data.(*fact.ContainerState); ok {
			how[f.Subject] = ailment(d.Status, d.Health, d.ExitCode)
		}
	}
	var list []trouble
	for s, h := range how {
		if h != "" {
			list = append(list, trouble{s, h})
		}
	}
	slices.SortFunc(list, func(a, b trouble) int {
		return cmp.Or(cmp.Compare(a.subject.Name, b.subject.Name), cmp.Compare(a.subject.ID, b.subject.ID))
	})
	return list
}

// ailment says in words what is wrong with a container; empty when nothing is.
// Exit codes 130 and 143 are those of a stop that was asked for.
func ailment(state, health string, exitCode int) string {
	switch {
	case state == "restarting":
		return "is restarting"
	case state == "dead":
		return "is dead"
	case state == "exited" && exitCode != 0 && exitCode != 130 && exitCode != 143:
		return "has exited with an error"
	case health == "unhealthy":
		return "is unhealthy"
	}
	return ""
}

// decide chooses the evidence for a question.
func (r *run) decide(q question) *Next {
	type option struct {
		kind    string
		subject fact.Subject
	}
	gains := map[option]*Next{}
	for _, rule := range r.set.Rules {
		if !q.causes[rule.Cause] {
			continue
		}
		for _, o := range []option{{subject: q.about}, {subject: q.peer}} {
			kind, lacks := r.lacks(rule, o.subject)
			if lacks != 1 || fact.KindByName(kind).Collect == "" || !r.applies(kind) || !concerns(kind, q.about) {
				continue // nothing is missing, or one command would not do
			}
			o.kind = kind
			if !ofContainer(kind) || o.subject.Kind != fact.Container {
				o.subject = fact.Subject{}
			}
			n := gains[o]
			if n == nil {
				n = &Next{Kind: kind, Subject: o.subject, About: q.about, Reason: q.reason, Of: len(q.causes)}
				n.Command = fact.KindByName(kind).Collect
				if named := commandOfOne(kind); named != "" && !o.subject.Zero() {
					n.Command = named
				}
				gains[o] = n
			}
			if !slices.Contains(n.Rules, rule.ID) {
				n.Rules = append(n.Rules, rule.ID)
			}
			if !slices.Contains(n.Separates, rule.Cause) {
				n.Separates = append(n.Separates, rule.Cause)
			}
		}
	}
	var best *Next
	for _, k := range fact.Kinds {
		for _, s := range []fact.Subject{q.about, q.peer, {}} {
			n := gains[option{k.Name, s}]
			if n != nil && (best == nil || q.worth(n) > q.worth(best)) {
				best = n
			}
		}
	}
	if best != nil {
		slices.Sort(best.Separates)
		slices.Sort(best.Rules)
	}
	return best
}

// concerns reports whether facts of a kind can tell of a subject: the state of a
// systemd unit says nothing of a container.
func concerns(kind string, s fact.Subject) bool {
	return kind != "host.unit" || s.Kind != fact.Container && s.Kind != fact.Pod
}

// lacks counts the kinds of a rule's required matches that the input does not
// have of the subject, and names the first.
func (r *run) lacks(rule *Rule, s fact.Subject) (kind string, n int) {
	seen := map[string]bool{}
	for i := range rule.Matches {
		m := &rule.Matches[i]
		if m.Optional || seen[m.Kind] || m.Kind == fact.KindFinding {
			continue
		}
		seen[m.Kind] = true
		if !r.has(m.Kind, s) {
			kind = cmp.Or(kind, m.Kind)
			n++
		}
	}
	return kind, n
}

// has reports whether the input has facts of a kind, of the subject where the
// kind is one of containers.
func (r *run) has(kind string, s fact.Subject) bool {
	if !r.looked(kind) {
		return false
	}
	if s.Kind != fact.Container || !ofContainer(kind) {
		return true
	}
	if readsLogs(kind) {
		return r.logged[s] || r.logged[fact.Subject{}]
	}
	return len(r.facts.about(kind, unique.Make(s))) > 0
}

// ofOne are the commands that collect a kind of one container.
var ofOne = [...]struct{ kind, command string }{
	{"log.line", "docker logs -t --tail 2000 CONTAINER"},
	{"container.state", "docker inspect CONTAINER"},
	{"container.stats", "docker stats --no-stream CONTAINER"},
	{"container.cpu", "docker exec CONTAINER cat /sys/fs/cgroup/cpu.stat"},
}

// commandOfOne is that of a kind; empty for kinds that are not of containers.
func commandOfOne(kind string) string {
	for _, one := range ofOne {
		if one.kind == kind {
			return one.command
		}
	}
	return ""
}

func ofContainer(kind string) bool { return commandOfOne(kind) != "" }

func leads(cause *Cause, effect string) bool {
	return slices.ContainsFunc(cause.LeadsTo, func(e Edge) bool { return slices.Contains(e.Causes, effect) })
}
