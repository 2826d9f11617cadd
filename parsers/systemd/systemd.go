// Package systemd reads the state of units: systemctl status, show and
// list-units (also list-units --failed).
//
//	× docker.service - Docker Application Container Engine
//	     Loaded: loaded (/lib/systemd/system/docker.service; enabled; preset: enabled)
//	     Active: failed (Result: exit-code) since Mon 2026-11-23 10:00:00 UTC; 5min ago
//	    Process: 811 ExecStart=/usr/bin/dockerd -H fd:// (code=exited, status=1/FAILURE)
//
// The journal below a status is left to the log parser. Layout:
// systemd src/systemctl/systemctl-show.c and systemctl-list-units.c.
package systemd

import (
	"bytes"
	"strconv"
	"strings"
	"time"

	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
	"culprit/parsers/section"
	"culprit/parsers/size"
	"culprit/parsers/stamp"
)

// Parser reads units.
type Parser struct{}

// Name implements parsers.Parser.
func (Parser) Name() string { return "systemd" }

var (
	title    = lazyregexp.New(`^(?:[●○×↻*x?] )?([\w@:.\\-]+\.(?:service|socket|timer|mount|automount|target|scope|slice|path|swap|device))(?: - (.*))?$`)
	loaded   = lazyregexp.New(`^ +Loaded: (loaded|not-found|masked|error|bad-setting|stub|merged)\b`)
	listHead = lazyregexp.New(`^ *UNIT +LOAD +ACTIVE +SUB +(?:JOB +)?DESCRIPTION$`)
	property = lazyregexp.New(`^([A-Z]\w{1,50})=(.*)$`)
	shown    = lazyregexp.New(`(?m)^(?:ActiveState|SubState|LoadState|Result|ExecMainStatus|NRestarts)=`)
	missing  = lazyregexp.New(`^Unit (\S+) could not be found\.$`)
)

// Sniff implements parsers.Parser.
func (Parser) Sniff(head []byte) bool {
	first, rest, _ := bytes.Cut(head, []byte("\n"))
	line := section.Text(first)
	next, _, _ := bytes.Cut(rest, []byte("\n"))
	switch {
	case title.MatchString(line):
		return loaded.MatchString(section.Text(next))
	case loaded.MatchString(line), listHead.MatchString(line), missing.MatchString(line):
		return true
	case property.MatchString(line) && knownProperties[line[:strings.IndexByte(line, '=')]]:
		return len(shown.FindAllIndex(head, 2)) > 1
	}
	return false
}

// knownProperties are those systemctl show begins with, by -p or without.
var knownProperties = map[string]bool{
	"Type": true, "ExitType": true, "Id": true, "Names": true, "ActiveState": true, "SubState": true, "LoadState": true, "Result": true, "Restart": true,
	"NRestarts": true, "MainPID": true, "ExecMainStatus": true, "ExecMainCode": true, "MemoryCurrent": true, "MemoryMax": true, "TasksCurrent": true,
}

// Parse implements parsers.Parser.
func (Parser) Parse(r *section.Reader, emit func(fact.Fact)) error {
	_, before := r.Position()
	line, _ := r.PeekText()
	switch {
	case listHead.MatchString(line):
		list(r, emit)
	case property.MatchString(line):
		show(r, emit)
	case missing.MatchString(line):
		l, _ := r.Next()
		u := newUnit()
		u.Unit, u.Load, u.Active = missing.FindStringSubmatch(line)[1], "not-found", "inactive"
		emit(unit(u, r.Origin(l), fact.Time{}, line))
	default:
		status(r, emit)
	}
	if _, after := r.Position(); after == before {
		r.Next() // not ours after all
	}
	return nil
}

func newUnit() *fact.UnitState {
	return &fact.UnitState{ExitCode: -1, Restarts: -1, MemoryBytes: -1, MemoryLimitBytes: -1, Tasks: -1, TasksLimit: -1}
}

func unit(u *fact.UnitState, at fact.Origin, when fact.Time, text string) fact.Fact {
	return fact.Fact{Kind: "host.unit", Time: when, Subject: fact.Subject{Kind: fact.Unit, Name: u.Unit}, Origin: at, Text: text, Data: u}
}

var (
	activeLine = lazyregexp.New(`^([\w-]+)(?: \(([\w-]+)\))?(?: \(Result: ([\w-]+)\))?(?: since (?:[A-Z][a-z]{2} )?([^;]+))?`)
	ended      = lazyregexp.New(`\(code=(exited|killed|dumped), (?:status|signal)=(\d+)?/?(\w+)?\)`)
	amount     = lazyregexp.New(`^([\d.]+\w*)(?: \((?:.*\b)?(?:limit|max): ([\d.]+\w*))?`)
)

