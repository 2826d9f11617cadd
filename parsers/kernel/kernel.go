// Package kernel reads the kernel's log ring in every form it is printed in:
//
//	[ 3909.154507] oom-kill:constraint=CONSTRAINT_MEMCG,…              dmesg
//	[Mon Nov 23 22:12:31 2026] Memory cgroup out of memory: …           dmesg -T
//	kern  :err   : [ 3909.1] …                                          dmesg -x
//	2026-11-23T22:12:31,154507+00:00 …                                  dmesg --time-format iso
//	Nov 23 22:12:31 host kernel: [ 3909.1] …                            journalctl -k, kern.log
//	6,1234,3909154507,-;…                                               /dev/kmsg
//	type=AVC msg=audit(1795472451.154:641): …                           audit.log, ausearch
//	Memory cgroup out of memory: …                                      dmesg -t, pastes
//
// Out-of-memory reports span dozens of lines and are put together by [Machine];
// their words are those of mm/oom_kill.c and mm/memcontrol.c, Linux 3.x to 6.x.
package kernel

import (
	"bytes"
	"strconv"
	"time"

	"culprit/engine/fact"
	"culprit/parsers/section"
	"culprit/parsers/stamp"
)

// Parser reads kernel logs.
type Parser struct{}

// Name implements parsers.Parser.
func (Parser) Name() string { return "kernel" }

// Sniff implements parsers.Parser.
func (Parser) Sniff(head []byte) bool {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	_, ok := split(bytes.TrimSuffix(line, []byte("\r")), epoch)
	return ok
}

var epoch = time.Unix(0, 0)

// Parse implements parsers.Parser.
func (Parser) Parse(r *section.Reader, emit func(fact.Fact)) error {
	m := NewMachine(r.Interest, emit)
	split := split
	for begin, first := true, !r.Resumed(); ; begin, first = false, false {
		peek, ok := r.PeekLine()
		if !ok {
			break
		}
		rec, ok := split(peek, r.Reference)
		if begin && !ok {
			if _, known := bare(peek); known {
				split = untimed
				rec, ok = split(peek, r.Reference)
			}
		}
		if !ok && !first && !continuation(peek) {
			break
		}
		l, ok := r.Next()
		if !ok {
			break
		}
		if rec, ok = split(l.Bytes, r.Reference); !ok {
			continue // a dictionary line of /dev/kmsg, or the rest of a record
		}
		rec.Origin = r.Origin(l)
		r.Saw(rec.Time)
		m.Add(rec)
	}
	r.Pause(0, m.Spans()...)
	m.Flush()
	return nil
}

// continuation: /dev/kmsg continues a record on lines that begin with a blank;
// dmesg breaks long records the same way.
func continuation(line []byte) bool {
	return len(line) == 0 || line[0] == ' ' || line[0] == '\t'
}

// A Record is one kernel message.
type Record struct {
	Time     fact.Time
	Level    string
	Sequence int64 // of /dev/kmsg; -1 unknown
	Text     []byte
	Host     string
	Origin   fact.Origin
}

var levels = [...]string{"emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"}

// split takes a line apart; false when it is no kernel record.
func split(line []byte, reference time.Time) (Record, bool) {
	rec := Record{Sequence: -1}
	if len(line) < 8 {
		return rec, false
	}
	switch c := line[0]; {
	case c == '<': // <4>[ 12.3] text
		if end := bytes.IndexByte(line[:6], '>'); end > 1 {
			if n, err := strconv.Atoi(string(line[1:end])); err == nil {
				rec.Level = levels[n&7]
				line = line[end+1:]
			}
		}
	case c >= '0' && c <= '9':
		if ok := rec.kmsg(line); ok {
			return rec, true
		}
		return rec, rec.dated(line, reference)
	case c >= 'a' && c <= 'z': // kern  :warn  : [ 12.3] text
		if rec.auditLog(line) {
			return rec, true
		}
		facility, rest, ok := bytes.Cut(line, []byte(":"))
		if !ok || len(facility) > 8 {
			return rec, false
		}
		level, rest, ok := bytes.Cut(rest, []byte(":"))
		if !ok || len(level) > 8 {
			return rec, false
		}
		rec.Level = string(bytes.TrimSpace(level))
		line = bytes.TrimLeft(rest, " ")
		return rec, rec.bracket(line) || len(line) > 20 && rec.dated(line, reference)
	case c >= 'A' && c <= 'Z':
		return rec, rec.dated(line, reference)
	}
	return rec, rec.bracket(line)
}

// untimed is split for a block whose records are printed without a time.
func untimed(line []byte, reference time.Time) (Record, bool) {
	if rec, ok := split(line, reference); ok {
		return rec, true
	}
	rec, ok := bare(line)
	return rec, ok || row(line)
}

// Message makes a record of a kernel line out of a syslog or journal, whose
// header gave the time; the kernel's own clock may stand before the text.
func Message(text []byte, t fact.Time, at fact.Origin) Record {
	rec := Record{Sequence: -1}
	if rec.bracket(text) && rec.Time.Quality == fact.QualityBoot {
		t.SinceBoot = rec.Time.SinceBoot
		text = rec.Text
	}
	rec.Time, rec.Text, rec.Origin = t, text, at
	return rec
}

