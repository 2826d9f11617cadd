package containerlog

import (
	"bytes"
	"cmp"
	"encoding/json"
	"strconv"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"culprit/engine/fact"
	"culprit/parsers/stamp"
)

// jsonRecord returns the text of a json-file record from its quote on; nil for
// another line. Docker writes no blank behind a colon, programs that write such
// records anew do.
func jsonRecord(b []byte) []byte {
	rest, ok := bytes.CutPrefix(b, []byte(`{"log":`))
	if !ok {
		return nil
	}
	if rest = bytes.TrimLeft(rest, " "); len(rest) == 0 || rest[0] != '"' {
		return nil
	}
	return rest
}

// jsonFile reads a record of Docker's json-file driver (jsonfilelog.go). The
// driver writes at most 16 KiB of text into one record (copier.go); a longer
// line is continued by the next record of the same stream, until one ends in
// "\n". A shorter text without one is the last of a program that has ended.
func (u *line) jsonFile() bool {
	b := jsonRecord(u.Bytes)
	if b == nil {
		return false
	}
	text, n, ended, ok := oneLine(b)
	if !ok {
		if text, n, ok = unquote(b); !ok {
			return false
		}
		ended = bytes.HasSuffix(text, newline)
	}
	rest := b[n:]
	switch v, _ := quoted(rest, `"stream":`); string(v) {
	case "stdout": // these need no copy
		u.stream = "stdout"
	case "stderr":
		u.stream = "stderr"
	default:
		u.stream = string(v)
	}
	if v, ok := quoted(rest, `"time":`); ok {
		u.time, _ = stamp.Parse(v, time.Time{})
	}
	u.partial = len(text) >= jsonPiece && !ended
	u.text = bytes.TrimRight(text, "\r\n")
	return true
}

// jsonPiece is the length of a text that the driver cuts.
const jsonPiece = 16 << 10

// quoted returns the simple string after a key.
func quoted(b []byte, key string) ([]byte, bool) {
	i := bytes.Index(b, []byte(key))
	if i < 0 {
		return nil, false
	}
	b, ok := bytes.CutPrefix(bytes.TrimLeft(b[i+len(key):], " "), []byte(`"`))
	end := bytes.IndexByte(b, '"')
	if !ok || end < 0 {
		return nil, false
	}
	return b[:end], true
}

var newline = []byte{'\n'}

// oneLine is unquote for what most records are: a text that has no escape but
// that of the line end behind it, which is left out. It is not copied.
func oneLine(b []byte) (text []byte, n int, ended, ok bool) {
	end := 1 + bytes.IndexByte(b[1:], '"')
	if end < 3 || b[end-1] != 'n' || b[end-2] != '\\' {
		return nil, 0, false, false
	}
	text = b[1 : end-2]
	return text, end + 1, true, bytes.IndexByte(text, '\\') < 0
}

// unquote reads a JSON string that begins with its quote. It returns the text
// and the bytes consumed.
func unquote(b []byte) ([]byte, int, bool) {
	var out []byte
	end := 0 // of what has no quote, from i on
	for i := 1; i < len(b); {
		if end < i {
			if end = bytes.IndexByte(b[i:], '"'); end < 0 {
				break
			}
			end += i
		}
		n := bytes.IndexByte(b[i:end], '\\')
		if n < 0 {
			if out == nil {
				return b[i:end], end + 1, true
			}
			return append(out, b[i:end]...), end + 1, true
		}
		if out == nil {
			out = make([]byte, 0, min(len(b), end+64))
		}
		out = append(out, b[i:i+n]...)
		i += n
		var width int
		if out, width = unescape(out, b[i:]); width == 0 {
			return out, i, false
		}
		i += width
	}
	return out, len(b), false
}

