// Package probes reads the answers of the commands people ask a peer with:
// redis-cli ping, pg_isready, psql, mysqladmin, curl, wget, nc, telnet, ping,
// dig, nslookup, host, getent, traceroute, rabbitmq-diagnostics ping.
//
//	PONG
//	redis:6379 - no response
//	curl: (7) Failed to connect to api port 8080 after 0 ms: Couldn't connect to server
//
// Programs print such lines into their own logs as well, where they are log
// records: but for the unmistakable ones they are read only where a stream or
// a command's output begins.
package probes

import (
	"bytes"
	"strconv"
	"strings"

	"culprit/engine/fact"
	"culprit/parsers/section"
)

// Parser reads the answers to probes.
type Parser struct{}

// Name implements parsers.Parser.
func (Parser) Name() string { return "probes" }

// Sniff implements parsers.Parser.
func (Parser) Sniff(head []byte) bool {
	line, rest, _ := bytes.Cut(head, []byte("\n"))
	return len(line) < 400 && lookup(line, rest) != nil
}

// SniffStart implements parsers.Starter.
func (Parser) SniffStart(argv []string, head []byte) bool {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	line = bytes.TrimRight(line, "\r ")
	if len(line) == 0 || len(line) > 600 || argv != nil && !tools[argv[0]] {
		return false
	}
	if a := answer(string(line), argv); a != nil {
		return true
	}
	if argv == nil {
		return curlTrying.Match(line) || bytes.HasPrefix(line, []byte("  % Total    % Received"))
	}
	return noise(argv[0], string(line), false)
}

// tools are the commands whose answers are read.
var tools = map[string]bool{
	"redis-cli": true, "valkey-cli": true, "pg_isready": true, "psql": true, "mysqladmin": true, "mariadb-admin": true, "mysql": true, "mariadb": true,
	"curl": true, "wget": true, "nc": true, "ncat": true, "netcat": true, "telnet": true, "ping": true, "ping6": true, "dig": true, "nslookup": true,
	"host": true, "getent": true, "traceroute": true, "tracepath": true, "rabbitmq-diagnostics": true, "rabbitmqctl": true, "bash": true, "sh": true,
}

// defaultPorts are those a tool asks when none is given.
var defaultPorts = map[string]int{"redis-cli": 6379, "valkey-cli": 6379, "pg_isready": 5432, "psql": 5432, "mysqladmin": 3306, "mariadb-admin": 3306, "mysql": 3306, "mariadb": 3306}

// Parse implements parsers.Parser.
func (Parser) Parse(r *section.Reader, emit func(fact.Fact)) error {
	p := &probe{Reader: r, emit: emit}
	if len(r.Command) > 0 {
		p.tool = r.Command[0]
	}
	if p.tool == "" && (curlTrying.Match(r.Head(200)) || bytes.HasPrefix(r.Head(8), []byte("  % Tota"))) {
		p.tool = "curl"
	}
	p.host, p.port = target(r.Command)
	if p.port == 0 {
		p.port = defaultPorts[p.tool]
	}
	for first := true; ; first = false {
		peek, ok := r.PeekLine()
		if !ok {
			return nil
		}
		line := strings.TrimLeft(strings.TrimRight(string(peek), "\r "), "\r") // curl's meter draws over itself
		if block := lookup(peek, r.Head(section.HeadLength)); block != nil {
			block(p)
			continue
		}
		a := answer(line, r.Command)
		if a == nil && !noise(p.tool, line, p.headers) && !first {
			return nil
		}
		l, ok := r.Next()
		if !ok {
			return nil
		}
		if a == nil {
			p.remember(line)
			continue
		}
		p.headers = p.headers || a.Tool == "curl" && a.Code > 0
		if p.tool == "" {
			p.tool = a.Tool
		}
		p.result(l, a)
	}
}

// probe is the state of one block: whom the lines above named.
type probe struct {
	*section.Reader
	emit    func(fact.Fact)
	tool    string
	host    string
	port    int
	headers bool // behind the status line of an HTTP answer
}

// result emits an answer, with the peer of the command where it names none.
func (p *probe) result(l section.Line, a *fact.ProbeResult) {
	if a.Host == "" {
		a.Host = p.host
	}
	if a.Port == 0 && (a.Host == p.host || p.host == "") {
		a.Port = p.port
	}
	a.Command = shown(p.Command)
	a.OK = a.Outcome == "ok"
	f := p.Fact("probe.result", l, a)
	// A probe of the container it runs in asks nobody else.
	if (a.Host == "localhost" || a.Host == "127.0.0.1" || a.Host == "::1") && f.Subject.Kind != fact.Host {
		a.Host = ""
	}
	p.emit(f)
}

// secretOptions are followed by a password, or by something that may hold one.
var secretOptions = map[string]bool{"-a": true, "--pass": true, "-u": true, "--user": true, "-W": true, "-H": true, "--header": true, "--password": true, "-d": true, "--data": true}

