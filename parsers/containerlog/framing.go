package containerlog

import (
	"bytes"
	"time"

	"culprit/engine/fact"
	"culprit/parsers/section"
	"culprit/parsers/stamp"
)

type framing uint8

const (
	framingPlain   framing = iota // none, or docker logs -t
	framingJSON                   // json-file driver
	framingCRI                    // containerd, CRI-O
	framingCompose                // docker compose logs
	framingSyslog                 // journalctl, syslog
	framingJournal                // journalctl -o json
	framingPods                   // stern, kubectl logs --prefix
)

// detect chooses the framing of a block by its first lines. A line that does
// not fit the framing is read as plain text.
func detect(head []byte) framing {
	lines := bytes.Split(head, []byte("\n"))
	if len(lines) > 1 {
		lines = lines[:len(lines)-1] // the last one may be cut
	}
	votes := [7]int{}
	seen := 0
	for _, l := range lines[:min(len(lines), 40)] {
		l = bytes.TrimSuffix(section.AppendWithoutANSI(nil, l), []byte("\r"))
		if len(bytes.TrimSpace(l)) == 0 {
			continue
		}
		seen++
		switch {
		case jsonRecord(l) != nil:
			votes[framingJSON]++
		case bytes.HasPrefix(l, []byte("{")) && bytes.Contains(l, []byte(`"__REALTIME_TIMESTAMP"`)):
			votes[framingJournal]++
		default:
			if _, _, n := criHeader(l); n > 0 {
				votes[framingCRI]++
			} else if name, _ := composePrefix(l); name != nil || bytes.Contains(l, []byte(" exited with code ")) {
				votes[framingCompose]++
			} else if pod, _, _ := podPrefix(l); pod != nil {
				votes[framingPods]++
			} else if _, _, n := syslogHeader(l, time.Unix(0, 0)); n > 0 {
				votes[framingSyslog]++
			}
		}
	}
	for f, n := range votes {
		if n*2 > seen {
			return framing(f)
		}
	}
	// A few lines of `compose up` chatter may stand before the logs.
	if votes[framingCompose] >= 3 {
		return framingCompose
	}
	return framingPlain
}

var framingNames = [...]string{framingJSON: "json-file", framingJournal: "journal"}

// unframe takes the framing off a line. It changes nothing but its result.
func (p *parse) unframe(l section.Line) (line, sort) {
	u := line{Line: l, text: l.Bytes, source: source{subject: p.Subject}}
	switch p.framing {
	case framingJSON:
		if !u.jsonFile() {
			return u, damagedLine
		}
	case framingJournal:
		if !u.journal() {
			return u, damagedLine
		}
	case framingCRI:
		if t, tag, n := criHeader(l.Bytes); n > 0 {
			u.time, u.stream, u.partial, u.text = t, tag.stream, tag.partial, l.Bytes[n:]
		}
	case framingCompose:
		name, rest := composePrefix(l.Bytes)
		if name == nil {
			if _, _, ok := exitOf(l.Bytes); ok {
				return u, exitLine
			}
			u.subject = fact.Subject{}
			break
		}
		u.subject = fact.Subject{Kind: fact.Container, Name: string(name)}
		u.text = rest
		u.dockerTime()
	case framingPods:
		if pod, container, rest := podPrefix(l.Bytes); pod != nil {
			u.subject = fact.Subject{Kind: fact.Pod, Name: string(pod), Service: string(container)}
			u.text = rest
			u.dockerTime()
		}
	case framingSyslog:
		if t, unit, n := syslogHeader(l.Bytes, p.Reference); n > 0 {
			u.time, u.text = t, l.Bytes[n:]
			if string(unit) == "kernel" {
				return u, kernelLine
			}
			u.logger = string(unit)
			if u.subject.Zero() {
				u.subject = fact.Subject{Kind: fact.Host}
			}
		}
	default:
		if _, _, ok := exitOf(l.Bytes); ok {
			return u, exitLine
		}
		u.dockerTime()
	}
	if name, rest := processPrefix(u.text); name != nil {
		u.logger, u.text = string(name), rest
	}
	return u, recordLine
}

// processPrefix reads what a program that runs in several processes puts before
// each line, so that the lines of one traceback are joined:
//
//	(EngineCore_0 pid=212) ERROR 11-23 10:00:00 [core.py:708] …   vLLM, Ray
//	[rank0]: Traceback (most recent call last):                   torchrun
func processPrefix(text []byte) (name, rest []byte) {
	const longest = 80
	switch {
	case bytes.HasPrefix(text, []byte("(")):
		end := bytes.IndexByte(text[:min(len(text), longest)], ')')
		if end < 0 || !bytes.Contains(text[:end], []byte(" pid=")) {
			return nil, nil
		}
		name, _, _ = bytes.Cut(text[1:end], []byte(" "))
		return name, bytes.TrimPrefix(text[end+1:], []byte(" "))
	case bytes.HasPrefix(text, []byte("[rank")):
		end := bytes.Index(text[:min(len(text), longest)], []byte("]:"))
		if end < 0 || bytes.ContainsAny(text[:end], " \t") {
			return nil, nil
		}
		return text[1:end], bytes.TrimPrefix(text[end+2:], []byte(" "))
	}
	return nil, nil
}

// dockerTime reads the stamp that `docker logs -t` or a viewer puts before each
// line.
func (u *line) dockerTime() {
	if t, n := dockerTime(u.text); n > 0 {
		u.time, u.text = t, u.text[n:]
	} else if t, n := viewerTime(u.text); n > 0 {
		u.time, u.text, u.viewer = t, u.text[n:], true
	}
}

