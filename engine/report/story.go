package report

import (
	"culprit/engine"
	"culprit/engine/redact"
)

// A Story is a root with what it brought about, as of one evaluation: what one
// message is about.
type Story struct {
	Root    Diagnosis `json:"root"`
	Effects []Effect  `json:"effects"` // the nearest first
	More    int       `json:"more_effects,omitempty"`
}

// An Effect is a diagnosis in short.
type Effect struct {
	ID       string  `json:"id"`
	Cause    string  `json:"cause"`
	Severity string  `json:"severity"`
	Status   string  `json:"status"`
	Subject  Subject `json:"subject"`
	Message  string  `json:"message"`
	Count    int     `json:"count"`
}

// maxEffects bounds the effects of a story; more are counted.
const maxEffects = 20

// RootsOf lists the roots that explain a diagnosis; itself when it is one.
func RootsOf(d *engine.Diagnosis) []*engine.Diagnosis {
	var roots []*engine.Diagnosis
	walk(d, func(d *engine.Diagnosis) []*engine.Diagnosis { return d.CausedBy }, func(up *engine.Diagnosis) {
		if up.Root() {
			roots = append(roots, up)
		}
	})
	return roots
}

// NewStory tells of a root, redacted.
func NewStory(root *engine.Diagnosis) Story {
	hide := redact.New()
	s := Story{Root: diagnosis(root, hide), Effects: []Effect{}}
	walk(root, func(d *engine.Diagnosis) []*engine.Diagnosis { return d.LeadsTo }, func(d *engine.Diagnosis) {
		switch {
		case d == root:
		case len(s.Effects) == maxEffects:
			s.More++
		default:
			s.Effects = append(s.Effects, Effect{d.ID, d.Cause.ID, d.Severity.String(), string(d.Status), subject(d.Subject), hide.Text(d.Message), d.Count})
		}
	})
	return s
}

// walk visits d and what is beyond it, each once, the nearest first.
func walk(d *engine.Diagnosis, next func(*engine.Diagnosis) []*engine.Diagnosis, visit func(*engine.Diagnosis)) {
	seen := map[*engine.Diagnosis]bool{d: true}
	for queue := []*engine.Diagnosis{d}; len(queue) > 0; queue = queue[1:] {
		visit(queue[0])
		for _, n := range next(queue[0]) {
			if !seen[n] {
				seen[n] = true
				queue = append(queue, n)
			}
		}
	}
}
