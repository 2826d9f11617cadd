package engine

import (
	"net/netip"
	"slices"
	"strings"
	"time"

	"culprit/engine/fact"
)

// assume explains a lost peer that the message does not name, where one thing
// alone that fails beside it could be that peer. What the input knows better
// is left alone: a named peer, other needs of a container whose settings are
// known, a port that the other does not have.
func (r *run) assume(diagnoses []*Diagnosis) []*Link {
	type reason struct {
		by   *Diagnosis
		edge *Edge
	}
	reasons := map[string][]reason{} // by the cause that they may lead to
	for _, c := range diagnoses {
		if c.Cause.LiesInPeer && c.Peer != c.Subject || !container(c.Subject) {
			continue
		}
		for i := range c.Cause.LeadsTo {
			if edge := &c.Cause.LeadsTo[i]; edge.Where == nil {
				for _, id := range edge.Causes {
					reasons[id] = append(reasons[id], reason{c, edge})
				}
			}
		}
	}
	var links []*Link
	for _, e := range diagnoses {
		if !e.Cause.LiesInPeer || len(e.CausedBy) > 0 || !container(e.Subject) || !nameless(e.Peer) {
			continue
		}
		var found []*Link
		for _, c := range reasons[e.Cause.ID] {
			if c.by.Subject == e.Subject || c.by.Status != e.Status || !r.mayKnow(e.Subject, c.by.Subject) || !inTime(c.by, e, c.edge.Within) {
				continue
			}
			if len(found) > 0 && found[0].Cause.Subject != c.by.Subject {
				found = nil // one of several
				break
			}
			found = append(found, &Link{Cause: c.by, Effect: e, edge: c.edge, score: strength(c.by, e), assumed: true})
		}
		links = append(links, found...)
	}
	return links
}

func container(s fact.Subject) bool { return s.Kind == fact.Container || s.Kind == fact.Pod }

// nameless reports whether a peer is known by no name: not at all, or by a
// private address that no container has any more.
func nameless(peer fact.Subject) bool {
	if peer.Zero() {
		return true
	}
	if peer.Kind != fact.Endpoint {
		return false
	}
	if a, err := netip.ParseAddrPort(peer.Name); err == nil {
		return a.Addr().IsPrivate()
	}
	a, err := netip.ParseAddr(peer.Name)
	return err == nil && a.IsPrivate()
}

// mayKnow reports whether nothing speaks against a needing b: they share a
// network or project, or too little of them is known to tell.
func (r *run) mayKnow(a, b fact.Subject) bool {
	if a.Project != "" && b.Project != "" && a.Project != b.Project {
		return false
	}
	if !r.graph.Inspected(a) || !r.graph.Inspected(b) {
		return r.graph.Shares(a, b, "host")
	}
	return r.graph.Shares(a, b, "network") && len(r.graph.Needs(a)) == 0
}

// retold links what a command printed to the same cause found in containers: it
// tells of one of them, and adds no root.
func retold(diagnoses []*Diagnosis) []*Link {
	located := map[string][]*Diagnosis{}
	for _, d := range diagnoses {
		if container(d.Subject) {
			located[d.Cause.ID] = append(located[d.Cause.ID], d)
		}
	}
	var links []*Link
	for _, e := range diagnoses {
		if !unlocated(e.Subject) || len(e.CausedBy) > 0 || slices.ContainsFunc(e.Findings, func(f *Finding) bool {
			_, printed := f.Evidence[0].Fact.Data.(*fact.LogLine)
			return !printed
		}) {
			continue
		}
		for _, c := range located[e.Cause.ID] {
			if c.Status == e.Status && (inTime(c, e, 0) || inTime(e, c, 0)) && (c.Subject.Host == e.Subject.Host || c.Subject.Host == "" || e.Subject.Host == "") {
				links = append(links, &Link{Cause: c, Effect: e, score: c.Confidence, retold: true})
			}
		}
	}
	return links
}

// quoted links what a server wrote into its log to the client that quotes it,
// where no peer is known: "database app does not exist" of one log stands inside
// "OperationalError: FATAL: database app does not exist" of the other. A
// rejected login is the client's to mend, all else is the server's.
func (r *run) quoted(diagnoses []*Diagnosis) []*Link {
	byCause := map[string][]*Diagnosis{}
	for _, d := range diagnoses {
		if area, _, _ := strings.Cut(d.Cause.ID, "."); container(d.Subject) && len(d.CausedBy) == 0 && slices.Contains(told, area) {
			byCause[d.Cause.ID] = append(byCause[d.Cause.ID], d)
		}
	}
	var links []*Link
	for id, alike := range byCause {
		if len(alike) < 2 || len(alike) > maxQuoting {
			continue
		}
		login := strings.HasPrefix(id, "auth.")
		for _, server := range alike {
			said := spoken(server)
			for _, client := range alike {
				if client.Subject == server.Subject || !nameless(server.Peer) || !nameless(client.Peer) && client.Peer != server.Subject {
					continue
				}
				switch same := len(said) >= minQuote && quotes(client, said); {
				case login && (same || len(alike) == 2 && !r.graph.Inspected(client.Subject) && echoes(client, server)) && inTime(client, server, 0):
					links = append(links, &Link{Cause: client, Effect: server, score: client.Confidence, retold: true})
				case !login && same && inTime(server, client, 0):
					links = append(links, &Link{Cause: server, Effect: client, score: server.Confidence, retold: true})
				}
			}
		}
	}
	return links
}

// told are the areas of what servers tell their clients.
var told = []string{"auth", "data", "dependency", "disk", "limit", "memory"}

// maxQuoting is among how many diagnoses of one cause quotations are looked for.
const maxQuoting = 32

// minQuote is how long a quotation must be to tell anything.
const minQuote = 16

// spoken is the first line of what a diagnosis was read from.
func spoken(d *Diagnosis) string {
	text, _, _ := strings.Cut(message(d), "\n")
	return strings.TrimSpace(text)
}

// quotes reports whether a diagnosis was read from a message that says more
// than the words in it.
func quotes(d *Diagnosis, said string) bool {
	text := message(d)
	return strings.Contains(text, said) && !strings.HasPrefix(text, said)
}

func message(d *Diagnosis) string {
	if line, ok := d.Findings[0].Evidence[0].Fact.Data.(*fact.LogLine); ok {
		return line.Message
	}
	return ""
}

// echo is how soon a client writes down what its server told it.
const echo = 500 * time.Millisecond

// echoes reports whether one diagnosis follows another from first to last, as a
// client's log follows its server's.
func echoes(client, server *Diagnosis) bool {
	soon := func(a, b fact.Time) bool {
		return a.Quality == fact.QualityExact && b.Quality == fact.QualityExact && !b.At.Before(a.At) && b.At.Sub(a.At) < echo
	}
	return server.Count > 1 && client.First.At.After(server.First.At) && soon(server.First, client.First) && soon(server.Last, client.Last)
}
