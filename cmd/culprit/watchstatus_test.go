package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"culprit/engine/report"
	"culprit/engine/source"
)

// screenOf is what a terminal shows after some bytes: lines, the last being
// where the cursor is.
func screenOf(text string) []string {
	lines := []string{""}
	for len(text) > 0 {
		last := &lines[len(lines)-1]
		switch {
		case strings.HasPrefix(text, clearLine):
			*last, text = "", text[len(clearLine):]
			continue
		case text[0] == '\n':
			lines = append(lines, "")
		default:
			*last += text[:1]
		}
		text = text[1:]
	}
	return lines
}

// TestStatusLine: it stays below all that is written, is never longer than the
// terminal is wide, and leaves nothing behind.
func TestStatusLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b bytes.Buffer
		width := 80
		line := &statusLine{w: &b, width: func() int { return width }}
		out := line.above(&b)
		s := openStatus(line)
		shows := func(want ...string) {
			t.Helper()
			synctest.Wait()
			if got := screenOf(b.String()); strings.Join(got, "|") != strings.Join(want, "|") {
				t.Errorf("the terminal shows %q, want %q", got, want)
			}
		}
		shows("0 streams, 0 lines/s, no root cause")
		s.piece(source.Piece{Stream: "a.log", Data: []byte("one\ntwo\n")})
		s.piece(source.Piece{Stream: "b.json", Data: []byte("{\n}\n"), Whole: true})
		root := func(id, severity, status string) change {
			return change{report.Event{Event: "opened", Diagnosis: &report.Diagnosis{ID: id, Severity: severity, Status: status, Root: id != "effect"}}, true}
		}
		s.judged(judgement{changes: []change{root("a", "error", "active"), root("b", "critical", "active"), root("effect", "critical", "active")}})
		time.Sleep(statusEvery + time.Millisecond)
		shows("2 streams, 2 lines/s, 2 root causes: 1 critical, 1 error")
		fmt.Fprintln(out, "an event")
		shows("an event", "2 streams, 2 lines/s, 2 root causes: 1 critical, 1 error")
		fmt.Fprint(out, "half ")
		shows("an event", "half ")
		fmt.Fprintln(out, "a line")
		shows("an event", "half a line", "2 streams, 2 lines/s, 2 root causes: 1 critical, 1 error")
		width = 20
		s.judged(judgement{changes: []change{root("b", "critical", "resolved")}})
		s.piece(source.Piece{Stream: "a.log", Gap: &source.Gap{}})
		time.Sleep(statusEvery)
		shows("an event", "half a line", "2 streams, 0 lines/")
		width = 80
		s.judged(judgement{changes: []change{root("a", "error", "resolved")}})
		time.Sleep(statusEvery)
		shows("an event", "half a line", "2 streams, 0 lines/s, 1 gap, no root cause")
		s.close(t.Context())
		shows("an event", "half a line", "")
	})
}
