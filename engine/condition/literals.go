package condition

import (
	"slices"
	"strconv"

	"culprit/engine/scan"
)

// maxExact bounds the texts that are enumerated for one part of a pattern.
const maxExact = 32

// required is what is known of the texts a sub-expression matches.
type required struct {
	exact []string   // all the texts it can match, when they are few; nil: not known
	sets  [][]string // each has a member that occurs in every text it matches
}

// literals turns what is known into sets of literals that can be looked for.
func (r required) literals() [][]string {
	if r.exact == nil && len(r.sets) == 0 {
		return nil
	}
	sets := addLiterals(make([][]string, 0, 1+len(r.sets)), r.exact)
	for _, texts := range r.sets {
		sets = addLiterals(sets, texts)
	}
	return sets
}

func addLiterals(sets [][]string, texts []string) [][]string {
	if len(texts) == 1 && whole(texts[0]) {
		return append(sets, texts)
	}
	if len(texts) != 1 {
		if set := usable(texts); set != nil {
			sets = append(sets, set)
		}
		return sets
	}
	list := parts(texts[0])
	for i := range list {
		sets = append(sets, list[i:i+1:i+1])
	}
	return sets
}

// lacks says in words why nothing can be looked for.
func (r required) lacks() string {
	longest := ""
	for _, s := range append(r.sets, r.exact) {
		for _, text := range s {
			if len(text) > len(longest) {
				longest = text
			}
		}
	}
	if longest == "" {
		return "one of its alternatives requires no fixed text"
	}
	return "the longest text that one of its alternatives requires is " + strconv.Quote(longest)
}

// usable returns the literal to look for of each text of a set; nil when one
// of them has none.
func usable(texts []string) []string {
	var set []string
	for _, t := range texts {
		l := plain(t)
		if l == "" {
			return nil
		}
		if set == nil {
			set = make([]string, 0, len(texts))
		}
		if !slices.Contains(set, l) {
			set = append(set, l)
		}
	}
	return set
}

// plain returns the part of a text that is best to look for: the rarest run of
// bytes that no writer of logs escapes or takes apart. JSON escapes quotes,
// backslashes and control characters, Docker's also <, > and &; some encoders
// all that is not ASCII; a structured record keeps "failed: refused" in two
// fields. Runs without the latter come first, unless they are short or so
// common that looking for them would cost much.
func plain(text string) string {
	if whole(text) {
		return text
	}
	return rarest(parts(text))
}

// whole reports whether a text has one part, all of it.
func whole(text string) bool {
	for i := range len(text) {
		if escaped[text[i]] != joins || text[i] >= 0x7f || text[i] == ' ' && i > 0 && text[i-1] == ':' {
			return false
		}
	}
	return len(text) >= scan.MinLiteral
}

// parts are all the parts of a text that can be looked for, in order.
func parts(text string) []string {
	if whole(text) {
		return []string{text}
	}
	var list []string
	for _, w := range runs(text, func(i int) breaking { return escaped[text[i]] }) {
		if whole(w) {
			list = append(list, w)
			continue
		}
		pieces := runs(w, func(i int) breaking {
			if c := w[i]; c >= 0x7f || c == ' ' && i > 0 && w[i-1] == ':' {
				return breaks
			}
			return joins
		})
		const enough, common, much = 10, 500, 4 // bytes, occurrences in 16 MiB, times
		if best := rarest(pieces); len(best) < enough || scan.Cost(best) > common && scan.Cost(best) > much*scan.Cost(w) {
			pieces = []string{w}
		}
		list = append(list, pieces...)
	}
	return list
}

// breaking says what a byte does to the run it stands in.
type breaking uint8

const (
	joins        breaking = iota
	breaks                // it belongs to no run
	breaksBefore          // it begins a run
)

// escaped says what the bytes do that writers of JSON escape.
var escaped = func() (t [256]breaking) {
	for c := range 0x20 {
		t[c] = breaks
	}
	for _, c := range []byte{0x7f, '<', '>', '&'} {
		t[c] = breaks
	}
	t['"'], t['\\'] = breaksBefore, breaksBefore // what stands behind an escaped one is untouched
	return t
}()

// runs are the parts of a text between what breaks it that are long enough to
// be looked for.
func runs(text string, at func(i int) breaking) []string {
	var list []string
	start := 0
	for i := 0; i <= len(text); i++ {
		b := breaks
		if i < len(text) {
			b = at(i)
		}
		if b == joins {
			continue
		}
		if i-start >= scan.MinLiteral {
			list = append(list, text[start:i])
		}
		start = i
		if b == breaks {
			start++
		}
	}
	return list
}

func rarest(texts []string) string {
	if len(texts) == 1 {
		return texts[0]
	}
	best, least := "", 0
	for _, t := range texts {
		if c := scan.Cost(t); best == "" || c < least {
			best, least = t, c
		}
	}
	return best
}
