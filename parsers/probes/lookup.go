package probes

import (
	"bytes"
	"strconv"
	"strings"

	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
	"culprit/parsers/section"
)

var (
	digHead    = lazyregexp.New(`^; <<>> DiG \S+ <<>> (.*)$`)
	digStatus  = lazyregexp.New(`status: (\w+),`)
	digAnswers = lazyregexp.New(`ANSWER: (\d+),`)
	digFailure = lazyregexp.New(`^;; (?:connection timed out|communications error to \S+|no servers could be reached|Warning|UDP setup)`)
	pingHead   = lazyregexp.New(`^PING ([\w.:-]+) ?\(([\d.:a-f]+)\)`)
	pingTotal  = lazyregexp.New(`^(\d+) packets transmitted, (\d+) (?:packets )?received.*?, ([\d.]+)% packet loss`)
	pingError  = lazyregexp.New(`(?:Destination (?:Host|Net|Port) \w+|Time to live exceeded|Packet filtered|Frag needed.*|message too long.*)$`)
	traceHead  = lazyregexp.New(`^traceroute to ([\w.:-]+) \(([\d.:a-f]+)\), \d+ hops max`)
	traceRow   = lazyregexp.New(`^ *\d+ +(?:\*|\S+)`)
	nsFailure  = lazyregexp.New(`^\*\* server can't find ([\w.-]+?)\.?: (\w+)`)
)

// lookup returns the reader of an answer of several lines that begins with
// line; nil for any other line.
func lookup(line, rest []byte) func(*probe) {
	line = bytes.TrimRight(line, "\r ")
	switch {
	case len(line) < 7:
		return nil
	case line[0] == ';' && digHead.Match(line):
		return (*probe).dig
	case line[0] == 'P' && pingHead.Match(line):
		return (*probe).ping
	case line[0] == 't' && traceHead.Match(line):
		return (*probe).trace
	case bytes.HasPrefix(line, []byte("Server:")) && bytes.Contains(rest[:min(len(rest), 300)], []byte("Address")):
		return (*probe).nslookup
	}
	return nil
}

// take consumes lines while mine says they belong to the block, and passes
// each on.
func (p *probe) take(mine func(line string) bool, each func(l section.Line, line string)) {
	for first := true; ; first = false {
		peek, ok := p.PeekLine()
		if !ok || !first && !mine(strings.TrimRight(string(peek), "\r ")) {
			return
		}
		l, ok := p.Next()
		if !ok {
			return
		}
		each(l, strings.TrimRight(string(l.Bytes), " "))
	}
}

// keep is a line whose bytes outlive the next read.
func keep(l section.Line) section.Line {
	l.Bytes = bytes.Clone(l.Bytes)
	return l
}

func (p *probe) dig() {
	var at section.Line
	a := &fact.ProbeResult{Tool: "dig", Outcome: "error"}
	p.take(func(line string) bool {
		return line == "" || line[0] == ';' || strings.Contains(line, "\tIN\t") || strings.Contains(line, " IN ")
	}, func(l section.Line, line string) {
		if at.Number == 0 {
			at = keep(l)
		}
		if m := digHead.FindStringSubmatch(line); m != nil {
			a.Host, _ = named("dig", strings.Fields(m[1]), 0)
		}
		if m := digStatus.FindStringSubmatch(line); m != nil {
			at, a.Message = keep(l), line
			a.Outcome = map[string]string{"NOERROR": "ok", "NXDOMAIN": "dns", "SERVFAIL": "dns", "REFUSED": "refused"}[m[1]]
		}
		if m := digAnswers.FindStringSubmatch(line); m != nil && m[1] == "0" && a.Outcome == "ok" {
			a.Outcome = "dns"
		}
		if digFailure.MatchString(line) && a.Message == "" {
			at, a.Message, a.Outcome = keep(l), line, classify("dig", 0, line)
		}
	})
	p.result(at, a)
}

func (p *probe) nslookup() {
	var at section.Line
	a := &fact.ProbeResult{Tool: "nslookup", Outcome: "error"}
	p.take(func(line string) bool {
		return line == "" || strings.HasPrefix(line, "Address") || strings.HasPrefix(line, "Name:") || strings.HasPrefix(line, "Non-authoritative") ||
			strings.HasPrefix(line, "** ") || strings.HasPrefix(line, ";; ") || strings.HasPrefix(line, "nslookup: ") || strings.Contains(line, "canonical name") ||
			strings.HasPrefix(line, "*** ")
	}, func(l section.Line, line string) {
		if at.Number == 0 {
			at = keep(l)
		}
		switch m := nsFailure.FindStringSubmatch(line); {
		case m != nil:
			at, a.Host, a.Message, a.Outcome = keep(l), m[1], line, "dns"
		case strings.HasPrefix(line, "Name:"):
			at, a.Host, a.Message, a.Outcome = keep(l), strings.TrimSpace(line[5:]), line, "ok"
		case strings.HasPrefix(line, ";; ") || strings.HasPrefix(line, "nslookup: "):
			if b := answer(line, nil); b != nil {
				b.Host, at, a = a.Host+b.Host, keep(l), b
			}
		}
	})
	p.result(at, a)
}

func (p *probe) ping() {
	a := &fact.ProbeResult{Tool: "ping", Outcome: "error"}
	var at section.Line
	trouble := ""
	p.take(func(line string) bool {
		return line == "" || strings.Contains(line, " bytes from ") || strings.HasPrefix(line, "From ") || strings.HasPrefix(line, "--- ") ||
			pingTotal.MatchString(line) || strings.HasPrefix(line, "rtt ") || strings.HasPrefix(line, "round-trip ") || strings.HasPrefix(line, "ping: ")
	}, func(l section.Line, line string) {
		if m := pingHead.FindStringSubmatch(line); m != nil {
			at, a.Host = keep(l), m[1]
		}
		if m := pingError.FindString(line); m != "" {
			trouble = m
		}
		if m := pingTotal.FindStringSubmatch(line); m != nil {
			at, a.Message = keep(l), line
			loss, _ := strconv.ParseFloat(m[3], 64)
			switch {
			case strings.Contains(trouble, "Frag needed") || strings.Contains(trouble, "too long"):
				a.Outcome = "mtu"
			case m[2] == "0" && trouble != "":
				a.Outcome = "unreachable"
			case m[2] == "0":
				a.Outcome = "timeout"
			case loss >= 5:
				a.Outcome = "loss"
			default:
				a.Outcome = "ok"
			}
		}
	})
	if trouble != "" {
		a.Message = strings.TrimSpace(trouble + "; " + a.Message)
	}
	if a.Message != "" {
		p.result(at, a)
	}
}

func (p *probe) trace() {
	a := &fact.ProbeResult{Tool: "traceroute"}
	var at section.Line
	address := ""
	p.take(traceRow.MatchString, func(l section.Line, line string) {
		if m := traceHead.FindStringSubmatch(line); m != nil {
			a.Host, address = m[1], m[2]
			at = keep(l)
			return
		}
		at, a.Message = keep(l), strings.TrimSpace(line)
	})
	switch {
	case strings.Contains(a.Message, "!"): // !H, !N, !X: host, network unreachable, prohibited
		a.Outcome = "unreachable"
	case strings.Contains(a.Message, address):
		a.Outcome = "ok"
	default:
		a.Outcome = "timeout"
	}
	p.result(at, a)
}
