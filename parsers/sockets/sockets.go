// Package sockets reads lists of sockets: ss, netstat (Linux, Windows) and
// lsof.
//
//	LISTEN 0      4096     0.0.0.0:6379   0.0.0.0:*  users:(("docker-proxy",pid=811,fd=4))
//	tcp        0      0 0.0.0.0:22        0.0.0.0:*       LISTEN      811/sshd: /usr/sbin
//	nginx   811 root    6u  IPv4  12345      0t0  TCP *:80 (LISTEN)
package sockets

import (
	"bytes"
	"strconv"
	"strings"

	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
	"culprit/parsers/section"
)

// Parser reads lists of sockets.
type Parser struct{}

// Name implements parsers.Parser.
func (Parser) Name() string { return "sockets" }

// A layout is one command's table: how its header begins and how a row is read.
type layout struct {
	header *lazyregexp.Regexp
	row    func(line string) (d fact.HostSocket, mine bool) // d.Protocol is empty for a row that is no socket
}

var layouts = []layout{
	{lazyregexp.New(`^(?:Netid +)?State +Recv-Q +Send-Q +Local Address:Port +Peer Address:Port`), ss},
	{lazyregexp.New(`^(?:Active (?:Internet connections|UNIX domain sockets)|Proto +Recv-Q +Send-Q +Local Address|Proto RefCnt Flags|Active Connections$| *Proto +Local Address +Foreign Address)`), netstat},
	{lazyregexp.New(`^COMMAND +PID +(?:TID +)?(?:TASKCMD +)?(?:PGID +|PPID +)*USER +FD +TYPE`), lsof},
}

func layoutOf(line []byte) *layout {
	if len(line) < 12 || !bytes.ContainsAny(line[:1], "NSAPC ") {
		return nil
	}
	for i := range layouts {
		if layouts[i].header.Match(line) {
			return &layouts[i]
		}
	}
	return nil
}

// Sniff implements parsers.Parser.
func (Parser) Sniff(head []byte) bool {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	return layoutOf(bytes.TrimRight(line, "\r ")) != nil
}

// Parse implements parsers.Parser.
func (Parser) Parse(r *section.Reader, emit func(fact.Fact)) error {
	l, ok := r.Next()
	if !ok {
		return nil
	}
	table := layoutOf(bytes.TrimRight(l.Bytes, " "))
	if table == nil {
		return nil
	}
	for {
		peek, ok := r.PeekLine()
		if !ok {
			return nil
		}
		line := strings.TrimRight(string(peek), " ")
		if next := layoutOf([]byte(line)); next != nil {
			table = next
			r.Next()
			continue
		}
		d, mine := table.row(line)
		if !mine {
			return nil
		}
		l, _ := r.Next()
		if d.Protocol != "" {
			emit(r.Fact("host.socket", l, &d))
		}
	}
}

var ssOwner = lazyregexp.New(`\("([^"]*)",(?:pid=)?(\d+)`)

// states translates what the tools call a state; others are only put in lower
// case.
var states = map[string]string{"estab": "established", "listening": "listen", "time_wait": "time-wait", "close_wait": "close-wait", "unconn": "unconnected",
	"syn_sent": "syn-sent", "syn_recv": "syn-recv", "fin_wait1": "fin-wait-1", "fin_wait2": "fin-wait-2", "last_ack": "last-ack"}

func state(word string) string {
	word = strings.ToLower(strings.Trim(word, "()"))
	if s, ok := states[word]; ok {
		return s
	}
	return word
}

