package containerlog

import (
	"bytes"
	"time"

	"culprit/engine/fact"
	"culprit/parsers/stamp"
)

// A head is what the beginning of a record says of itself.
type head struct {
	time    fact.Time
	level   string
	logger  string
	message []byte
	fields  map[string]string
	found   bool // it has a time or a level: a line without is no new record inside a stack trace
}

// epoch is the reference where only the shape of a stamp matters.
var epoch = time.Unix(0, 0)

// header takes a record apart. Most programs print a time, then in any order
// a level, a logger and ids in brackets, then the message; the few shapes that
// differ have their own row.
func header(text []byte, reference time.Time) head {
	if len(text) == 0 {
		return head{}
	}
	switch c := text[0]; {
	case c == '{':
		if h, ok := structured(text); ok {
			return h
		}
	case c == 't' || c == 'l':
		if h, ok := logfmt(text); ok {
			return h
		}
	case c == '[':
		if h, ok := chromium(text); ok {
			return h
		}
	case c >= 'A' && c <= 'Z':
		if h, ok := klog(text, reference); ok {
			return h
		}
	}
	h := head{message: text}
	rest := text
	// Redis: "1:M 23 Nov 2026 …"; Ruby: "E, [2026-…"; brackets around a time.
	if n := redisRole(rest); n > 0 {
		rest = rest[n:]
	}
	if len(rest) > 4 && rest[1] == ',' && rest[2] == ' ' && rest[3] == '[' {
		rest = rest[4:]
	}
	rest = bytes.TrimLeft(rest, "[(")
	t, n := stamp.Parse(rest[:min(len(rest), 64)], reference)
	if n > 0 {
		h.time, h.found = t, true
		rest = rest[n:]
	} else {
		if h.time = accessTime(text); h.time.Known() {
			h.found = true
			return h
		}
		rest = text
	}
	h.tokens(rest, n > 0)
	if h.level == "" && pythonWarning(h.message) {
		h.level = "warning"
	}
	return h
}

// accessTime reads the stamp of an access log (Apache's common log format, which
// nginx, gunicorn and others print too): address, identity and user stand
// before it.
func accessTime(text []byte) fact.Time {
	at := bytes.Index(text[:min(len(text), 200)], []byte(" ["))
	if at < 0 || bytes.Count(text[:at], []byte(" ")) != 2 {
		return fact.Time{}
	}
	t, n := stamp.Parse(text[at+2:min(len(text), at+40)], time.Time{})
	if n == 0 || at+2+n >= len(text) || text[at+2+n] != ']' {
		return fact.Time{}
	}
	return t
}

// redisRole reads "1:M " of a Redis line: pid and role.
func redisRole(b []byte) int {
	i := 0
	for i < len(b) && i < 8 && b[i] >= '0' && b[i] <= '9' {
		i++
	}
	if i > 0 && i+2 < len(b) && b[i] == ':' && b[i+1] >= 'A' && b[i+1] <= 'Z' && b[i+2] == ' ' {
		return i + 3
	}
	return 0
}

