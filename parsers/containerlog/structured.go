package containerlog

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"culprit/engine/fact"
	"culprit/parsers/stamp"
)

// Keys that structured loggers use, in the order they are looked for.
var (
	messageKeys = []string{"message", "msg", "Message", "@m", "@mt", "event", "log", "short_message", "text", "body"}
	levelKeys   = []string{"level", "severity", "lvl", "levelname", "log.level", "@l", "Level", "loglevel", "s"}
	timeKeys    = []string{"time", "ts", "timestamp", "@timestamp", "@t", "asctime", "t", "datetime", "Timestamp", "eventTime"}
	loggerKeys  = []string{"logger", "name", "logger_name", "module", "component", "caller", "c", "SourceContext"}
	detailKeys  = []string{"error", "err", "exception", "exc_info", "stack", "stack_trace", "stacktrace", "traceback", "@x", "cause", "Exception", "errorMessage", "error_message", "errmsg"}

	// Traces beside the message of an error: pino, Elastic's schema, OpenTelemetry,
	// log4j 2, Monolog.
	traceKeys = []string{
		"err.stack", "error.stack", "error.stack_trace", "error.type", "exception.stacktrace", "exception.stack_trace", "exception.type",
		"thrown.message", "thrown.extendedStackTrace", "context.exception",
	}
)

// detailPlaces are where the text of each of detailKeys stands: under the key, or
// in an object.
var detailPlaces = func() (list [][]string) {
	for _, key := range detailKeys {
		list = append(list, []string{key, key + ".message"})
	}
	for _, key := range traceKeys {
		list = append(list, []string{key})
	}
	return list
}()

// maxFields bounds the fields kept of one structured record.
const maxFields = 40

// structured reads a JSON record. The text of an error field is appended to
// the message, so that rules find it where a plain log would have it.
func structured(text []byte) (head, bool) {
	o := objectOf(text)
	if len(o) == 0 {
		return head{}, false
	}
	fields := make(map[string]string, len(o))
	for _, m := range o {
		if len(fields) < maxFields {
			flatten(fields, m.key, m.raw)
		}
	}
	h := head{found: true, fields: fields}
	h.time = firstTime(o)
	h.level = levelText(pick(fields, levelKeys))
	h.logger = pick(fields, loggerKeys)
	message := pick(fields, messageKeys)
	for _, keys := range detailPlaces {
		if detail := pick(fields, keys); detail != "" && !strings.Contains(message, detail) {
			message = strings.TrimSpace(message + ": " + detail)
		}
	}
	// MongoDB's own format: {"t":{"$date":…},"s":"E","c":"NETWORK","msg":…,"attr":{…}}
	if attr := o.get("attr"); attr != nil && fields["s"] != "" {
		message += " " + string(attr)
	}
	if message == "" {
		message = string(text)
	}
	h.message = []byte(message)
	return h, true
}

// flatten keeps a value under its key, and the values of an object under
// key.inner, one level deep.
func flatten(fields map[string]string, key string, raw []byte) {
	if text, ok := stringOf(raw); ok {
		fields[key] = text
		return
	}
	if raw[0] != '{' {
		fields[key] = string(raw)
		return
	}
	for _, m := range objectOf(raw) {
		if len(fields) >= maxFields {
			return
		}
		text, ok := stringOf(m.raw)
		if !ok {
			text = string(m.raw)
		}
		fields[key+"."+m.key] = text
	}
}

func pick(fields map[string]string, keys []string) string {
	for _, k := range keys {
		if v := fields[k]; v != "" && v != "null" {
			return v
		}
	}
	return ""
}

func firstTime(o object) fact.Time {
	for _, key := range timeKeys {
		raw := o.get(key)
		if raw == nil {
			continue
		}
		var date struct {
			Date string `json:"$date"`
		}
		if s, ok := stringOf(raw); ok {
			if t, n := stamp.Parse([]byte(s), time.Time{}); n > 0 {
				return t
			}
			if t, ok := epochTime(s); ok {
				return t
			}
		} else if json.Unmarshal(raw, &date) == nil && date.Date != "" {
			if t, n := stamp.Parse([]byte(date.Date), time.Time{}); n > 0 {
				return t
			}
		} else if t, ok := epochTime(string(raw)); ok {
			return t
		}
	}
	return fact.Time{}
}

// epochTime reads seconds, milli-, micro- or nanoseconds since 1970, told
// apart by their size.
func epochTime(s string) (fact.Time, bool) {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || f < 1e8 {
		return fact.Time{}, false
	}
	unit, resolution := time.Second, time.Millisecond
	switch {
	case f > 1e17:
		unit, resolution = time.Nanosecond, time.Microsecond // a float has no more digits
	case f > 1e14:
		unit, resolution = time.Microsecond, time.Microsecond
	case f > 1e11:
		unit, resolution = time.Millisecond, time.Millisecond
	}
	seconds := f * float64(unit) / float64(time.Second)
	return fact.Exact(time.Unix(int64(seconds), int64((seconds-float64(int64(seconds)))*1e9)), resolution), true
}

// levelText normalises a level field: a word, MongoDB's letter, pino's and
// bunyan's numbers.
func levelText(s string) string {
	switch s {
	case "10":
		return "trace"
	case "20", "D", "D1", "D2":
		return "debug"
	case "30", "I":
		return "info"
	case "40", "W":
		return "warning"
	case "50", "E":
		return "error"
	case "60", "F":
		return "fatal"
	}
	return levelOf([]byte(s))
}

// logfmt reads key=value lines: time="…" level=error msg="…".
func logfmt(text []byte) (head, bool) {
	first, _, ok := bytes.Cut(text[:min(len(text), 20)], []byte("="))
	if !ok || !isKey(first) {
		return head{}, false
	}
	line := text
	var rest []byte
	if i := bytes.IndexByte(text, '\n'); i >= 0 {
		line, rest = text[:i], text[i:]
	}
	fields := map[string]string{}
	for len(line) > 0 && len(fields) < maxFields {
		line = bytes.TrimLeft(line, " ")
		key, value, ok := bytes.Cut(line, []byte("="))
		if !ok || !isKey(key) {
			break
		}
		if len(value) > 0 && value[0] == '"' {
			v, n, _ := unquote(value)
			fields[string(key)] = string(v)
			line = value[n:]
			continue
		}
		end := bytes.IndexByte(value, ' ')
		if end < 0 {
			end = len(value)
		}
		fields[string(key)] = string(value[:end])
		line = value[end:]
	}
	message := pick(fields, messageKeys)
	if len(fields) < 2 || message == "" {
		return head{}, false
	}
	h := head{found: true, fields: fields, level: levelText(pick(fields, levelKeys)), logger: pick(fields, loggerKeys)}
	for _, key := range timeKeys {
		if t, n := stamp.Parse([]byte(fields[key]), time.Time{}); n > 0 {
			h.time = t
			break
		}
	}
	for _, key := range detailKeys {
		if detail := fields[key]; detail != "" && !strings.Contains(message, detail) {
			message = fmt.Sprintf("%s: %s", message, detail)
		}
	}
	h.message = append([]byte(message), rest...)
	return h, true
}

func isKey(b []byte) bool {
	for _, c := range b {
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '.' || c == '-' || c == '@') {
			return false
		}
	}
	return len(b) > 0
}
