package engine

import (
	"fmt"
	"slices"
	"strings"

	"culprit/engine/fact"
)

// A Lack is something that the input does not have and that would tell more.
type Lack struct {
	Kind    string
	Subject fact.Subject // whose; zero: the host's
	Reason  string
	Command string // CONTAINER stands for the subject's name
}

// maxLacks bounds the list.
const maxLacks = 100

// missing lists what the input lacks: kinds of fact that rules of the reported
// roots look at, and the logs and inspect output of containers that it lists,
// those in trouble first.
func (r *run) missing(diagnoses []*Diagnosis) []Lack {
	list := r.wantedKinds(diagnoses)
	if len(r.opts.Coverage) == 0 {
		return list
	}
	var boxes []fact.Subject
	ill := map[fact.Subject]string{}
	for _, t := range r.troubled() {
		boxes = append(boxes, t.subject)
		ill[t.subject] = t.how
	}
	for _, kind := range []string{"container.summary", "container.state"} {
		for _, f := range r.facts.byKind[kind] {
			if f.Subject.Kind == fact.Container && !slices.Contains(boxes, f.Subject) && len(boxes) < maxLacks {
				boxes = append(boxes, f.Subject)
			}
		}
	}
	slices.SortStableFunc(boxes[len(ill):], func(a, b fact.Subject) int { return strings.Compare(a.Label(), b.Label()) })
	for _, s := range boxes {
		who := s.Label()
		if ill[s] != "" {
			who += ", which " + ill[s] + ","
		}
		for _, x := range []struct{ kind, what string }{{"log.line", "log"}, {"container.state", "inspect output"}} {
			if !r.has(x.kind, s) && len(list) < maxLacks {
				list = append(list, Lack{Kind: x.kind, Subject: s, Command: commandOfOne(x.kind), Reason: fmt.Sprintf("%s is listed, its %s is not in the input", who, x.what)})
			}
		}
	}
	return list
}

// wantedKinds lists the kinds that rules of the roots look at and that nobody
// collected.
func (r *run) wantedKinds(diagnoses []*Diagnosis) []Lack {
	rules := map[string][]string{}
	asked := map[*Cause]bool{}
	for _, d := range diagnoses {
		if !d.Root() || d.Status != StatusActive || asked[d.Cause] {
			continue
		}
		asked[d.Cause] = true
		for _, rule := range r.set.Rules {
			if rule.Cause != d.Cause.ID {
				continue
			}
			for _, list := range [][]Match{rule.Matches, rule.Absents} {
				for i := range list {
					if kind := list[i].Kind; !r.looked(kind) && r.applies(kind) && !slices.Contains(rules[kind], rule.ID) {
						rules[kind] = append(rules[kind], rule.ID)
					}
				}
			}
		}
	}
	var list []Lack
	for _, k := range fact.Kinds {
		if names := rules[k.Name]; len(names) > 0 && k.Collect != "" {
			slices.Sort(names)
			more := ""
			if len(names) > 3 {
				names, more = names[:3], fmt.Sprintf(" and %d more", len(names)-3)
			}
			list = append(list, Lack{Kind: k.Name, Command: k.Collect, Reason: fmt.Sprintf("no %s: %s%s look at it", k.Name, strings.Join(names, ", "), more)})
		}
	}
	return list
}

// applies reports whether a kind of fact can exist where the input is from:
// Kubernetes objects need a cluster, GPUs someone who wants one.
func (r *run) applies(kind string) bool {
	area, _, _ := strings.Cut(kind, ".")
	switch area {
	case "k8s":
		return r.world["k8s"]
	case "gpu":
		return r.world["gpu"]
	}
	return true
}

// learnWorld finds out what there is where the input is from.
func (r *run) learnWorld(diagnoses []*Diagnosis) {
	r.world = map[string]bool{}
	for kind, list := range r.facts.byKind {
		area, _, _ := strings.Cut(kind, ".")
		r.world[area] = true
		for _, f := range list {
			if f.Subject.Kind == fact.Pod {
				r.world["k8s"] = true
			}
			if d, ok := f.Data.(*fact.ContainerState); ok && d.GPURequested {
				r.world["gpu"] = true
			}
		}
	}
	for _, d := range diagnoses {
		area, _, _ := strings.Cut(d.Cause.ID, ".")
		r.world[area] = true
	}
}