// tokens looks for a level among the first words behind the time.
func (h *head) tokens(rest []byte, stamped bool) {
	const maxWords = 6
	at := 0
	for word := 0; word < maxWords && at < len(rest) && at < 160; word++ {
		for at < len(rest) && bytes.IndexByte([]byte(" \t[](){}|:,-<>=;"), rest[at]) >= 0 {
			at++
		}
		start := at
		for at < len(rest) && bytes.IndexByte([]byte(" \t[](){}|:,=;<>/\n"), rest[at]) < 0 {
			at++
		}
		token := rest[start:at]
		if len(token) == 0 {
			break
		}
		if level := levelOf(token); level != "" && levelPlace(rest, start, at, stamped, word) {
			h.level, h.found = level, true
			if at < len(rest) && rest[at] == '/' { // ERROR/MainProcess
				for at < len(rest) && rest[at] != ']' && rest[at] != ' ' && rest[at] != ':' {
					at++
				}
			}
			switch {
			case !stamped:
				// The word may be the message's own: "panic: runtime error".
			case (start == 0 || rest[start-1] == ' ') && (token[0] >= 'a' || begins(token, rest[at:])):
				h.message = rest[start:]
				if word > 0 { // HIP error: invalid device function
					h.message = bytes.TrimLeft(rest, " \t]):|-")
				}
			case thrown(rest[:start]): // DatabaseException: ERROR: syntax error
				h.message = bytes.TrimLeft(rest, " \t]):|-")
			default:
				h.message = bytes.TrimLeft(rest[at:], " \t])}|:-")
				h.name()
			}
			return
		}
		if stamped && word == 0 && len(token) == 1 && at < len(rest) && rest[at] == ' ' {
			level := redisLevel(token[0])
			if level == "" && at+1 < len(rest) && (rest[at+1] == ' ' || rest[at+1] >= 'A' && rest[at+1] <= 'Z' || rest[at+1] == '-' || sourceFile(rest[at+1:])) {
				level = letterLevel(token[0])
			}
			if level != "" {
				h.level = level
				h.message = bytes.TrimLeft(rest[at:], " ")
				return
			}
		}
		if !stamped {
			break // without a time only the first word can be a level
		}
	}
	if stamped {
		h.message = bytes.TrimLeft(rest, " \t]):|-")
	}
}

// name takes a logger name off the message: "worker.prestart: text".
func (h *head) name() {
	colon := bytes.Index(h.message[:min(len(h.message), 80)], []byte(": "))
	if colon <= 0 || bytes.ContainsAny(h.message[:colon], " \t\"'(){}=/\n") {
		return
	}
	h.logger = string(h.message[:colon])
}

// levelPlace reports whether a level word stands where levels stand. Lower
// case words need brackets or a colon: "error" may be any word of a message.
func levelPlace(b []byte, start, end int, stamped bool, word int) bool {
	upper := b[start] >= 'A' && b[start] <= 'Z' && (end-start < 2 || b[start+1] >= 'A' && b[start+1] <= 'Z')
	bracketed := start > 0 && (b[start-1] == '[' || b[start-1] == '<' || b[start-1] == '(') && end < len(b) && (b[end] == ']' || b[end] == '>' || b[end] == ')' || b[end] == ':')
	if bracketed {
		return true
	}
	followed := end >= len(b) || b[end] == ':' || b[end] == ' ' || b[end] == '\t' || b[end] == ']' || b[end] == '/' || b[end] == '|'
	switch {
	case !followed:
		return false
	case upper:
		return stamped || end >= len(b) || b[end] == ':' || b[end] == ' ' || b[end] == '\t'
	default:
		return stamped && word <= 1 && !noun(b[start:end]) || end < len(b) && b[end] == ':' && (word == 0 || !noun(b[start:end])) // read-only file system:
	}
}

// thrown reports whether the name of an exception is the last before a level.
func thrown(before []byte) bool {
	before, ok := bytes.CutSuffix(before, []byte(": "))
	return ok && (bytes.HasSuffix(before, []byte("Error")) || bytes.HasSuffix(before, []byte("Exception")))
}

// begins reports whether a level word is the first of a sentence: "Error
// connecting to redis", "Fatal Python error", "Error: no such table".
func begins(token, rest []byte) bool {
	if token[1] < 'a' || len(rest) < 3 {
		return false
	}
	return rest[0] == ' ' && rest[1]|0x20 >= 'a' && rest[1]|0x20 <= 'z' || rest[0] == ':' && rest[1] == ' ' && rest[2] != ' '
}

// noun reports whether a level word begins sentences in which it is none:
// "Config file is invalid", "System clock went back". In brackets, before a
// colon and in capitals it is a level.
func noun(word []byte) bool {
	switch string(bytes.ToLower(word)) {
	case "config", "system", "log", "note", "statement", "detail", "hint", "success", "fine", "alert", "information":
		return true
	}
	return false
}

func redisLevel(c byte) string {
	switch c {
	case '.':
		return "debug"
	case '-', '*':
		return "info"
	case '#':
		return "warning"
	}
	return ""
}

