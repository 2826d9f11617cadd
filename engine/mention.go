package engine

import (
	"strconv"
	"strings"

	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
)

// address finds what may be a host in a message: of a URL, before a port, or
// behind the words that resolvers and HTTP clients put before it.
var address = lazyregexp.New(`://(?:[^\s/@'"]*@)?([A-Za-z0-9][\w.-]*)(?::(\d{1,5}))?|\b([A-Za-z0-9][\w.-]*):(\d{2,5})\b|\b(?:host|hostname|lookup|resolve|name|upstream|at|to)[ =:]{1,2}['"]?([A-Za-z0-9][\w.-]*)`)

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

// word is what may be a container's name.
var word = lazyregexp.New(`[A-Za-z0-9][\w.-]*`)

// spokenOf is the one container that a message names which nobody's log holds:
// what the daemon, compose or a shell printed. Names that are common words count
// only where the message calls them a container or a service.
func (r *run) spokenOf(f *fact.Fact) fact.Subject {
	line, ok := f.Data.(*fact.LogLine)
	if !ok {
		return fact.Subject{}
	}
	text := line.Message[:min(len(line.Message), maxMessage)]
	var found fact.Subject
	for _, at := range word.FindAllStringIndex(text, maxWords) {
		name := text[at[0]:at[1]]
		s, ok := r.graph.Named(name)
		if !ok || s == found || !strings.ContainsAny(name, "-_") && !called(text[:at[0]]) {
			continue
		}
		if !found.Zero() {
			return fact.Subject{}
		}
		found = s
	}
	return found
}

// maxWords is how many words of a message are looked at.
const maxWords = 200

// called reports whether the text before a name says what it names.
func called(before string) bool {
	before = strings.ToLower(strings.TrimRight(before, ` "'/:`))
	for _, what := range []string{"container", "endpoint", "service"} {
		if strings.HasSuffix(before, what) {
			return true
		}
	}
	return false
}