// status reads what systemctl status prints of one unit, to the empty line
// above its journal.
func status(r *section.Reader, emit func(fact.Fact)) {
	u := newUnit()
	var at fact.Origin
	var when fact.Time
	var text string
	for n := 0; ; n++ {
		line, ok := r.PeekText()
		if !ok || line == "" || n > 0 && line[0] != ' ' && line[0] != '\t' && !strings.HasPrefix(line, "Triggered") && !strings.HasPrefix(line, "Notice") {
			break
		}
		l, _ := r.Next()
		if m := title.FindStringSubmatch(line); m != nil && n == 0 {
			u.Unit, u.Message, at = m[1], m[2], r.Origin(l)
			continue
		}
		key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		switch key {
		case "Loaded":
			u.Load, _, _ = strings.Cut(value, " ")
		case "Active":
			at, text = r.Origin(l), strings.TrimSpace(line)
			when = active(u, value)
		case "Status":
			u.Message = strings.Trim(value, `"`)
		case "Process", "Main PID":
			if m := ended.FindStringSubmatch(value); m != nil {
				u.Signal = m[1] != "exited"
				u.ExitName = m[3]
				if n, err := strconv.Atoi(m[2]); err == nil {
					u.ExitCode = n
				}
			}
		case "Memory":
			u.MemoryBytes, u.MemoryLimitBytes = limited(value)
		case "Tasks":
			u.Tasks, u.TasksLimit = limited(value)
		}
	}
	if u.Unit == "" && len(r.Command) > 2 && r.Command[1] == "status" {
		u.Unit = withType(r.Command[len(r.Command)-1])
	}
	if u.Load == "" && u.Active == "" {
		return
	}
	emit(unit(u, at, when, strings.TrimSpace(u.Unit+" "+text)))
}

func withType(name string) string {
	if strings.Contains(name, ".") {
		return name
	}
	return name + ".service"
}

// active reads "failed (Result: exit-code) since Mon 2026-11-23 10:00:00 UTC;
// 5min ago" and returns since when.
func active(u *fact.UnitState, value string) fact.Time {
	m := activeLine.FindStringSubmatch(value)
	if m == nil {
		return fact.Time{}
	}
	u.Active, u.Sub, u.Result = m[1], m[2], m[3]
	if u.Sub == "" {
		u.Sub = u.Active
	}
	when, _ := stamp.Parse([]byte(m[4]), time.Time{})
	return when
}

// limited reads "45.6M (limit: 512M)".
func limited(value string) (used, limit int64) {
	m := amount.FindStringSubmatch(value)
	if m == nil {
		return -1, -1
	}
	if m[2] == "" {
		return size.Parse(m[1], 1), 0
	}
	return size.Parse(m[1], 1), size.Parse(m[2], 1)
}

// show reads the properties of one unit after the other.
func show(r *section.Reader, emit func(fact.Fact)) {
	u := newUnit()
	var at fact.Origin
	said, blank := false, false
	flush := func() {
		if said && u.Unit == "" && len(r.Command) > 2 {
			for _, word := range r.Command[2:] {
				if !strings.HasPrefix(word, "-") && !strings.Contains(word, "=") && !strings.Contains(word, ",") {
					u.Unit = withType(word)
				}
			}
		}
		if said {
			emit(unit(u, at, fact.Time{}, strings.TrimSpace(u.Unit+" ActiveState="+u.Active+" SubState="+u.Sub+" Result="+u.Result)))
		}
		u, said = newUnit(), false
	}
	for {
		line, ok := r.PeekText()
		m := property.FindStringSubmatch(line)
		if !ok || line != "" && m == nil || blank && line != "" && !knownProperties[m[1]] {
			break
		}
		l, _ := r.Next()
		if line == "" {
			flush()
			blank = true
			continue
		}
		blank = false
		if set(u, m[1], m[2]) && !said {
			said, at = true, r.Origin(l)
		}
	}
	flush()
}

// set takes a property; infinity and [not set] are no limit and no number.
func set(u *fact.UnitState, key, value string) bool {
	number := func() int64 {
		n, err := strconv.ParseInt(value, 10, 64)
		if err != nil {
			return -1
		}
		return n
	}
	limit := func() int64 {
		if n := number(); n >= 0 {
			return n
		}
		return 0
	}
	switch key {
	case "Id":
		u.Unit = value
		return false
	case "Description":
		u.Message = value
		return false
	case "LoadState":
		u.Load = value
	case "ActiveState":
		u.Active = value
	case "SubState":
		u.Sub = value
	case "Result":
		u.Result = value
	case "NRestarts":
		u.Restarts = int(number())
	case "ExecMainStatus":
		u.ExitCode = int(number())
	case "ExecMainCode": // CLD_EXITED 1, CLD_KILLED 2, CLD_DUMPED 3
		u.Signal = value == "2" || value == "3"
	case "MemoryCurrent":
		u.MemoryBytes = number()
	case "MemoryMax":
		u.MemoryLimitBytes = limit()
	case "TasksCurrent":
		u.Tasks = number()
	case "TasksMax":
		u.TasksLimit = limit()
	default:
		return false
	}
	return true
}

// list reads the rows of list-units.
func list(r *section.Reader, emit func(fact.Fact)) {
	r.Next()
	for {
		line, ok := r.PeekText()
		fields := strings.Fields(strings.TrimLeft(line, "●○×↻* "))
		if !ok || len(fields) < 4 || !title.MatchString(fields[0]) {
			return
		}
		l, _ := r.Next()
		u := newUnit()
		u.Unit, u.Load, u.Active, u.Sub, u.Message = fields[0], fields[1], fields[2], fields[3], strings.Join(fields[4:], " ")
		emit(unit(u, r.Origin(l), fact.Time{}, strings.Join(fields, " ")))
	}
}
