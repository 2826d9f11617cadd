// Package hostinfo reads the commands that tell what host this is and what time
// it has: uname -a, uptime, date, hostnamectl, lscpu, /etc/os-release.
//
//	Linux docker-host 6.8.0-45-generic #45-Ubuntu SMP … x86_64 GNU/Linux
//	 22:13:03 up  1:05,  0 users,  load average: 0.59, 0.45, 0.38
//	Mon Nov 23 22:13:03 UTC 2026
package hostinfo

import (
	"bytes"
	"strconv"
	"strings"
	"time"

	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
	"culprit/parsers/section"
	"culprit/parsers/stamp"
)

// Parser reads what uname, uptime and date print.
type Parser struct{}

// Name implements parsers.Parser.
func (Parser) Name() string { return "hostinfo" }

var (
	uname  = lazyregexp.New(`^Linux (\S+) (\d+\.\d+\S*) (.*?)\b(x86_64|aarch64|arm64|armv7l|i686|ppc64le|s390x|riscv64)\b`)
	uptime = lazyregexp.New(`^ ?(?:\d{1,2}:\d\d(?::\d\d)?(?: ?[AP]M)? +)?up +(.*?),? +(?:\d+ users?,? +)?load averages?: ([\d.,]+?),? ([\d.,]+?),? ([\d.,]+)$`)
	parts  = lazyregexp.New(`(?:(\d+) days?)?,? *(?:(\d+):(\d\d)|(\d+) min|(\d+) hours?)?`)
)

// Sniff implements parsers.Parser.
func (Parser) Sniff(head []byte) bool {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	line = bytes.TrimRight(line, "\r ")
	if len(line) > 400 {
		return false
	}
	_, isDate := date(line)
	return uname.Match(line) || uptime.Match(line) || isDate || release(line, head)
}

// date reads a line that is nothing but a date. With a decimal point it is an
// empty line of a log: date writes none, and a comma with -Ins.
func date(line []byte) (fact.Time, bool) {
	if bytes.IndexByte(line, '.') >= 0 {
		return fact.Time{}, false
	}
	t, n := stamp.Parse(line, time.Time{})
	return t, n > 0 && n == len(line) && t.Known()
}

var zoneWord = lazyregexp.New(`\d\d:\d\d:\d\d(?: [AP]M)? ?([A-Z]{3,5}|[+-]\d\d:?\d\d)\b`)

// now is the instant and the zone that date printed. A zone word that means
// several zones (CST, IST) leaves the instant unknown.
func now(line []byte) (at time.Time, zone string) {
	t, _ := date(line)
	if m := zoneWord.FindSubmatch(line); m != nil {
		zone = string(m[1])
	}
	if t.Quality == fact.QualityExact || zone == "" {
		return t.At, zone
	}
	offset, ok := stamp.ZoneOffset(zone)
	if !ok {
		return time.Time{}, zone
	}
	return t.At.Add(-offset), zone
}

// Parse implements parsers.Parser.
func (Parser) Parse(r *section.Reader, emit func(fact.Fact)) error {
	if head := r.Head(section.HeadLength); release(firstLine(head), head) {
		return describe(r, emit)
	}
	l, ok := r.Next()
	if !ok {
		return nil
	}
	line := bytes.TrimRight(l.Bytes, " ")
	d := &fact.HostInfo{CPUs: -1, MemoryBytes: -1, UptimeSeconds: -1, Load1: -1, Load5: -1, Load15: -1, Containers: -1, Running: -1}
	switch {
	case uname.Match(line):
		m := uname.FindSubmatch(line)
		d.Hostname, d.Kernel, d.Architecture = string(m[1]), string(m[2]), string(m[4])
	case uptime.Match(line):
		m := uptime.FindSubmatch(line)
		d.UptimeSeconds = seconds(string(m[1]))
		d.Load1, d.Load5, d.Load15 = number(m[2]), number(m[3]), number(m[4])
	case len(r.Command) > 0 && r.Command[0] == "uptime":
		return nil // uptime -s: when it booted, not what time it is
	default:
		d.Now, d.Zone = now(line)
	}
	emit(fact.Fact{Kind: "host.info", Subject: fact.Subject{Kind: fact.Host}, Origin: r.Origin(l), Text: string(line[:min(len(line), fact.MaxText)]), Data: d})
	return nil
}

// seconds reads "3 days,  4:05", "1:05", "12 min", "2 hours".
func seconds(text string) float64 {
	m := parts.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return -1
	}
	n := func(i int) float64 {
		v, _ := strconv.ParseFloat(m[i], 64)
		return v
	}
	return n(1)*86400 + n(2)*3600 + n(3)*60 + n(4)*60 + n(5)*3600
}

func number(b []byte) float64 {
	n, err := strconv.ParseFloat(strings.TrimSuffix(strings.ReplaceAll(string(b), ",", "."), "."), 64)
	if err != nil {
		return -1
	}
	return n
}