// viewerTime reads the stamp that viewers of logs, Docker Desktop's for one, put
// before each line: to the second, of the reader's zone. It looks like one that
// a program writes; a viewer's it is where a head or a part of a trace follows.
func viewerTime(b []byte) (fact.Time, int) {
	if !viewerStamp(b) || !ownHead(b[viewerWidth:]) {
		return fact.Time{}, 0
	}
	t, n := stamp.Parse(b[:viewerWidth-1], epoch)
	if n != viewerWidth-1 {
		return fact.Time{}, 0
	}
	return t, viewerWidth
}

const viewerWidth = len("2006-01-02 15:04:05 ")

func viewerStamp(b []byte) bool {
	return len(b) > viewerWidth && b[4] == '-' && b[10] == ' ' && b[13] == ':' && b[viewerWidth-1] == ' '
}

// ownHeads begin lines that no program writes behind a stamp of its own.
var ownHeads = [...]string{
	`{"`, `time="`, "time=2", "ts=2", "level=", "    ", "\t", `  File "`, "Traceback (most recent", "panic: ", "goroutine ", "[signal ", "thread '", "[FATAL tini (",
	"Caused by: ", "During handling of", "The above exception",
}

func ownHead(rest []byte) bool {
	for _, h := range ownHeads {
		if len(rest) > len(h) && string(rest[:len(h)]) == h {
			return true
		}
	}
	rest = rest[redisRole(rest):]
	if rest = bytes.TrimLeft(rest, "[("); len(rest) == 0 || rest[0] < '0' || rest[0] > '9' {
		return false
	}
	_, n := stamp.Parse(rest[:min(len(rest), 64)], epoch)
	return n > 10 // a time alone may be anything
}

func dockerTime(b []byte) (fact.Time, int) {
	// 2026-11-23T22:12:23.420373225Z: nine digits tell it from most programs'
	// own stamps, which would do no harm either.
	if len(b) < 30 || b[4] != '-' || b[10] != 'T' || b[19] != '.' || b[29] != 'Z' && b[29] != '+' && b[29] != '-' {
		return fact.Time{}, 0
	}
	t, n := stamp.Parse(b[:min(len(b), 36)], time.Time{})
	if n == 0 || t.Quality != fact.QualityExact {
		return fact.Time{}, 0
	}
	if n < len(b) {
		if b[n] != ' ' {
			return fact.Time{}, 0
		}
		n++
	}
	return t, n
}

type criTag struct {
	stream  string
	partial bool
}

// criHeader reads "<RFC 3339 nano> stdout F ".
func criHeader(b []byte) (fact.Time, criTag, int) {
	if len(b) < 20 || b[4] != '-' || b[10] != 'T' {
		return fact.Time{}, criTag{}, 0
	}
	t, n := stamp.Parse(b[:min(len(b), 40)], time.Time{})
	if n == 0 || len(b) < n+10 {
		return fact.Time{}, criTag{}, 0
	}
	rest := b[n:]
	for _, stream := range []string{" stdout ", " stderr "} {
		if bytes.HasPrefix(rest, []byte(stream)) && len(rest) > 8 && (rest[8] == 'F' || rest[8] == 'P') && (len(rest) == 9 || rest[9] == ' ') {
			return t, criTag{stream[1:7], rest[8] == 'P'}, n + min(10, len(rest))
		}
	}
	return fact.Time{}, criTag{}, 0
}

// composePrefix reads "worker-1  | " and returns the name and the rest.
func composePrefix(b []byte) (name, rest []byte) {
	bar := bytes.IndexByte(b[:min(len(b), 100)], '|')
	if bar < 2 || bar+1 < len(b) && b[bar+1] != ' ' {
		return nil, nil
	}
	padded := b[:bar]
	name = bytes.TrimRight(padded, " ")
	if len(name) == len(padded) || len(name) == 0 {
		return nil, nil
	}
	for i, c := range name {
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || i > 0 && (c == '-' || c == '_' || c == '.')) {
			return nil, nil
		}
	}
	return name, b[min(len(b), bar+2):]
}

// syslogHeader reads "Nov 23 22:12:23 host dockerd[811]: " (syslog, journalctl
// short) and its ISO forms.
func syslogHeader(b []byte, reference time.Time) (fact.Time, []byte, int) {
	t, n := stamp.Parse(b[:min(len(b), 64)], reference)
	if n == 0 || n >= len(b) || b[n] != ' ' {
		return fact.Time{}, nil, 0
	}
	rest := b[n+1:]
	host := bytes.IndexByte(rest[:min(len(rest), 80)], ' ')
	if host <= 0 || !plainWord(rest[:host]) || rest[host-1] == ':' || t.Uncertainty < time.Microsecond {
		return fact.Time{}, nil, 0 // nanoseconds are Docker's, not syslog's
	}
	unit := rest[host+1:]
	colon := bytes.Index(unit[:min(len(unit), 120)], []byte(":"))
	if colon <= 0 || colon+1 < len(unit) && unit[colon+1] != ' ' {
		return fact.Time{}, nil, 0
	}
	name := unit[:colon]
	if open := bytes.IndexByte(name, '['); open > 0 && name[len(name)-1] == ']' {
		name = name[:open]
	} else if t.Quality == fact.QualityNoZone {
		return fact.Time{}, nil, 0 // "2026-11-23 10:00:00 ERROR app: …" is a program's own line
	}
	if len(name) == 0 || name[0] == '/' || bytes.ContainsAny(name, " \t\"{") {
		return fact.Time{}, nil, 0
	}
	n += 1 + host + 1 + colon + 1
	if n < len(b) && b[n] == ' ' {
		n++
	}
	return t, name, n
}

func plainWord(b []byte) bool {
	for _, c := range b {
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.' || c == ':') {
			return false
		}
	}
	return len(b) > 0 && levelOf(b) == ""
}
