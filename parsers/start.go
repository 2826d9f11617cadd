package parsers

import (
	"culprit/engine/fact"
	"culprit/parsers/section"
)

// A Starter reads output that only its command or its place tells apart: the
// bare number of `sysctl -n`, the one word of getenforce, "curl: (7) …", which
// a program may print into its log too. It is asked where a stream or the
// output of a command begins, never inside a log and never for the log of a
// container.
type Starter interface {
	Parser
	// SniffStart is Sniff at such a place. argv is the command that printed
	// head; nil when it is unknown.
	SniffStart(argv []string, head []byte) bool
}

// start asks p as a Starter.
func start(p Parser, r *section.Reader, head []byte) bool {
	s, ok := p.(Starter)
	if !ok || r.Command == nil && (r.Subject.Kind == fact.Container || r.Subject.Kind == fact.Pod) {
		return false
	}
	return s.SniffStart(r.Command, head)
}
