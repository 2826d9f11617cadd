// Package absent reads what a shell prints in place of a command's output when
// the tool that was to look is not installed:
//
//	bash: line 1: lsof: command not found
//
// That says nothing of what fails; it is a part of the input that is missing.
package absent

import (
	"bytes"
	"strings"

	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
	"culprit/parsers/section"
)

// Parser reads the absence of a tool.
type Parser struct{}

// Name implements parsers.Parser.
func (Parser) Name() string { return "absent" }

var notFound = lazyregexp.New(`^(?:-?(?:bash|sh|ash|dash|zsh|/bin/\w+|sudo): )(?:line )?(?:\d+: )?(?:command not found: )?([\w./-]+)(?:: (?:command )?not found)?$`)

// looking are tools that only look: no program needs them to work, so that
// their absence is the collector's and not the system's trouble.
var looking = map[string]bool{
	"ss": true, "netstat": true, "lsof": true, "ping": true, "ping6": true, "iptables": true, "ip6tables": true, "nft": true, "ufw": true, "firewall-cmd": true,
	"lsblk": true, "vmstat": true, "iostat": true, "free": true, "dig": true, "nslookup": true, "host": true, "traceroute": true, "tracepath": true,
	"telnet": true, "nc": true, "ncat": true, "netcat": true, "ip": true, "ifconfig": true, "route": true, "top": true, "htop": true, "ps": true,
	"getenforce": true, "sestatus": true, "aa-status": true, "timedatectl": true, "hostnamectl": true, "lscpu": true, "sysctl": true, "dmesg": true, "journalctl": true,
}

// Sniff implements parsers.Parser: inside a log the line is the log's.
func (Parser) Sniff([]byte) bool { return false }

// SniffStart implements parsers.Starter.
func (Parser) SniffStart(argv []string, head []byte) bool {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	tool, ok := missing(bytes.TrimRight(line, "\r "))
	return ok && (argv == nil || argv[0] == tool)
}

func missing(line []byte) (string, bool) {
	if len(line) > 120 || !bytes.Contains(line, []byte("not found")) {
		return "", false
	}
	m := notFound.FindSubmatch(line)
	if m == nil {
		return "", false
	}
	tool := string(m[1][bytes.LastIndexByte(m[1], '/')+1:])
	return tool, looking[tool]
}

// Parse implements parsers.Parser.
func (Parser) Parse(r *section.Reader, emit func(fact.Fact)) error {
	l, ok := r.Next()
	if !ok {
		return nil
	}
	if _, ok := missing(l.Bytes); ok {
		emit(r.Fact("source.gap", l, &fact.SourceGap{Stream: r.Stream, Reason: strings.TrimSpace(string(l.Bytes))}))
	}
	return nil
}
