// Package network reads interfaces and routes: ip addr, ip link, ip -br addr,
// ifconfig, ip route, route -n and netstat -rn.
//
//	3: eth0@if4: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default
//	    inet 172.18.0.4/16 brd 172.18.255.255 scope global eth0
//	default via 172.18.0.1 dev eth0
package network

import (
	"bytes"
	"strconv"
	"strings"

	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
	"culprit/parsers/section"
)

// Parser reads interfaces and routes.
type Parser struct{}

// Name implements parsers.Parser.
func (Parser) Name() string { return "network" }

var (
	ipLink    = lazyregexp.New(`^\d+: ([^:@\s]+)(?:@[^:\s]+)?: <([A-Z0-9_,-]*)> mtu (\d+)(?:.*? state (\w+))?`)
	ipInet    = lazyregexp.New(`^ +inet6? ([0-9a-f.:]+/\d+)`)
	ifHead    = lazyregexp.New(`^([\w.:-]+?):? +(?:flags=\d+<([A-Z,_]*)> +mtu (\d+)|Link encap:\w+)`)
	ifInet    = lazyregexp.New(`^\s+inet6? (?:addr: ?)?([0-9a-f.:]+(?:/\d+)?)`)
	ifMTU     = lazyregexp.New(`^\s+(?:(UP) .*)?MTU:(\d+)`)
	brief     = lazyregexp.New(`^([\w.@-]+) +(UP|DOWN|UNKNOWN|LOWERLAYERDOWN) +((?:[0-9a-f.:]+/\d+ *)+)$`)
	ipRoute   = lazyregexp.New(`^(?:(unreachable|blackhole|prohibit|broadcast|local) )?(default|[\d.]+(?:/\d+)?|[0-9a-f:]+/\d+)(?: via ([0-9a-f.:]+))?(?: dev (\S+))?(?: (?:proto|scope|metric|src|onlink|table|mtu) ?.*)? *$`)
	tableHead = lazyregexp.New(`^Destination +Gateway +Genmask +Flags`)
	tableRow  = lazyregexp.New(`^([\d.]+|default) +([\d.]+|\*|_gateway|\S+) +([\d.]+) +(\w+) +\d+ +\d+ +\d+ +(\S+)$`)
)

// Sniff implements parsers.Parser.
func (Parser) Sniff(head []byte) bool {
	line, rest, _ := bytes.Cut(head, []byte("\n"))
	line = bytes.TrimRight(line, "\r ")
	switch {
	case len(line) < 10 || len(line) > 300:
		return false
	case bytes.Contains(line, []byte(": <")):
		return ipLink.Match(line)
	case bytes.Contains(line, []byte("flags=")), bytes.Contains(line, []byte("Link encap:")):
		return ifHead.Match(line)
	case bytes.HasPrefix(line, []byte("Kernel IP routing table")):
		return true
	case line[0] == 'D':
		return tableHead.Match(line)
	}
	return bytes.Contains(line, []byte(" dev ")) && ipRoute.Match(line) || brief.Match(line) && brief.Match(bytes.TrimRight(firstOf(rest), "\r "))
}

func firstOf(rest []byte) []byte {
	line, _, _ := bytes.Cut(rest, []byte("\n"))
	return line
}

// Parse implements parsers.Parser.
func (Parser) Parse(r *section.Reader, emit func(fact.Fact)) error {
	var open *fact.Fact // the interface whose addresses follow
	flush := func() {
		if open != nil {
			emit(*open)
		}
		open = nil
	}
	defer flush()
	for first := true; ; first = false {
		peek, ok := r.PeekLine()
		line := strings.TrimRight(string(peek), "\r ")
		if !ok {
			return nil
		}
		d := begins(line)
		route := routeOf(line)
		indented := strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t")
		if d == nil && route == nil && !first && !indented && (line != "" || open == nil) && !tableHead.MatchString(line) {
			return nil
		}
		l, ok := r.Next()
		if !ok {
			return nil
		}
		switch {
		case d != nil:
			flush()
			f := r.Fact("host.interface", l, d)
			open = &f
		case route != nil:
			flush()
			emit(r.Fact("host.route", l, route))
		case open != nil:
			detail(open.Data.(*fact.HostInterface), line)
		}
	}
}

// begins reads the first line of an interface; nil for any other.
func begins(line string) *fact.HostInterface {
	if m := ipLink.FindStringSubmatch(line); m != nil {
		d := &fact.HostInterface{Name: m[1], State: strings.ToLower(m[4])}
		d.MTU, _ = strconv.Atoi(m[3])
		if d.State == "" || d.State == "unknown" {
			d.State = fromFlags(m[2])
		}
		return d
	}
	if m := ifHead.FindStringSubmatch(line); m != nil {
		d := &fact.HostInterface{Name: m[1], State: fromFlags(m[2]), MTU: -1}
		if n, err := strconv.Atoi(m[3]); err == nil {
			d.MTU = n
		}
		return d
	}
	if m := brief.FindStringSubmatch(line); m != nil {
		name, _, _ := strings.Cut(m[1], "@")
		return &fact.HostInterface{Name: name, State: strings.ToLower(m[2]), MTU: -1, Addresses: strings.Fields(m[3])}
	}
	return nil
}

func fromFlags(flags string) string {
	for _, f := range strings.Split(flags, ",") {
		if f == "UP" {
			return "up"
		}
	}
	return "down"
}

// detail takes in a line below an interface.
func detail(d *fact.HostInterface, line string) {
	for _, shape := range []*lazyregexp.Regexp{ipInet, ifInet} {
		if m := shape.FindStringSubmatch(line); m != nil {
			d.Addresses = append(d.Addresses, m[1])
			return
		}
	}
	if m := ifMTU.FindStringSubmatch(line); m != nil {
		d.MTU, _ = strconv.Atoi(m[2])
		if m[1] != "" {
			d.State = "up"
		}
	}
}

// routeOf reads a row of either routing table; nil for any other line.
func routeOf(line string) *fact.HostRoute {
	if m := tableRow.FindStringSubmatch(line); m != nil {
		d := &fact.HostRoute{Destination: m[1] + prefix(m[3]), Gateway: m[2], Interface: m[5]}
		if d.Gateway == "0.0.0.0" || d.Gateway == "*" {
			d.Gateway = ""
		}
		if d.Destination == "0.0.0.0/0" || m[1] == "default" {
			d.Destination = "default"
		}
		if strings.Contains(m[4], "!") {
			d.Type = "unreachable"
		}
		return d
	}
	m := ipRoute.FindStringSubmatch(line)
	if m == nil || m[4] == "" && m[1] == "" {
		return nil
	}
	return &fact.HostRoute{Type: m[1], Destination: m[2], Gateway: m[3], Interface: m[4]}
}

// prefix turns a mask into a prefix length: 255.255.0.0 is /16.
func prefix(mask string) string {
	bits := 0
	for _, part := range strings.Split(mask, ".") {
		n, _ := strconv.Atoi(part)
		for ; n > 0; n &= n - 1 {
			bits++
		}
	}
	return "/" + strconv.Itoa(bits)
}