// sourceFile reports whether text begins with a place in a C++ file, as
// TensorFlow prints it: tensorflow/core/util/port.cc:113] message.
func sourceFile(text []byte) bool {
	end := bytes.IndexByte(text[:min(len(text), 160)], ']')
	return end > 0 && bytes.Contains(text[:end], []byte(".cc:")) && bytes.IndexByte(text[:end], ' ') < 0
}

// letterLevel is MongoDB's up to 4.2: "I  NETWORK  [conn1] …".
func letterLevel(c byte) string {
	switch c {
	case 'D':
		return "debug"
	case 'I':
		return "info"
	case 'W':
		return "warning"
	case 'E':
		return "error"
	case 'F':
		return "fatal"
	}
	return ""
}

// levelOf normalises the words programs use for levels; "" for any other word.
func levelOf(word []byte) string {
	if len(word) < 3 || len(word) > 9 {
		return ""
	}
	switch string(bytes.ToLower(word)) {
	case "trace", "trce", "finest", "finer", "verbose":
		return "trace"
	case "debug", "dbug", "fine", "dbg", "debug1", "debug2", "debug3", "debug4", "debug5":
		return "debug"
	case "info", "information", "notice", "log", "config", "hint", "detail", "statement", "inf", "note", "system", "success":
		return "info"
	case "warn", "warning", "wrn":
		return "warning"
	case "error", "err", "fail", "severe", "eror":
		return "error"
	case "fatal", "panic", "critical", "crit", "alert", "emerg", "emergency", "ftl":
		return "fatal"
	}
	return ""
}

// klog reads E1123 10:00:01.123456       1 file.go:12] message.
func klog(text []byte, reference time.Time) (head, bool) {
	if len(text) < 22 || text[5] != ' ' {
		return head{}, false
	}
	level := ""
	switch text[0] {
	case 'I':
		level = "info"
	case 'W':
		level = "warning"
	case 'E':
		level = "error"
	case 'F':
		level = "fatal"
	default:
		return head{}, false
	}
	t, n := stamp.Klog(text[1:min(len(text), 40)], reference)
	if n == 0 {
		return head{}, false
	}
	h := head{time: t, level: level, found: true, message: text}
	if i := bytes.Index(text[:min(len(text), 120)], []byte("] ")); i > 0 {
		place := bytes.Fields(text[n+1 : i])
		if len(place) > 0 {
			h.logger = string(place[len(place)-1])
		}
		h.message = text[i+2:]
	}
	return h, true
}

// Stamp is the time that a record itself begins with, whatever framing it came
// in; none when it has no stamp. reference chooses the year of stamps without
// one.
func Stamp(record []byte, reference time.Time) fact.Time { return header(record, reference).time }

// chromium reads what Chrome and Electron print, pid and thread optional:
//
//	[7:19:1123/100000.123456:ERROR:bus.cc(399)] message
func chromium(text []byte) (head, bool) {
	end := bytes.Index(text[:min(len(text), 120)], []byte(")] "))
	if end < 0 {
		return head{}, false
	}
	parts := bytes.Split(text[1:end], []byte(":"))
	if len(parts) < 3 || !bytes.Contains(parts[len(parts)-3], []byte("/")) {
		return head{}, false
	}
	level := levelOf(parts[len(parts)-2])
	if level == "" {
		return head{}, false
	}
	file, _, _ := bytes.Cut(parts[len(parts)-1], []byte("("))
	return head{level: level, logger: string(file), message: text[end+3:], found: true}, true
}

// pythonWarning reports whether a record is what Python's warnings module
// prints: /app/a.py:12: UserWarning: message.
func pythonWarning(text []byte) bool {
	line, _, _ := bytes.Cut(text, []byte("\n"))
	place, rest, ok := bytes.Cut(line[:min(len(line), 400)], []byte(": "))
	if !ok || !bytes.Contains(place, []byte(".py:")) || bytes.IndexByte(place, ' ') >= 0 {
		return false
	}
	kind, _, ok := bytes.Cut(rest, []byte(":"))
	return ok && bytes.HasSuffix(kind, []byte("Warning")) && bytes.IndexByte(kind, ' ') < 0
}
