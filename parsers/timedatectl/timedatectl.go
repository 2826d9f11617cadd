// Package timedatectl reads what timedatectl prints: the host's time, its zone
// and whether its clock is synchronised.
//
//	               Local time: Mon 2026-11-23 23:13:03 CET
//	           Universal time: Mon 2026-11-23 22:13:03 UTC
//	                Time zone: Europe/Berlin (CET, +0100)
//	System clock synchronized: yes
//
// systemd before 239 says "NTP synchronized:".
package timedatectl

import (
	"bytes"
	"time"

	"culprit/engine/fact"
	"culprit/parsers/section"
	"culprit/parsers/stamp"
)

// Parser reads timedatectl's output.
type Parser struct{}

// Name implements parsers.Parser.
func (Parser) Name() string { return "timedatectl" }

// Sniff implements parsers.Parser.
func (Parser) Sniff(head []byte) bool {
	line, rest, _ := bytes.Cut(head, []byte("\n"))
	name, _, ok := field(line)
	next, _, _ := bytes.Cut(rest, []byte("\n"))
	second, _, _ := field(next)
	return ok && name == "Local time" && second == "Universal time"
}

// field reads "   Name: value".
func field(line []byte) (name string, value []byte, ok bool) {
	n, v, ok := bytes.Cut(line, []byte(": "))
	if !ok || len(n) > 40 {
		return "", nil, false
	}
	return string(bytes.TrimSpace(n)), bytes.TrimSpace(v), true
}

// known are the fields of every version.
var known = map[string]bool{
	"Local time": true, "Universal time": true, "RTC time": true, "Time zone": true, "Timezone": true,
	"System clock synchronized": true, "NTP synchronized": true, "NTP enabled": true, "NTP service": true,
	"systemd-timesyncd.service active": true, "Network time on": true, "RTC in local TZ": true, "DST active": true,
}

// Parse implements parsers.Parser.
func (Parser) Parse(r *section.Reader, emit func(fact.Fact)) error {
	d := &fact.HostInfo{CPUs: -1, MemoryBytes: -1, UptimeSeconds: -1, Load1: -1, Load5: -1, Load15: -1, Containers: -1, Running: -1}
	var at fact.Origin
	text := ""
	for {
		peek, ok := r.PeekLine()
		name, _, fits := field(peek)
		if !ok || !fits || !known[name] {
			break
		}
		l, _ := r.Next()
		if at == (fact.Origin{}) {
			at = r.Origin(l)
		}
		_, value, _ := field(l.Bytes)
		switch name {
		case "Universal time":
			if day, clock, ok := bytes.Cut(value, []byte(" ")); ok && len(day) == 3 {
				t, _ := stamp.Parse(clock, time.Time{})
				d.Now = t.At
			}
		case "Time zone", "Timezone":
			d.Zone = string(value)
			text = "Time zone: " + d.Zone
		case "System clock synchronized", "NTP synchronized":
			d.ClockSynced = string(value)
			text += ", clock synchronized: " + d.ClockSynced
		}
	}
	if at == (fact.Origin{}) {
		r.Next()
		return nil
	}
	emit(fact.Fact{Kind: "host.info", Subject: fact.Subject{Kind: fact.Host}, Origin: at, Text: text[:min(len(text), fact.MaxText)], Data: d})
	return nil
}