func ss(line string) (d fact.HostSocket, mine bool) {
	fields := strings.Fields(line)
	if strings.HasPrefix(line, "\t") {
		return d, true // ss -i and -m tell more of a socket below it
	}
	if len(fields) < 5 {
		return d, false
	}
	d.Protocol = "tcp"
	if c := fields[0][0]; c >= 'a' && c <= 'z' { // the Netid column
		d.Protocol, fields = fields[0], fields[1:]
	}
	if len(fields) < 5 || !number(fields[1]) || !number(fields[2]) {
		return d, false
	}
	d.State = state(fields[0])
	if strings.HasPrefix(d.Protocol, "u_") || d.Protocol == "nl" || d.Protocol == "v_str" || d.Protocol == "p_raw" {
		return fact.HostSocket{}, true // unix, netlink, vsock and packet sockets have no port
	}
	d.Address, d.Port = split(fields[3])
	if d.State != "listen" && !strings.HasSuffix(fields[4], ":*") {
		d.Peer = fields[4]
	}
	if strings.Contains(fields[3], "[") && d.Protocol == "tcp" {
		d.Protocol = "tcp6"
	}
	if m := ssOwner.FindStringSubmatch(line); m != nil {
		d.Process = m[1]
		d.PID, _ = strconv.Atoi(m[2])
	}
	return d, true
}

func netstat(line string) (d fact.HostSocket, mine bool) {
	fields := strings.Fields(line)
	if len(fields) == 0 {
		return d, true
	}
	protocol := strings.ToLower(fields[0])
	switch {
	case protocol == "unix":
		return d, len(fields) > 4
	case len(fields) < 3 || !strings.HasPrefix(protocol, "tcp") && !strings.HasPrefix(protocol, "udp") && !strings.HasPrefix(protocol, "raw"):
		return d, false
	}
	rest := fields[1:]
	if len(rest) >= 4 && number(rest[0]) && number(rest[1]) {
		rest = rest[2:]
	}
	if len(rest) < 2 || !strings.Contains(rest[0], ":") {
		return d, false
	}
	d.Protocol = protocol
	d.Address, d.Port = split(rest[0])
	if !strings.HasSuffix(rest[1], ":*") && !strings.HasSuffix(rest[1], ":0") {
		d.Peer = rest[1]
	}
	rest = rest[2:]
	if len(rest) > 0 && !strings.Contains(rest[0], "/") && rest[0] != "-" && !number(rest[0]) {
		d.State, rest = state(rest[0]), rest[1:]
	}
	for _, f := range rest {
		pid, name, ok := strings.Cut(f, "/")
		if n, err := strconv.Atoi(pid); err == nil && (ok || f == rest[len(rest)-1]) {
			d.PID, d.Process = n, strings.TrimSuffix(name, ":")
			break
		}
	}
	return d, true
}

func lsof(line string) (d fact.HostSocket, mine bool) {
	fields := strings.Fields(line)
	if len(fields) < 5 || !number(fields[1]) {
		return d, strings.HasPrefix(line, "lsof: ") || strings.HasPrefix(line, "      Output information")
	}
	at := -1
	for i, f := range fields {
		if f == "TCP" || f == "UDP" {
			at = i
		}
	}
	if at < 0 || at+1 >= len(fields) {
		return d, true // a file, a pipe, a directory
	}
	d.Protocol = strings.ToLower(fields[at])
	for _, f := range fields[:at] {
		if f == "IPv6" {
			d.Protocol += "6"
		}
	}
	d.Process = fields[0]
	d.PID, _ = strconv.Atoi(fields[1])
	local, peer, _ := strings.Cut(fields[at+1], "->")
	d.Address, d.Port = split(local)
	d.Peer = peer
	if at+2 < len(fields) {
		d.State = state(fields[at+2])
	}
	return d, true
}

// services are the names that tools print for ports without -n.
var services = map[string]int{"ssh": 22, "smtp": 25, "domain": 53, "http": 80, "https": 443, "mysql": 3306, "postgresql": 5432, "redis": 6379,
	"amqp": 5672, "http-alt": 8080, "webcache": 8080, "https-alt": 8443, "epmd": 4369, "ntp": 123, "sunrpc": 111, "nfs": 2049, "mongodb": 27017}

// split takes the port off an address: 0.0.0.0:80, [::]:80, :::80, *:http.
func split(text string) (string, int) {
	i := strings.LastIndexByte(text, ':')
	if i < 0 {
		return text, 0
	}
	port, err := strconv.Atoi(text[i+1:])
	if err != nil {
		port = services[text[i+1:]]
	}
	address, _, _ := strings.Cut(strings.Trim(text[:i], "[]"), "%") // 127.0.0.53%lo
	return address, port
}

func number(s string) bool {
	_, err := strconv.Atoi(s)
	return err == nil
}
