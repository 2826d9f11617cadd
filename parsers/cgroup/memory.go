package cgroup

import (
	"bytes"
	"path"
	"strconv"
	"strings"

	"culprit/engine/fact"
	"culprit/parsers/section"
)

// A key takes a number of one file.
type key func(*fact.ContainerCgroup, int64)

// The keys of the files with names before their numbers; those that are not
// kept are nil.
var (
	memoryEvents = map[string]key{
		"low": nil, "high": nil, "oom": nil, "oom_group_kill": nil, "sock_throttled": nil,
		"max":      func(d *fact.ContainerCgroup, n int64) { d.LimitHits = n },
		"oom_kill": func(d *fact.ContainerCgroup, n int64) { d.OOMKills = n },
	}
	oomControl = map[string]key{
		"oom_kill_disable": nil, "under_oom": nil,
		"oom_kill": func(d *fact.ContainerCgroup, n int64) { d.OOMKills = n },
	}
	memoryStat = map[string]key{
		"anon":  func(d *fact.ContainerCgroup, n int64) { d.AnonBytes = n },
		"rss":   func(d *fact.ContainerCgroup, n int64) { d.AnonBytes = n },
		"file":  func(d *fact.ContainerCgroup, n int64) { d.FileBytes = n },
		"cache": func(d *fact.ContainerCgroup, n int64) { d.FileBytes = n },
		"shmem": func(d *fact.ContainerCgroup, n int64) { d.ShmemBytes = n },
	}
)

// files are those that hold one number, or max for none.
var files = map[string]key{
	"memory.current":            func(d *fact.ContainerCgroup, n int64) { d.UsageBytes = n },
	"memory.usage_in_bytes":     func(d *fact.ContainerCgroup, n int64) { d.UsageBytes = n },
	"memory.peak":               func(d *fact.ContainerCgroup, n int64) { d.PeakBytes = n },
	"memory.max_usage_in_bytes": func(d *fact.ContainerCgroup, n int64) { d.PeakBytes = n },
	"memory.max":                func(d *fact.ContainerCgroup, n int64) { d.MemoryLimitBytes = n },
	"memory.limit_in_bytes":     func(d *fact.ContainerCgroup, n int64) { d.MemoryLimitBytes = n },
	"memory.failcnt":            func(d *fact.ContainerCgroup, n int64) { d.LimitHits = n },
	"pids.current":              func(d *fact.ContainerCgroup, n int64) { d.PIDs = n },
	"pids.max":                  func(d *fact.ContainerCgroup, n int64) { d.PIDLimit = n },
	"pids.events":               func(d *fact.ContainerCgroup, n int64) { d.PIDLimitHits = n },
}

// counters returns the keys of the file that begins at head, nil for none.
func counters(head []byte) map[string]key {
	first, rest, _ := bytes.Cut(head, []byte("\n"))
	name, _, ok := named(first)
	if !ok {
		return nil
	}
	next, _, ok := named(rest[:max(0, bytes.IndexByte(rest, '\n'))])
	switch {
	case name == "low" && ok && next == "high":
		return memoryEvents
	case name == "oom_kill_disable" && ok && next == "under_oom":
		return oomControl
	case name == "anon" && ok && next == "file", name == "cache" && ok && next == "rss":
		return memoryStat
	}
	return nil
}

// named reads "oom_kill 3".
func named(line []byte) (string, int64, bool) {
	name, number, ok := strings.Cut(section.Text(line), " ")
	n, err := strconv.ParseInt(number, 10, 64)
	return name, n, ok && err == nil
}

// New is a cgroup of which nothing is known yet.
func New() *fact.ContainerCgroup {
	return &fact.ContainerCgroup{OOMKills: -1, LimitHits: -1, UsageBytes: -1, PeakBytes: -1, MemoryLimitBytes: -1, AnonBytes: -1, FileBytes: -1, ShmemBytes: -1, PIDLimitHits: -1, PIDs: -1, PIDLimit: -1}
}

// parseCounters reads one file of names and numbers. memory.stat has many more
// than are kept.
func parseCounters(r *section.Reader, keys map[string]key, emit func(fact.Fact)) error {
	d := New()
	var at fact.Origin
	var said []string
	for {
		peek, ok := r.PeekLine()
		name, n, mine := named(peek)
		set, known := keys[name]
		if _, stat := keys["anon"]; !ok || !mine || !known && (!stat || len(said) == 0) {
			break
		}
		l, ok := r.Next()
		if !ok {
			break
		}
		if set == nil {
			continue
		}
		if len(said) == 0 || name == "oom_kill" {
			at = r.Origin(l) // oom_kill decides, where it is there
		}
		set(d, n)
		said = append(said, string(bytes.TrimSpace(l.Bytes)))
	}
	if len(said) > 0 {
		emit(fact.Fact{Kind: "container.cgroup", Subject: whose(r), Origin: at, Text: strings.Join(said, ", "), Data: d})
	}
	return nil
}

// SniffStart implements parsers.Starter: the numbers below
// `cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory.current`.
func (Parser) SniffStart(argv []string, head []byte) bool {
	names := fileNames(argv)
	return names != nil && bare(head, len(names))
}

// fileNames are the files a cat printed; nil when one is not known.
func fileNames(argv []string) []string {
	if len(argv) < 2 || argv[0] != "cat" {
		return nil
	}
	var names []string
	for _, a := range argv[1:] {
		name := path.Base(a)
		if files[name] == nil {
			return nil
		}
		names = append(names, name)
	}
	return names
}

// bare reports whether head begins with n lines of a number, or "max".
func bare(head []byte, n int) bool {
	lines := bytes.SplitN(head, []byte("\n"), n+1)
	if len(lines) < n {
		return false
	}
	for _, l := range lines[:n] {
		if _, ok := number(section.Text(l)); !ok {
			return false
		}
	}
	return true
}

// number reads what a file of one number holds: "268435456", "max", and
// "max 3" of pids.events. Version 1 writes a huge number for none.
func number(text string) (int64, bool) {
	if text == "max" {
		return 0, true
	}
	text = strings.TrimPrefix(text, "max ")
	n, err := strconv.ParseInt(text, 10, 64)
	const none = 1 << 60
	if n > none {
		n = 0
	}
	return n, err == nil
}

func parseNumbers(r *section.Reader, names []string, emit func(fact.Fact)) error {
	d := New()
	var at fact.Origin
	var said []string
	for i, name := range names {
		l, ok := r.Next()
		if !ok {
			break
		}
		if i == 0 {
			at = r.Origin(l)
		}
		n, _ := number(section.Text(l.Bytes))
		files[name](d, n)
		said = append(said, name+" "+section.Text(l.Bytes))
	}
	emit(fact.Fact{Kind: "container.cgroup", Subject: whose(r), Origin: at, Text: strings.Join(said, ", "), Data: d})
	return nil
}
