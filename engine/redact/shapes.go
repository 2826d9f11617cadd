package redact

import (
	"strings"

	"culprit/engine/lazyregexp"
)

// A shape finds secrets. The groups named s, s2, … are the secret; where there
// is a group n, it must be a SecretName. RE2 matches in linear time.
type shape struct {
	find   *lazyregexp.Regexp
	needs  []string // lower-case literals of which one must occur (most text has none); nil: a word of 64 digits
	secret []int
	name   int
	plain  bool                     // the secret may be an ordinary word of a sentence
	strong bool                     // hidden elsewhere too
	nested bool                     // a value may hold further names and values
	only   func(secret string) bool // further condition
}

func (s *shape) possible(low string) bool {
	if len(s.needs) == 0 {
		return run64(low)
	}
	for _, n := range s.needs {
		if strings.Contains(low, n) {
			return true
		}
	}
	return false
}

// hides reports whether what stands in a secret's place is one.
func (s *shape) hides(secret string) bool {
	return secret != "" && !harmless(secret) && (!s.plain || !plainWords[strings.ToLower(secret)]) && (s.only == nil || s.only(secret))
}

func makeShape(pattern string, needs ...string) shape {
	s := shape{find: lazyregexp.New(pattern), needs: needs}
	for i, g := range s.find.SubexpNames() {
		switch {
		case g == "n":
			s.name = i
		case strings.HasPrefix(g, "s"):
			s.secret = append(s.secret, i)
		}
	}
	return s
}

func (s shape) words() shape                      { s.plain = true; return s }
func (s shape) when(only func(string) bool) shape { s.only, s.strong = only, true; return s }
func (s shape) nesting() shape                    { s.nested = true; return s }
func (s shape) strongly() shape                   { s.strong = true; return s }

// named are the literals of which a telling name has one.
var named = []string{"pass", "pwd", "secret", "token", "key", "credential", "auth", "cookie", "sig", "jwt", "pin", "otp"}

const (
	name = `(?P<n>[A-Za-z0-9_.-]*(?i:pass|pwd|secret|token|key|credential|auth|cookie|sig|jwt|pin|otp)[A-Za-z0-9_.-]*)`
	word = `[^\s"',;&)}\]]+`
)

