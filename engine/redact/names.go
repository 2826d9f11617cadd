package redact

import (
	"strings"

	"culprit/engine/lazyregexp"
)

// secretWords in a name say that its value is a secret.
var secretWords = []string{
	"passw", "passwd", "passphrase", "secret", "token", "apikey", "api_key", "api-key", "accesskey", "access_key", "access-key",
	"privatekey", "private_key", "private-key", "credential", "signingkey", "signing_key", "signing-key", "encryptionkey", "encryption_key",
	"encryption-key", "authkey", "auth_key", "auth-key", "account_key", "accountkey", "shared_key", "sharedkey", "master_key", "masterkey",
	"requirepass", "masterauth", "cookie", "signature", "_pass", "-pass", "dbpass", "_pwd", "-pwd", "license_key", "licensekey",
}

// secretNames are secrets as a whole word only.
var secretNames = map[string]bool{"pass": true, "pwd": true, "auth": true, "sig": true, "authorization": true, "pin": true, "jwt": true, "otp": true, "x-amz-credential": true}

// harmlessEnds turn a telling name into one of something else: the place, kind
// or age of a secret.
var harmlessEnds = []string{
	"_file", "-file", ".file", "_path", "-path", "_dir", "_name", "-name", "_url", "_uri", "_type", "-type", "_ttl", "_expiry", "_expires", "_expiration",
	"_expire", "_timeout", "_length", "_count", "_limit", "_size", "_policy", "_age", "_enabled", "_required", "_issuer", "_header", "_version",
	"tokens", "secretname", "tokenizer", "_id", "secrets", "tokenid", "_algorithm", "_domain", "_samesite", "_secure", "_httponly",
}

// SecretName reports whether a value of this name (of an environment variable,
// a JSON field, an option, a header) is a secret.
func SecretName(name string) bool {
	n := strings.ToLower(strings.Trim(name, `-"'`))
	if secretNames[n] {
		// PWD is the working directory; a password only in lower case.
		return name != "PWD"
	}
	if n == "oldpwd" || strings.Contains(n, "public") || strings.Contains(n, "token_bucket") {
		return false
	}
	for _, w := range secretWords {
		if strings.Contains(n, w) {
			for _, end := range harmlessEnds {
				if strings.HasSuffix(n, end) && n != "access_key_id" && n != "aws_access_key_id" {
					return false
				}
			}
			return true
		}
	}
	return false
}

var (
	openName   = lazyregexp.New(`^(?:PATH|HOME|USER|LANG|LANGUAGE|LC_[A-Z]+|TZ|TERM|SHELL|PWD|HOSTNAME|DEBIAN_FRONTEND|GPG_KEY|(?:NVIDIA|CUDA|NCCL|NV|GOSU|PYTHON|PIP|JAVA|NODE|YARN|GOLANG|RUBY|PHP)_?[A-Z0-9_]*|[A-Z0-9_]*VERSION|PYTHON[A-Z]+)$`)
	openValue  = lazyregexp.New(`^(?i:|\d{1,5}|true|false|yes|no|on|off|none|null|debug|info|warn|warning|error|production|development|staging|test)$`)
	hostName   = lazyregexp.New(`(?i)(?:host|hostname|_server|_addr|_address|endpoint|brokers?)$`)
	hostValue  = lazyregexp.New(`^[A-Za-z0-9_][A-Za-z0-9_.-]*(?::\d{1,5})?(?:,[A-Za-z0-9_][A-Za-z0-9_.-]*(?::\d{1,5})?)*$`)
	hostPort   = lazyregexp.New(`^\[?[A-Za-z0-9_][A-Za-z0-9_.:-]*\]?:\d{2,5}$`)
	absolute   = lazyregexp.New(`^(?:/[\w.@-]+)+/?$`)
	webAddress = lazyregexp.New(`^((?:jdbc:)?[A-Za-z][A-Za-z0-9+.-]*://)(?:(.*)@)?([^/?#@\s]+)((?:/[\w.-]{0,32})?)(.*)$`)
	dsnLike    = lazyregexp.New(`(?i)(?:^|[\s;])(?:host|server|data source)\s*=|@(?:tcp|udp|unix)\(`)
)

// Variable is the value of an environment variable, fit to be shown. Values are
// secrets unless they are known to be none: an address keeps host, port and
// database; a path to a file stays; a switch or a small number stays.
func (r *Redactor) Variable(name, value string) string {
	upper := strings.ToUpper(name)
	secret := SecretName(name)
	switch {
	case value == "" || harmless(value):
		return value
	case openName.MatchString(upper) && !secret:
		return r.Text(value)
	case absolute.MatchString(value) && (!secret || strings.HasPrefix(value, "/run/secrets/")):
		return value
	}
	if m := webAddress.FindStringSubmatch(value); m != nil && !strings.Contains(value, " ") {
		return r.address(m)
	}
	switch {
	case secret:
	case openValue.MatchString(value), hostName.MatchString(name) && hostValue.MatchString(value), hostPort.MatchString(value):
		return value
	case dsnLike.MatchString(value):
		return r.Text(value)
	}
	return r.token(value, secret)
}

// address keeps scheme, user, host, port and a short path of a URL.
func (r *Redactor) address(m []string) string {
	scheme, user, host, path, rest := m[1], m[2], m[3], m[4], m[5]
	out := scheme
	if user != "" {
		name, password, both := strings.Cut(user, ":")
		switch {
		case !both:
			out += r.token(user, true)
		case password == "" || harmless(password):
			out += user
		default:
			out += name + ":" + r.token(password, true)
		}
		out += "@"
	}
	out += host + path
	switch {
	case rest == "":
	case rest[0] == '?' || strings.HasPrefix(rest, ","):
		out += r.Text(rest)
	default: // a long path may be a key by itself: web hooks, signed links
		out += r.token(rest, false)
	}
	return out
}
