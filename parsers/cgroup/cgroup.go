// Package cgroup reads the accounting files of a control group when they were
// dumped as they are: cpu.stat, memory.events, memory.oom_control, memory.stat
// of cgroup v1 and v2, and the bare numbers of memory.max, pids.max and others
// below the command that printed them.
//
//	nr_periods 1200
//	nr_throttled 900
//	throttled_usec 4500000        (v1: throttled_time, in nanoseconds)
//
// Documentation/admin-guide/cgroup-v2.rst and cgroup-v1/memory.rst of the
// kernel say what each counts.
package cgroup

import (
	"bytes"
	"strconv"
	"time"

	"culprit/engine/fact"
	"culprit/parsers/section"
)

// Parser reads the files of a cgroup.
type Parser struct{}

// Name implements parsers.Parser.
func (Parser) Name() string { return "cgroup" }

// Sniff implements parsers.Parser.
func (Parser) Sniff(head []byte) bool {
	if counters(head) != nil {
		return true
	}
	for i, line := range bytes.SplitN(head, []byte("\n"), 8) {
		key, _, ok := pair(line)
		if !ok {
			return false
		}
		if key == "nr_periods" || i == 0 && key == "usage_usec" {
			return true
		}
	}
	return false
}

// pair reads "key value" with a key of cpu.stat.
func pair(line []byte) (string, int64, bool) {
	fields := bytes.Fields(line)
	if len(fields) != 2 {
		return "", 0, false
	}
	switch key := string(fields[0]); key {
	case "usage_usec", "user_usec", "system_usec", "nice_usec", "core_sched.force_idle_usec", "nr_periods", "nr_throttled",
		"throttled_usec", "throttled_time", "nr_bursts", "burst_usec", "burst_time", "wait_sum", "current_bw":
		n, err := strconv.ParseInt(string(fields[1]), 10, 64)
		return key, n, err == nil
	}
	return "", 0, false
}

// Parse implements parsers.Parser.
func (Parser) Parse(r *section.Reader, emit func(fact.Fact)) error {
	head := r.Head(section.HeadLength)
	if keys := counters(head); keys != nil {
		return parseCounters(r, keys, emit)
	}
	if files := fileNames(r.Command); files != nil && bare(head, len(files)) {
		return parseNumbers(r, files, emit)
	}
	d := &fact.ContainerCPU{}
	var origin fact.Origin
	var text []byte
	for first := true; ; first = false {
		peek, ok := r.PeekLine()
		if _, _, mine := pair(peek); !ok || !mine && !first {
			break
		}
		l, _ := r.Next()
		key, n, _ := pair(l.Bytes)
		if first {
			origin = r.Origin(l)
		}
		switch key {
		case "nr_periods":
			d.Periods = n
		case "nr_throttled":
			d.Throttled = n
		case "throttled_usec":
			d.ThrottledSeconds = (time.Duration(n) * time.Microsecond).Seconds()
		case "throttled_time":
			d.ThrottledSeconds = time.Duration(n).Seconds()
		default:
			continue
		}
		text = append(append(text, l.Bytes...), ' ')
	}
	if d.Periods > 0 {
		d.ThrottledPercent = 100 * float64(d.Throttled) / float64(d.Periods)
	}
	if len(text) == 0 {
		return nil
	}
	emit(fact.Fact{Kind: "container.cpu", Subject: whose(r), Origin: origin, Text: string(bytes.TrimSpace(text)), Data: d})
	return nil
}

// whose cgroup it is: that of the container the command ran in, else one of
// the host.
func whose(r *section.Reader) fact.Subject {
	if r.Subject.Zero() {
		return fact.Subject{Kind: fact.Host}
	}
	return r.Subject
}
