// Package redact hides secrets in what leaves culprit: reports, dumps of facts
// and collected bundles. A secret becomes a token, [secret#3], that is the same
// wherever the secret stands, so that it can still be seen that two places hold
// the same. What the rules look at stays: hosts, ports, users, the words around.
//
// Secrets are found by their shape (shapes.go), by the name they are given
// (names.go) and, once found under a telling name, by themselves anywhere else.
package redact

import (
	"fmt"
	"strings"
	"sync"

	"culprit/engine/lazyregexp"
)

// A Redactor numbers the secrets of one output. It may be used from several
// goroutines.
type Redactor struct {
	mu     sync.Mutex
	tokens map[string]string
	known  []string          // secrets that are hidden wherever they stand
	hide   *strings.Replacer // of known; nil when it must be made anew
}

// New starts a new numbering.
func New() *Redactor { return &Redactor{tokens: map[string]string{}} }

// Count is how many secrets were found so far.
func (r *Redactor) Count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.tokens)
}

// Text hides the secrets in a text of one or several lines.
func (r *Redactor) Text(s string) string {
	if s == "" {
		return s
	}
	low := strings.ToLower(s)
	for i := range shapes {
		if shape := &shapes[i]; shape.possible(low) {
			if t := r.replace(shape, s); t != s {
				s, low = t, strings.ToLower(t)
			}
		}
	}
	return r.repeated(s)
}

// maxNested bounds the work on a text made to be slow.
const maxNested = 1000

// replace puts tokens for the secrets a shape finds.
func (r *Redactor) replace(shape *shape, s string) string {
	var out []byte
	last := 0
	hide := func(base int, at []int) {
		for _, g := range shape.secret {
			if at[2*g] < 0 || base+at[2*g] < last {
				continue
			}
			begin, end := base+at[2*g], base+at[2*g+1]
			if secret := s[begin:end]; shape.hides(secret) {
				out = append(out, s[last:begin]...)
				out = append(out, r.token(secret, shape.name > 0 || shape.strong)...)
				last = end
			}
		}
	}
	telling := func(base int, at []int) bool {
		return shape.name == 0 || SecretName(s[base+at[2*shape.name]:base+at[2*shape.name+1]])
	}
	base := 0
	for range maxNested {
		if !shape.nested {
			break
		}
		at := shape.find.FindStringSubmatchIndex(s[base:])
		if at == nil {
			base = len(s)
			break
		}
		if telling(base, at) {
			hide(base, at)
			base += at[1]
		} else {
			base += at[2*shape.name+1] // its value may hold further names
		}
	}
	for _, at := range shape.find.FindAllStringSubmatchIndex(s[base:], -1) {
		if telling(base, at) {
			hide(base, at)
		}
	}
	if out == nil {
		return s
	}
	return string(append(out, s[last:]...))
}

// masked is what needs no hiding: a mask of another tool, our own token, a
// value that says there is none, a reference to a variable.
var masked = lazyregexp.New(`(?i)^(?:\*+|x{3,}|\[?secret#\d+\]?|<[^>]*>|\[[^\]]*(?:redacted|filtered|masked|hidden)[^\]]*\]|none|null|nil|undefined|true|false|yes|no|redacted|\$\{?[\w:?-]+\}?|\{\{.*\}\}|%s)$`)

func harmless(secret string) bool {
	return len(secret) < 64 && masked.MatchString(secret) || strings.HasPrefix(secret, "[secret#")
}

// token is the token of a secret; strong ones are hidden from now on wherever
// they stand.
func (r *Redactor) token(secret string, strong bool) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	token, ok := r.tokens[secret]
	if !ok && len(r.tokens) >= maxTokens {
		return "[secret#more]"
	}
	if !ok {
		token = fmt.Sprintf("[secret#%d]", len(r.tokens)+1)
		r.tokens[secret] = token
	}
	if !ok && strong && tellingSecret(secret) && len(r.known) < maxKnown {
		r.known = append(r.known, secret, token)
		r.hide = nil
	}
	return token
}

// maxTokens bounds the secrets that are told apart: a recording may go on for
// weeks, and log a new session key each second.
const maxTokens = 200_000

// maxKnown bounds the secrets looked for everywhere: two entries each.
const maxKnown = 2 * 2000

// tellingSecret says whether a secret can be hidden wherever it stands without
// hiding ordinary words: "postgres" as a password must not blank every mention
// of the database.
func tellingSecret(s string) bool {
	if len(s) < 8 || len(s) > 512 || strings.ContainsAny(s, "\n") {
		return false
	}
	var digit, lower, upper, other bool
	for _, c := range s {
		switch {
		case c >= '0' && c <= '9':
			digit = true
		case c >= 'a' && c <= 'z':
			lower = true
		case c >= 'A' && c <= 'Z':
			upper = true
		default:
			other = true
		}
	}
	kinds := 0
	for _, k := range []bool{digit, lower, upper, other} {
		if k {
			kinds++
		}
	}
	return kinds >= 2 && (digit || len(s) >= 16)
}

// repeated hides known secrets.
func (r *Redactor) repeated(s string) string {
	r.mu.Lock()
	if r.hide == nil && len(r.known) > 0 {
		r.hide = strings.NewReplacer(r.known...)
	}
	hide := r.hide
	r.mu.Unlock()
	if hide == nil {
		return s
	}
	return hide.Replace(s)
}
