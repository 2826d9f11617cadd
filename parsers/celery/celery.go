// Package celery reads what celery inspect (ping, active, registered), celery
// status and celery report print:
//
//	->  celery@worker1: OK
//	        pong
//
//	1 node online.
package celery

import (
	"bytes"
	"strings"

	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
	"culprit/parsers/address"
	"culprit/parsers/section"
)

// Parser reads the answers of Celery's remote control.
type Parser struct{}

// Name implements parsers.Parser.
func (Parser) Name() string { return "celery" }

var (
	node      = lazyregexp.New(`^(?:->  ?)?([\w.-]+@[\w.-]+): +(OK|ERROR|FAILURE)\b`)
	online    = lazyregexp.New(`^\d+ nodes? online\.$`)
	silent    = lazyregexp.New(`^(?:Error: )?No nodes replied within time constraint\.?$`)
	item      = lazyregexp.New(`^ {4,}\* (.*)$`)
	software  = lazyregexp.New(`^software -> celery:(\S+)`)
	broker    = lazyregexp.New(`^broker(?:_url|_read_url|_write_url)?: +['"](\S+)['"]$`)
	transport = lazyregexp.New(`^settings -> transport:(\S+) results:(\S+)`)
)

// Sniff implements parsers.Parser.
func (Parser) Sniff(head []byte) bool {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	line = bytes.TrimRight(line, "\r ")
	return bytes.HasPrefix(line, []byte("->  ")) && node.Match(line) || bytes.HasPrefix(line, []byte("software -> celery:"))
}

// SniffStart implements parsers.Starter: celery status marks nodes with
// nothing, and silence is one line.
func (Parser) SniffStart(argv []string, head []byte) bool {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	line = bytes.TrimRight(line, "\r ")
	return len(line) < 200 && (argv == nil || argv[0] == "celery") && (node.Match(line) || silent.Match(line))
}

// Parse implements parsers.Parser.
func (Parser) Parse(r *section.Reader, emit func(fact.Fact)) error {
	l, ok := r.Next()
	if !ok {
		return nil
	}
	if software.Match(l.Bytes) {
		report(r, l, emit)
		return nil
	}
	var worker *fact.Fact
	flush := func() {
		if worker != nil {
			emit(*worker)
		}
		worker = nil
	}
	defer flush()
	for {
		line := strings.TrimRight(string(l.Bytes), " ")
		switch m := node.FindStringSubmatch(line); {
		case m != nil:
			flush()
			f := r.Fact("celery.worker", l, &fact.CeleryWorker{Node: m[1], OK: m[2] == "OK", Active: -1})
			worker = &f
		case silent.MatchString(line):
			emit(r.Fact("probe.result", l, &fact.ProbeResult{Tool: "celery", Command: strings.Join(r.Command, " "), Outcome: "timeout", Message: line}))
		case worker != nil:
			list(worker.Data.(*fact.CeleryWorker), line)
		}
		peek, ok := r.PeekLine()
		next := strings.TrimRight(string(peek), "\r ")
		if !ok || next != "" && next[0] != ' ' && !node.MatchString(next) && !online.MatchString(next) && !silent.MatchString(next) {
			return nil
		}
		if l, ok = r.Next(); !ok {
			return nil
		}
	}
}

// list takes in a line below a node: a task it knows or runs.
func list(d *fact.CeleryWorker, line string) {
	m := item.FindStringSubmatch(line)
	switch {
	case strings.TrimSpace(line) == "- empty -":
		d.Active = 0
	case m == nil:
	case strings.HasPrefix(m[1], "{"):
		d.Active = max(d.Active, 0) + 1
	default:
		name, _, _ := strings.Cut(m[1], " ") // tasks.add [rate_limit=10/s]
		d.Tasks = append(d.Tasks, name)
	}
}

// report reads celery report: versions, and where the broker is, without its
// credentials.
func report(r *section.Reader, l section.Line, emit func(fact.Fact)) {
	setting := func(l section.Line, name, value string) {
		emit(r.Fact("host.setting", section.Line{Number: l.Number, Offset: l.Offset, Bytes: []byte(name + " = " + value)}, &fact.HostSetting{Name: name, Value: value, Num: -1}))
	}
	for {
		line := strings.TrimRight(string(l.Bytes), " ")
		if m := software.FindStringSubmatch(line); m != nil {
			setting(l, "celery.version", m[1])
		}
		for _, m := range [][]string{broker.FindStringSubmatch(line), transport.FindStringSubmatch(line)} {
			if m == nil {
				continue
			}
			if a, ok := address.FromValue("broker_url", m[len(m)-1]); ok {
				name := "celery.broker"
				if len(m) == 3 {
					name = "celery.results"
				}
				setting(l, name, a.Scheme+"://"+a.Host)
			}
		}
		peek, ok := r.PeekLine()
		next := strings.TrimRight(string(peek), "\r ")
		if !ok || next != "" && next[0] != ' ' && !strings.Contains(next, " -> ") && !reportLine.MatchString(next) {
			return
		}
		if l, ok = r.Next(); !ok {
			return
		}
	}
}

var reportLine = lazyregexp.New(`^(?:kernel version|loader|deprecated_settings|[a-zA-Z_]{3,40}):? `)
