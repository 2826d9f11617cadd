package engine

import (
	"strconv"

	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
)

// address finds what may be a host in a message: of a URL, before a port, or
// behind the words that resolvers and HTTP clients put before it.
var address = lazyregexp.New(`://(?:[^\s/@'"]*@)?([A-Za-z0-9][\w.-]*)(?::(\d{1,5}))?|\b([A-Za-z0-9][\w.-]*):(\d{2,5})\b|\b(?:host|hostname|lookup|resolve|server at|connect(?:ing|ion)? to)[ =:]*['"]?([A-Za-z0-9][\w.-]*)`)

// maxMentions is how many addresses of a message are looked at, maxMessage in
// how much of it.
const (
	maxMentions = 16
	maxMessage  = 8 << 10
)

// mentioned is the one container that a message about a lost peer names, seen
// from the writer. A message that names several, or none that is known, tells
// nothing.
func (r *run) mentioned(from fact.Subject, f *fact.Fact) fact.Subject {
	line, ok := f.Data.(*fact.LogLine)
	if !ok {
		return fact.Subject{}
	}
	from = r.graph.Canonical(from)
	var peer fact.Subject
	for _, m := range address.FindAllStringSubmatch(line.Message[:min(len(line.Message), maxMessage)], maxMentions) {
		port, _ := strconv.Atoi(m[2] + m[4])
		s := r.graph.Endpoint(m[1]+m[3]+m[5], port, from)
		if s.Kind == fact.Endpoint || s.Zero() || s == from || s == peer {
			continue
		}
		if !peer.Zero() {
			return fact.Subject{}
		}
		peer = s
	}
	return peer
}
