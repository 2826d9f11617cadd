package section

import "culprit/engine/fact"

// Fact is what line l says about whoever ran the command it was printed by:
// the container it was run in (docker exec), else the host. The name of a file
// alone does not make a container: free.log is about the host.
func (r *Reader) Fact(kind string, l Line, data any) fact.Fact {
	subject := fact.Subject{Kind: fact.Host}
	if r.Command != nil && !r.Subject.Zero() {
		subject = r.Subject
	}
	return fact.Fact{
		Kind: kind, Subject: subject, Origin: r.Origin(l),
		Text: string(l.Bytes[:min(len(l.Bytes), fact.MaxText)]), Data: data,
	}
}
