package report

import (
	"fmt"
	"regexp"
)

// A redactor replaces secrets by tokens. One secret has one token throughout a
// report, so that it can still be seen that two places hold the same.
type redactor struct{ tokens map[string]string }

func newRedactor() *redactor { return &redactor{tokens: map[string]string{}} }

// secretShapes find secrets. Group "s" is the secret; the rest stays. RE2
// matches in linear time.
var secretShapes = []*regexp.Regexp{
	regexp.MustCompile(`(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----(?P<s>.*?)(?:-----END|$)`),
	regexp.MustCompile(`[A-Za-z][A-Za-z0-9+.-]*://[^\s:/@"']*:(?P<s>[^\s/"']+?)@[A-Za-z0-9\[._-]`),
	regexp.MustCompile(`(?i)\b(?:proxy-)?authorization["']?\s*[:=]\s*["']?(?:bearer|basic|token|digest)\s+(?P<s>[A-Za-z0-9+/=_.~-]{4,})`),
	regexp.MustCompile(`(?i)\bbearer\s+(?P<s>[A-Za-z0-9+/=_.~-]{12,})`),
	regexp.MustCompile(`\b(?P<s>eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*)`),
	regexp.MustCompile(`\b(?P<s>(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{16})\b`),
	regexp.MustCompile(`\b(?P<s>gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[A-Za-z0-9_-]{16,}|xox[abprs]-[A-Za-z0-9-]{10,}|sk-[A-Za-z0-9_-]{20,}|hf_[A-Za-z0-9]{20,})`),
	regexp.MustCompile(`(?i)["']?[a-z0-9_.-]*(?:passw(?:or)?d|passwd|pwd|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential)s?["']?\s*:\s*["'](?P<s>[^"'\s][^"']*)["']`),
	regexp.MustCompile(`(?i)\b[a-z0-9_.-]*(?:passw(?:or)?d|passwd|pwd|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential)s?=(?:"(?P<s>[^"]+)"|'(?P<s2>[^']+)'|(?P<s3>[^\s"'&;,)]+))`),
	regexp.MustCompile(`(?i)(?:^|\s)(?:--?(?:password|passwd|token|secret|requirepass|api-key)[= ]|-a )(?P<s>[^\s"'-][^\s"']*)`),
}

// text hides the secrets in a text.
func (r *redactor) text(s string) string {
	for _, shape := range secretShapes {
		if !shape.MatchString(s) {
			continue
		}
		names := shape.SubexpNames()
		var out []byte
		last := 0
		for _, at := range shape.FindAllStringSubmatchIndex(s, -1) {
			for i, name := range names {
				if name == "" || at[2*i] < 0 || at[2*i] < last {
					continue
				}
				secret := s[at[2*i]:at[2*i+1]]
				if masked.MatchString(secret) {
					continue
				}
				out = append(out, s[last:at[2*i]]...)
				out = append(out, r.token(secret)...)
				last = at[2*i+1]
			}
		}
		s = string(append(out, s[last:]...))
	}
	return s
}

// masked is what needs no hiding: a mask of another tool, our own token, a
// value that says there is none.
var masked = regexp.MustCompile(`(?i)^(?:\*+|x{3,}|\[secret#\d+\]?|<[^>]*>|none|null|nil|true|false|redacted|\$\{?\w+\}?)$`)

func (r *redactor) token(secret string) string {
	token, ok := r.tokens[secret]
	if !ok {
		token = fmt.Sprintf("[secret#%d]", len(r.tokens)+1)
		r.tokens[secret] = token
	}
	return token
}

// A Proof makes texts fit to be shown on a terminal outside of a report:
// redacted and harmless.
type Proof struct{ hide *redactor }

// NewProof starts a new numbering of secrets.
func NewProof() *Proof { return &Proof{newRedactor()} }

// Text is s, fit to be shown.
func (p *Proof) Text(s string) string { return safe(p.hide.text(s)) }