// unescape appends what an escape stands for, and returns how long it is; 0 for
// one that is cut or broken.
func unescape(out, b []byte) ([]byte, int) {
	if len(b) < 2 {
		return out, 0
	}
	switch b[1] {
	case 'n':
		return append(out, '\n'), 2
	case 't':
		return append(out, '\t'), 2
	case 'r':
		return append(out, '\r'), 2
	case 'b':
		return append(out, '\b'), 2
	case 'f':
		return append(out, '\f'), 2
	case '"', '\\', '/':
		return append(out, b[1]), 2
	case 'u':
		// Escape sequences of terminals come as \u001b and are removed with the
		// others.
		r, width := unicodeEscape(b)
		if width == 0 {
			return out, 0
		}
		return utf8.AppendRune(out, r), width
	}
	return append(out, '\\', b[1]), 2 // no escape of JSON
}

// unicodeEscape reads \uXXXX, or two of them that form a surrogate pair.
func unicodeEscape(b []byte) (rune, int) {
	unit := func(b []byte) (rune, bool) {
		if len(b) < 6 || b[0] != '\\' || b[1] != 'u' {
			return 0, false
		}
		n, err := strconv.ParseUint(string(b[2:6]), 16, 32)
		return rune(n), err == nil
	}
	first, ok := unit(b)
	if !ok {
		return 0, 0
	}
	if utf16.IsSurrogate(first) {
		if second, ok := unit(b[6:]); ok {
			if r := utf16.DecodeRune(first, second); r != utf8.RuneError {
				return r, 12
			}
		}
		return utf8.RuneError, 6
	}
	return first, 6
}

// priorities of syslog as levels.
var priorities = [...]string{"fatal", "fatal", "fatal", "error", "warning", "info", "info", "debug"}

// journal reads a record of `journalctl -o json`. MESSAGE is a string, or a
// list of byte values when it is no UTF-8 (systemd.journal-fields(7)).
func (u *line) journal() bool {
	var entry struct {
		Time      string          `json:"__REALTIME_TIMESTAMP"`
		Message   json.RawMessage `json:"MESSAGE"`
		Priority  string          `json:"PRIORITY"`
		Transport string          `json:"_TRANSPORT"`
		Unit      string          `json:"_SYSTEMD_UNIT"`
		About     string          `json:"UNIT"` // systemd speaks of another
		Name      string          `json:"SYSLOG_IDENTIFIER"`
		Container string          `json:"CONTAINER_NAME"`
		ID        string          `json:"CONTAINER_ID_FULL"`
		Host      string          `json:"_HOSTNAME"`
		Partial   string          `json:"CONTAINER_PARTIAL_MESSAGE"`
		Last      string          `json:"CONTAINER_PARTIAL_LAST"`
	}
	if err := json.Unmarshal(u.Bytes, &entry); err != nil {
		return false
	}
	var text string
	if json.Unmarshal(entry.Message, &text) == nil {
		u.text = []byte(text)
	} else {
		var values []int
		if json.Unmarshal(entry.Message, &values) != nil {
			return false
		}
		u.text = make([]byte, len(values))
		for i, v := range values {
			u.text[i] = byte(v)
		}
	}
	if micros, err := strconv.ParseInt(entry.Time, 10, 64); err == nil {
		u.time = fact.Exact(time.UnixMicro(micros), time.Microsecond)
	}
	// What a service or a container prints has info as its priority whatever it says
	// (SyslogLevel= in systemd.exec(5), daemon/logger/journald).
	printed := entry.Priority == "6" && (entry.Transport == "stdout" || entry.Container != "")
	if n, err := strconv.Atoi(entry.Priority); err == nil && n >= 0 && n < len(priorities) && !printed {
		u.level = priorities[n]
	}
	u.logger = entry.Name
	u.partial = entry.Partial == "true" && entry.Last != "true"
	switch {
	case entry.Container != "":
		u.subject = fact.Subject{Kind: fact.Container, Name: entry.Container, ID: entry.ID, Host: entry.Host}
	case u.subject.Zero() && entry.Unit+entry.About != "":
		u.subject = fact.Subject{Kind: fact.Unit, Name: cmp.Or(entry.About, entry.Unit), Host: entry.Host}
	case u.subject.Zero():
		u.subject = fact.Subject{Kind: fact.Host, Name: entry.Host, Host: entry.Host}
	}
	return true
}
