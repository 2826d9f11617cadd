// Package address finds the host and port in the value of an environment
// variable, so that it can be known whom a container talks to without keeping
// the value: credentials never get out of here.
package address

import (
	"net/url"
	"strconv"
	"strings"

	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
)

var (
	hostPort = lazyregexp.New(`^\[?([A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?|[0-9a-fA-F:]+)\]?:(\d{1,5})$`)
	hostName = lazyregexp.New(`^[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?$`)
	dsnHost  = lazyregexp.New(`(?:^|[\s;])(?i:host|server|data source)\s*=\s*'?([A-Za-z0-9_.-]+)`)
	dsnPort  = lazyregexp.New(`(?:^|[\s;])(?i:port)\s*=\s*'?(\d{1,5})`)
	goDSN    = lazyregexp.New(`@(?:tcp|udp)\(([A-Za-z0-9_.-]+):(\d{1,5})\)/(\w*)`)
)

// defaultPorts are those of URL schemes that leave the port out.
var defaultPorts = map[string]int{
	"redis": 6379, "rediss": 6379, "valkey": 6379, "postgres": 5432, "postgresql": 5432, "mysql": 3306, "mariadb": 3306,
	"mongodb": 27017, "amqp": 5672, "amqps": 5671, "pyamqp": 5672, "http": 80, "https": 443, "nats": 4222, "kafka": 9092, "ldap": 389,
}

// FromValue returns the address a variable holds. A bare host name counts only
// where the variable's name says that it is one (DB_HOST); one that another
// tool masked is unknown.
func FromValue(name, value string) (fact.EnvAddress, bool) {
	a, ok := fromValue(name, value)
	return a, ok && !Redacted(a.Host)
}

func fromValue(name, value string) (fact.EnvAddress, bool) {
	value = strings.TrimSpace(value)
	if value == "" || len(value) > 4096 {
		return fact.EnvAddress{}, false
	}
	first, _, _ := strings.Cut(value, ",")
	if strings.Contains(value, "://") || strings.HasPrefix(value, "jdbc:") {
		return fromURL(name, first)
	}
	if m := goDSN.FindStringSubmatch(value); m != nil {
		port, _ := strconv.Atoi(m[2])
		return fact.EnvAddress{Name: name, Host: m[1], Port: port, Path: "/" + m[3]}, true
	}
	if m := hostPort.FindStringSubmatch(first); m != nil && !isNumber(m[1]) {
		port, _ := strconv.Atoi(m[2])
		return fact.EnvAddress{Name: name, Host: m[1], Port: port}, port > 0 && port < 65536
	}
	if m := dsnHost.FindStringSubmatch(value); m != nil {
		a := fact.EnvAddress{Name: name, Host: m[1]}
		if p := dsnPort.FindStringSubmatch(value); p != nil {
			a.Port, _ = strconv.Atoi(p[1])
		}
		return a, true
	}
	upper := strings.ToUpper(name)
	if (strings.HasSuffix(upper, "HOST") || strings.HasSuffix(upper, "HOSTNAME") || strings.HasSuffix(upper, "_SERVER") || strings.HasSuffix(upper, "_ADDR")) &&
		hostName.MatchString(first) && !isNumber(first) && upper != "HOSTNAME" {
		return fact.EnvAddress{Name: name, Host: first}, true
	}
	return fact.EnvAddress{}, false
}

// fromURL reads scheme://user:secret@host:port/path by hand: passwords with
// unescaped characters make net/url refuse the whole.
func fromURL(name, value string) (fact.EnvAddress, bool) {
	value = strings.TrimPrefix(value, "jdbc:")
	scheme, rest, ok := strings.Cut(value, "://")
	if !ok || strings.ContainsAny(scheme, " /?#") {
		return fact.EnvAddress{}, false
	}
	authority, path := rest, ""
	if i := strings.LastIndexByte(rest, '@'); i >= 0 {
		authority = rest[i+1:]
	}
	if i := strings.IndexAny(authority, "/?#;"); i >= 0 {
		authority, path = authority[:i], authority[i:]
	}
	a := fact.EnvAddress{Name: name, Scheme: strings.ToLower(scheme), Host: strings.Trim(authority, "[]")}
	a.Port = defaultPorts[base(a.Scheme)]
	if i := strings.LastIndexByte(authority, ':'); i >= 0 && !strings.HasSuffix(authority, "]") {
		port, err := strconv.Atoi(authority[i+1:])
		if err != nil {
			return fact.EnvAddress{}, false
		}
		a.Host, a.Port = strings.Trim(authority[:i], "[]"), port
	}
	if strings.HasPrefix(path, "/") {
		a.Path, _, _ = strings.Cut(path, "?")
		if unescaped, err := url.PathUnescape(a.Path); err == nil {
			a.Path = unescaped
		}
	}
	if a.Host == "" || a.Port < 0 || a.Port > 65535 {
		return fact.EnvAddress{}, false
	}
	return a, true
}

// base takes the driver off a scheme: postgresql+asyncpg, mongodb+srv.
func base(scheme string) string {
	s, _, _ := strings.Cut(scheme, "+")
	return s
}

func isNumber(s string) bool {
	_, err := strconv.Atoi(s)
	return err == nil
}

// All returns the addresses of a list of NAME=value variables; NAME_HOST and
// NAME_PORT make one address.
func All(env []string) []fact.EnvAddress {
	ports := map[string]int{}
	for _, e := range env {
		name, value, _ := strings.Cut(e, "=")
		if prefix, ok := strings.CutSuffix(strings.ToUpper(name), "PORT"); ok {
			if n, err := strconv.Atoi(value); err == nil {
				ports[prefix] = n
			}
		}
	}
	var found []fact.EnvAddress
	for _, e := range env {
		name, value, _ := strings.Cut(e, "=")
		a, ok := FromValue(name, value)
		if !ok {
			continue
		}
		if prefix, ok := strings.CutSuffix(strings.ToUpper(name), "HOST"); ok && a.Port == 0 {
			a.Port = ports[prefix]
		}
		found = append(found, a)
	}
	return found
}

// Redacted reports whether a value was masked by another tool: it is unknown,
// not empty.
func Redacted(value string) bool {
	trimmed := strings.Trim(value, "*x<>[]() ")
	return strings.Contains(value, "***") || value != "" && trimmed == "" ||
		strings.EqualFold(trimmed, "redacted") || strings.EqualFold(trimmed, "hidden") || strings.EqualFold(trimmed, "masked") || strings.EqualFold(trimmed, "removed")
}