// shapes in the order they are tried: what spans more stands first.
var shapes = []shape{
	// Private keys: whole, cut, or with \n for the line ends inside JSON.
	makeShape(`(?s)-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----(?P<s>.*?)(?:-----END|$)`, "private key"),
	// A line of a key whose first line stands elsewhere: 64 base64 digits.
	makeShape(`(?m)(?:^|[\s"])(?P<s>[A-Za-z0-9+/]{64})(?:["\s\\]|$)`).when(longWord),
	// Go's and JDBC's connection strings: user:password@tcp(host:3306)/db.
	makeShape(`[\w.-]+:(?P<s>[^\s"'@(]+)@(?:tcp|udp|unix)\(`, "@tcp(", "@udp(", "@unix(").strongly(),
	makeShape(`jdbc:oracle:thin:[\w.-]+/(?P<s>[^\s"'@]+)@`, "oracle:thin").strongly(),
	// URL credentials: up to the last @ of the word, then of one URL of a list.
	makeShape(`[A-Za-z][A-Za-z0-9+.-]*://[^\s:/@"']*:(?P<s>[^\s"'<>,/]+)@[A-Za-z0-9\[._-]`, "@").strongly(),
	makeShape(`[A-Za-z][A-Za-z0-9+.-]*://[^\s:/@"']*:(?P<s>[^\s"'<>@]+)@[A-Za-z0-9\[._-]`, "@").when(noPort),
	// Headers.
	makeShape(`(?i)\b(?:proxy-)?authorization\\*["']?\s*[:=]\s*\\*["']?(?:bearer|basic|token|digest|negotiate|aws4-hmac-sha256)\s+(?P<s>[^\s"'\\,][^"'\r\n\\,]{3,})`, "authorization"),
	makeShape(`(?i)\b(?:proxy-)?authorization\\*["']?\s*[:=]\s*\\*["']?(?P<s>[^\s"'\\,]{10,})`, "authorization"),
	makeShape(`(?i)\bbearer\s+(?P<s>[A-Za-z0-9+/=_.~-]{8,})`, "bearer"),
	makeShape(`(?i)\b(?:set-)?cookie\\*["']?\s*[:=]\s*\\*["']?(?P<s>[^\s"'\\][^"'\r\n\\]*)`, "cookie:", "cookie\":", "cookie=", "cookie':"),
	// Keys that tell themselves: JWT, AWS, GitHub, GitLab, Slack, OpenAI, Hugging Face, Google, Stripe, SendGrid, npm, PyPI.
	makeShape(`\b(?P<s>eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*)`, "eyj"),
	makeShape(`\b(?P<s>(?:AKIA|ASIA|AROA|AIDA|ABIA|ACCA)[A-Z0-9]{16})\b`, "akia", "asia", "aroa", "aida", "abia", "acca"),
	makeShape(`\b(?P<s>gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[A-Za-z0-9_-]{16,}|xox[abeoprs]-[A-Za-z0-9-]{10,})`, "gh", "glpat-", "xox"),
	makeShape(`\b(?P<s>sk-[A-Za-z0-9_-]{20,}|hf_[A-Za-z0-9]{20,}|AIza[A-Za-z0-9_-]{35}|[sr]k_(?:live|test)_[A-Za-z0-9]{16,}|SG\.[\w-]{16,}\.[\w-]{16,}|npm_[A-Za-z0-9]{30,}|pypi-[A-Za-z0-9_-]{30,}|dop_v1_[a-f0-9]{40,})`,
		"sk-", "hf_", "aiza", "k_live_", "k_test_", "sg.", "npm_", "pypi-", "dop_v1_"),
	makeShape(`hooks\.slack\.com/(?:services|workflows)/(?P<s>[A-Za-z0-9/_-]+)`, "hooks.slack.com"),
	makeShape(`api\.telegram\.org/bot(?P<s>[A-Za-z0-9:_-]+)`, "api.telegram.org"),
	// NAME=value, also in a connection string, a query, a command line.
	makeShape(name+`\s?=\s?(?:\\*"(?P<s>(?:[^"\\]|\\[^"])+)\\*"|'(?P<s2>[^']+)'|(?P<s3>[^\s"'&;,)\]}\\=>][^\s"'&;,)\]}]*))`, named...).nesting(),
	// "name": "value", also inside a JSON string, 'name': 'value', :name=>"value".
	makeShape(name+`\\*["']?\s*(?:=>|:)\s*(?:\\+"(?P<s>[^"\\]+)\\+"|"(?P<s2>(?:[^"\\]|\\.)+)"|'(?P<s3>[^']+)')`, named...).nesting(),
	// Name-Of-Header: value, NAME_OF_SETTING: value, and {Password:value} as Go prints it.
	makeShape(`(?P<n>[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)+)\s*:\s+(?P<s>`+word+`)`, named...),
	makeShape(`[{\s]`+name+`:(?P<s>[^\s"',;&)}\]/][^\s"',;&)}\]]*)`, named...),
	// name: value as a line of YAML.
	makeShape(`(?im)^(?:\d{4}-\S+ )?(?:std(?:out|err) [FP] )?[ \t-]*(?P<n>[a-z0-9_.-]*(?:passw(?:or)?d|passwd|passphrase|secret|api_?key|private_?key|credentials?)):[ \t]+(?P<s>[^\s"'][^\r\n]*?)[ \t]*$`, named...),
	// Options of command lines.
	makeShape(`(?:^|[\s"'\[,])--?`+name+`(?:[= ]|["'],? ?["'])(?P<s>[^\s"'=-][^\s"']*)`, named...).words(),
	makeShape(`\bredis-cli\b[^|;\n]*?\s-a[= ]?(?P<s>[^\s"'-][^\s"']*)`, "redis-cli"),
	makeShape(`\b(?:mysql|mysqldump|mysqladmin|mariadb|sshpass|mongo(?:sh)?)\b[^|;\n]*?\s-p ?(?P<s>[^\s"'-][^\s"']*)`, "mysql", "mariadb", "sshpass", "mongo"),
	makeShape(`\bcurl\b[^|;\n]*?\s(?:-u|--user) ?\S*?:(?P<s>[^\s"']+)`, "curl"),
	// redis.conf, and SQL that sets a password.
	makeShape(`(?i)\b(?:requirepass|masterauth)\s+"?(?P<s>[^\s"]+)`, "requirepass", "masterauth").words(),
	makeShape(`(?i)\b(?:password|identified by(?: password)?)\s+'(?P<s>[^'\s]+)'`, "password", "identified by"),
}

// plainWords go on a sentence about a setting; they are no value of it.
var plainWords = map[string]bool{
	"is": true, "was": true, "are": true, "not": true, "in": true, "to": true, "for": true, "and": true, "or": true, "on": true, "of": true, "the": true,
	"option": true, "options": true, "directive": true, "setting": true, "configuration": true, "config": true, "flag": true, "argument": true,
	"set": true, "requires": true, "must": true, "has": true, "with": true, "value": true, "parameter": true, "but": true, "when": true, "from": true,
}

// longWord tells a line of a key from 64 digits of a checksum.
func longWord(s string) bool {
	return strings.ContainsFunc(s, func(c rune) bool { return c >= 'A' && c <= 'Z' }) &&
		strings.ContainsFunc(s, func(c rune) bool { return c >= 'g' && c <= 'z' }) && strings.ContainsAny(s, "0123456789+")
}

// noPort tells a password with a slash, redis://:a/b@cache, from a port, a path
// and an @ in it.
func noPort(s string) bool {
	port, _, _ := strings.Cut(s, "/")
	return strings.Trim(port, "0123456789") != ""
}

// run64 reports whether a text has a word long enough to be a line of a key.
func run64(s string) bool {
	run := 0
	for i := range len(s) {
		c := s[i]
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/' {
			if run++; run == 64 {
				return true
			}
		} else {
			run = 0
		}
	}
	return false
}
