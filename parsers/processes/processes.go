// Package processes reads lists of processes in any choice of columns (ps aux,
// ps -ef, ps -eo …, busybox, docker top), top in batch mode, htop's screen and
// vmstat:
//
//	USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND
//	root           1  0.0  0.0 168140 11520 ?        Ss   09:07   0:02 /sbin/init
//
// A table is known by its header; a row ends where its PID is no number.
package processes

import (
	"bytes"
	"strconv"
	"strings"

	"culprit/engine/fact"
	"culprit/parsers/section"
	"culprit/parsers/size"
)

// Parser reads processes and what top shows above them.
type Parser struct{}

// Name implements parsers.Parser.
func (Parser) Name() string { return "processes" }

// Sniff implements parsers.Parser.
func (Parser) Sniff(head []byte) bool {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	if len(line) > 400 {
		return false
	}
	return columns(line) != nil || summary(line) || vmstatHead(line)
}

// lastColumns are the names of the column that holds the command.
var lastColumns = map[string]bool{"COMMAND": true, "CMD": true, "ARGS": true, "COMM": true, "Command": true}

// columns returns the columns of a table's header; nil for any other line.
func columns(line []byte) []string {
	if len(line) < 9 || !bytes.Contains(line, []byte("PID")) {
		return nil
	}
	text := strings.ReplaceAll(string(line), "CPU%MEM%", "CPU% MEM%") // htop has them touch
	fields := strings.Fields(strings.ReplaceAll(text, "CPU%-MEM%", "CPU% MEM%"))
	if len(fields) < 3 || !lastColumns[fields[len(fields)-1]] {
		return nil
	}
	pid := false
	for _, f := range fields {
		pid = pid || f == "PID"
		if strings.ToUpper(f) != f && f != "Command" {
			return nil // words of a sentence
		}
	}
	if !pid {
		return nil
	}
	return fields
}

// Parse implements parsers.Parser.
func (Parser) Parse(r *section.Reader, emit func(fact.Fact)) error {
	l, ok := r.Next()
	if !ok {
		return nil
	}
	switch {
	case vmstatHead(l.Bytes):
		vmstat(r, emit)
		return nil
	case summary(l.Bytes):
		return top(r, l, emit)
	}
	table(r, columns(l.Bytes), emit)
	return nil
}

// table reads the rows below a header.
func table(r *section.Reader, names []string, emit func(fact.Fact)) {
	for {
		peek, ok := r.PeekLine()
		if !ok {
			return
		}
		d := row(strings.TrimRight(string(peek), "\r"), names)
		if d == nil {
			return
		}
		l, _ := r.Next()
		emit(r.Fact("host.process", l, d))
	}
}

func row(line string, names []string) *fact.HostProcess {
	fields := strings.Fields(line)
	d := &fact.HostProcess{PID: -1, PPID: -1, CPUPercent: -1, MemoryPercent: -1, RSSBytes: -1}
	at := 0
	for i, name := range names {
		if at >= len(fields) {
			return nil
		}
		value := fields[at]
		at++
		if i == len(names)-1 {
			d.Command = strings.Join(fields[at-1:], " ")
			break
		}
		switch name {
		case "PID":
			n, err := strconv.Atoi(value)
			if err != nil {
				return nil
			}
			d.PID = n
		case "PPID":
			d.PPID = whole(value)
		case "USER", "UID", "EUSER", "RUSER":
			d.User = value
		case "STAT", "S", "STATE":
			d.State = value[:1]
		case "%CPU", "CPU%", "PCPU":
			d.CPUPercent = number(value)
		case "%MEM", "MEM%", "PMEM":
			d.MemoryPercent = number(value)
		case "RSS", "RES", "RSZ":
			d.RSSBytes = size.Parse(value, 1024)
		case "STARTED", "LSTART":
			if weekdays[value] { // Mon Nov 23 22:13:03 2026
				at += 4
			}
		}
	}
	if d.PID < 0 {
		return nil
	}
	return d
}

var weekdays = map[string]bool{"Mon": true, "Tue": true, "Wed": true, "Thu": true, "Fri": true, "Sat": true, "Sun": true}

func whole(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return -1
	}
	return n
}

// number reads a percentage as any locale prints it; -1 when it is none.
func number(text string) float64 {
	n, err := strconv.ParseFloat(strings.ReplaceAll(strings.TrimSuffix(text, "%"), ",", "."), 64)
	if err != nil {
		return -1
	}
	return n
}