// shown is a command without the passwords that stand in it.
func shown(argv []string) string {
	list := make([]string, 0, len(argv))
	for i, a := range argv {
		switch at := strings.LastIndexByte(a, '@'); {
		case i > 0 && secretOptions[argv[i-1]]:
			a = "***"
		case strings.HasPrefix(a, "--password="), strings.HasPrefix(a, "-p") && len(a) > 2 && strings.HasPrefix(argv[0], "m"):
			a = a[:2] + "***"
		case at > 0 && strings.Contains(a, "://"):
			a = a[:strings.Index(a, "://")+3] + "***" + a[at:]
		}
		list = append(list, a)
	}
	return strings.Join(list, " ")
}

// answer reads a line that tells the outcome; nil for any other.
func answer(line string, argv []string) *fact.ProbeResult {
	for i := range shapes {
		s := &shapes[i]
		if s.only && (len(argv) == 0 || argv[0] != s.tool) {
			continue
		}
		m := s.line.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		a := &fact.ProbeResult{Tool: s.tool, Outcome: s.outcome, Message: strings.TrimSpace(line)}
		reason := line
		for j, name := range s.line.SubexpNames() {
			switch name {
			case "host", "host2":
				if m[j] != "" {
					a.Host = strings.Trim(m[j], "[]'\"")
				}
			case "port":
				a.Port, _ = strconv.Atoi(m[j])
			case "code":
				a.Code, _ = strconv.Atoi(m[j])
			case "ms":
				ms, _ := strconv.ParseFloat(m[j], 64)
				a.Seconds = ms / 1000
			case "reason":
				reason = m[j]
			}
		}
		if a.Outcome == "" {
			a.Outcome = classify(s.tool, a.Code, reason)
		}
		return a
	}
	return nil
}

// Answer is the result of a check that another program made and told in its
// own form: whether it got through, and the words of the error.
func Answer(tool string, ok bool, reason string) *fact.ProbeResult {
	a := &fact.ProbeResult{Tool: tool, OK: ok, Outcome: "ok", Message: strings.TrimSpace(reason)}
	if !ok {
		a.Outcome = classify(tool, 0, reason)
	}
	return a
}

// target is whom a command asks.
func target(argv []string) (host string, port int) {
	if len(argv) < 2 {
		return "", 0
	}
	var words []string
	for i := 1; i < len(argv); i++ {
		a := strings.Trim(argv[i], `"'`)
		next := ""
		if i+1 < len(argv) {
			next = strings.Trim(argv[i+1], `"'`)
		}
		switch {
		case (a == "-h" || a == "--host") && argv[0] != "curl":
			host, i = next, i+1
		case (a == "-p" || a == "--port" || a == "-P" && strings.HasPrefix(argv[0], "m")) && argv[0] != "curl":
			port, _ = strconv.Atoi(next)
			i++
		case strings.HasPrefix(a, "--host="):
			host = a[len("--host="):]
		case strings.HasPrefix(a, "--port="):
			port, _ = strconv.Atoi(a[len("--port="):])
		case a == "-u" && argv[0] == "redis-cli", strings.HasPrefix(a, "-"):
		default:
			words = append(words, a)
		}
	}
	if host != "" {
		return host, port
	}
	return named(argv[0], words, port)
}

// named finds the peer among the words of a command that are no options.
func named(tool string, words []string, port int) (string, int) {
	for _, w := range words {
		if _, rest, ok := strings.Cut(w, "://"); ok {
			return authority(w[:strings.Index(w, "://")], rest)
		}
	}
	switch tool {
	case "nc", "ncat", "netcat", "telnet":
		if len(words) >= 2 {
			n, _ := strconv.Atoi(words[len(words)-1])
			return words[len(words)-2], n
		}
	case "ping", "ping6", "traceroute", "tracepath", "dig", "nslookup", "host":
		for _, w := range words {
			if strings.ContainsAny(w[:1], "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") || strings.ContainsAny(w, ".:") {
				return w, 0
			}
		}
	case "getent":
		if len(words) >= 2 {
			return words[1], 0
		}
	case "curl", "wget":
		for _, w := range words {
			if strings.ContainsAny(w, ".:") || w == "localhost" {
				return authority("http", w)
			}
		}
	}
	return "", port
}

// authority reads host and port of a URL without its scheme; credentials are
// left out.
func authority(scheme, rest string) (string, int) {
	rest = rest[strings.LastIndexByte(rest, '@')+1:]
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		rest = rest[:i]
	}
	port := map[string]int{"http": 80, "https": 443, "redis": 6379, "postgres": 5432, "postgresql": 5432}[scheme]
	if i := strings.LastIndexByte(rest, ':'); i >= 0 && !strings.HasSuffix(rest, "]") {
		if n, err := strconv.Atoi(rest[i+1:]); err == nil {
			rest, port = rest[:i], n
		}
	}
	return strings.Trim(rest, "[]"), port
}
