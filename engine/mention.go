package engine

import (
	"strconv"
	"strings"

	"culprit/engine/fact"
)

// maxMessage is in how much of a message names are looked for.
const maxMessage = 8 << 10

// A word of a message is what may be a name, with what stands around it.
type word struct {
	text   string
	before string // the word before it
	gap    string // what lies between the two
	after  string // the rest of the message
}

// words passes on the words of a message until pass returns false.
func words(message string, pass func(word) bool) {
	message = message[:min(len(message), maxMessage)]
	last, end := "", 0
	for at := 0; at < len(message); {
		if inWord[message[at]] != letter {
			at++
			continue
		}
		start := at
		for at < len(message) && inWord[message[at]] != 0 {
			at++
		}
		w := word{message[start:at], last, message[end:start], message[at:]}
		if !pass(w) {
			return
		}
		last, end = w.text, at
	}
}

// inWord tells the bytes of words: letters and digits, with which one begins,
// and the signs inside.
var inWord = func() (t [256]uint8) {
	for c := range t {
		switch {
		case c|0x20 >= 'a' && c|0x20 <= 'z', c >= '0' && c <= '9':
			t[c] = letter
		case c == '_', c == '.', c == '-':
			t[c] = sign
		}
	}
	return t
}()

const (
	letter = 1 + iota
	sign
)

// port reads ":6379" behind a word; 0 when there is none.
func (w word) port() int {
	digits := 0
	for digits+1 < len(w.after) && digits < 6 && w.after[digits+1] >= '0' && w.after[digits+1] <= '9' {
		digits++
	}
	if digits < 2 || digits > 5 || w.after[0] != ':' {
		return 0
	}
	port, _ := strconv.Atoi(w.after[1 : 1+digits])
	return port
}

// introduced reports whether one of the words stands before it, with no more
// than a blank, a sign and a quote between.
func (w word) introduced(by ...string) bool {
	if len(w.gap) > 3 || strings.Trim(w.gap, ` =:/"'`) != "" {
		return false
	}
	for _, b := range by {
		if len(w.before) == len(b) && strings.EqualFold(w.before, b) {
			return true
		}
	}
	return false
}

// mentioned is the one container that a message about a lost peer names, seen
// from the writer: in a URL, before a port, or behind the words that resolvers
// and HTTP clients put before it. A message that names several, or none that is
// known, tells nothing.
func (r *run) mentioned(from fact.Subject, f *fact.Fact) fact.Subject {
	line, ok := f.Data.(*fact.LogLine)
	if !ok {
		return fact.Subject{}
	}
	from = r.graph.Canonical(from)
	return onlyNamed(line.Message, func(w word) (s fact.Subject, ok bool) {
		if w.text[len(w.text)-1] <= '9' && strings.Trim(w.text, "0123456789") == "" {
			return s, false // of a time, mostly
		}
		port := w.port()
		if port == 0 && !strings.HasSuffix(w.gap, "://") && !strings.HasSuffix(w.gap, "@") &&
			!w.introduced("host", "hostname", "lookup", "resolve", "name", "upstream", "at", "to") {
			return s, false
		}
		s, ok = r.graph.Listener(w.text, port, from)
		return s, ok && s != from
	})
}

// spokenOf is the one container that a message names which nobody's log holds:
// what the daemon, compose or a shell printed. Names that are common words count
// only where the message calls them a container or a service.
func (r *run) spokenOf(f *fact.Fact) fact.Subject {
	line, ok := f.Data.(*fact.LogLine)
	if !ok {
		return fact.Subject{}
	}
	return onlyNamed(line.Message, func(w word) (s fact.Subject, ok bool) {
		if !strings.ContainsAny(w.text, "-_") && !w.introduced("container", "endpoint", "service") {
			return s, false
		}
		if s, ok = r.graph.Named(w.text); !ok && w.introduced("service") {
			s, ok = r.graph.Listener(w.text, 0, fact.Subject{})
		}
		return s, ok
	})
}

// onlyNamed is the one subject that words of a message name; none when they name
// several.
func onlyNamed(message string, named func(word) (fact.Subject, bool)) (found fact.Subject) {
	words(message, func(w word) bool {
		s, ok := named(w)
		if !ok || s == found {
			return true
		}
		if !found.Zero() {
			found = fact.Subject{}
			return false
		}
		found = s
		return true
	})
	return found
}