// readLate is by how much the time at which a record was read may be off: the
// time until a reader is woken on a busy machine.
const readLate = 20 * time.Millisecond

// bracket reads "[ 3909.154507] text" and "[Mon Nov 23 22:12:31 2026] text".
func (rec *Record) bracket(line []byte) bool {
	if len(line) < 5 || line[0] != '[' {
		return false
	}
	end := bytes.IndexByte(line[:min(len(line), 40)], ']')
	if end < 4 {
		return false
	}
	inside := bytes.TrimSpace(line[1:end])
	text := line[end+1:]
	if since, ok := sinceBoot(inside); ok {
		rec.Time = fact.Boot(since)
	} else if t, n := stamp.Parse(inside, epoch); n == len(inside) && t.Quality == fact.QualityNoZone && inside[0] >= 'A' {
		// Apache's error log looks alike but goes on with "[error]".
		if bytes.HasPrefix(text, []byte(" [")) && !bytes.HasPrefix(text, []byte(" [ ")) {
			return false
		}
		rec.Time = t
	} else {
		return false
	}
	// dmesg -x and CONFIG_PRINTK_CALLER put more in brackets: [    T1].
	if c, rest, ok := bytes.Cut(text, []byte("]")); ok && len(c) < 12 && bytes.HasPrefix(bytes.TrimLeft(c, " "), []byte("[")) && caller(c) {
		text = rest
	}
	rec.Text = bytes.TrimPrefix(text, []byte(" "))
	return true
}

// caller recognises the thread or CPU of CONFIG_PRINTK_CALLER: "[    T1".
func caller(b []byte) bool {
	b = bytes.TrimLeft(bytes.TrimSpace(b)[1:], " ")
	return len(b) > 1 && (b[0] == 'T' || b[0] == 'C') && b[1] >= '0' && b[1] <= '9'
}

// sinceBoot reads seconds with a fraction of six digits.
func sinceBoot(b []byte) (time.Duration, bool) {
	dot := bytes.IndexByte(b, '.')
	if dot < 1 || len(b)-dot-1 < 3 || len(b)-dot-1 > 9 {
		return 0, false
	}
	for i, c := range b {
		if i != dot && (c < '0' || c > '9') {
			return 0, false
		}
	}
	seconds, err := strconv.ParseInt(string(b[:dot]), 10, 64)
	if err != nil || seconds > 1<<31 {
		return 0, false
	}
	fraction, _ := strconv.ParseInt(string(b[dot+1:]), 10, 64)
	for range 9 - (len(b) - dot - 1) {
		fraction *= 10
	}
	return time.Duration(seconds)*time.Second + time.Duration(fraction), true
}

// kmsg reads "6,1234,5678901,-;text": priority, sequence, microseconds since
// boot, flags, and further fields (Documentation/ABI/testing/dev-kmsg). One of
// them, received=, is our own: the wall time in microseconds at which a record
// was read as it came.
func (rec *Record) kmsg(line []byte) bool {
	head, text, ok := bytes.Cut(line, []byte(";"))
	if !ok || len(head) > 100 {
		return false
	}
	parts := bytes.Split(head, []byte(","))
	if len(parts) < 4 {
		return false
	}
	var n [3]int64
	for i := range n {
		v, err := strconv.ParseInt(string(parts[i]), 10, 64)
		if err != nil || v < 0 {
			return false
		}
		n[i] = v
	}
	rec.Level, rec.Sequence = levels[n[0]&7], n[1]
	rec.Time = fact.Boot(time.Duration(n[2]) * time.Microsecond)
	for _, field := range parts[4:] {
		if value, ok := bytes.CutPrefix(field, []byte("received=")); ok {
			if at, err := strconv.ParseInt(string(value), 10, 64); err == nil && at > 0 {
				since := rec.Time.SinceBoot
				rec.Time = fact.Exact(time.UnixMicro(at), readLate)
				rec.Time.SinceBoot = since
			}
		}
	}
	rec.Text = text
	return true
}

// dated reads syslog and journal lines of the kernel, and dmesg's iso format.
func (rec *Record) dated(line []byte, reference time.Time) bool {
	t, n := stamp.Parse(line[:min(len(line), 64)], reference)
	if n == 0 || n+2 >= len(line) {
		return false
	}
	rest := line[n:]
	if line[10] == 'T' && len(line) > 19 && line[19] == ',' && rest[0] == ' ' { // dmesg --time-format iso
		rec.Time, rec.Text = t, rest[1:]
		return true
	}
	fields := bytes.SplitN(bytes.TrimLeft(rest, " "), []byte(" "), 3)
	if len(fields) < 3 || !bytes.Equal(fields[1], []byte("kernel:")) {
		return false
	}
	rec.Host = string(fields[0])
	inner := Message(fields[2], t, rec.Origin)
	rec.Time, rec.Text = inner.Time, inner.Text
	return true
}
