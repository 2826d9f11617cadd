package ingest

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"sync"

	"culprit/engine/lazyregexp"
	"culprit/engine/scan"
)

// cuts are lines that a tool or person leaves in the place of what was left out.
var cuts = lazyregexp.New(`(?i)^\W*(?:` +
	`(?:log|logs|output|file|message|response|results?|rest|text|\d[\d,.]* (?:more |earlier |older |further )?(?:lines?|bytes|records?|entries|messages|characters|[kmg]i?b))\b.{0,40}\b(?:truncated|omitted|cut|skipped|snipped|elided|not shown|removed)\b.{0,60}` +
	`|(?:snip|snipped|truncated|cut|omitted|log cut.{0,30}|truncated .{0,30})\W*|\.{3,}\s*\d+ (?:more )?lines.{0,20})$`)

// losses are what loggers say when they had to drop records.
var losses = lazyregexp.New(`(?i)suppressed (\d+) messages from|imjournal: (?:journal )?(\d+) messages lost|(\d+) messages lost due to rate-limiting|begin to drop messages due to rate-limiting|missed (\d+) (?:kernel )?messages|(\d+) (?:log )?(?:messages|records|lines|events) (?:were )?(?:dropped|lost)\b|backlog limit exceeded`)

// captures are shell lines that ask for part of a log only.
var captures = lazyregexp.New(`^[^|]{0,60}?(?:[$#%>+=]+|\*+)\s*(?:sudo\s+)?((?:docker|podman|nerdctl|kubectl|oc|crictl|journalctl|dmesg|docker-compose)\b.*?\s(?:(?:--tail|--since|--until|-n|--lines)[= ]\s*\S+|\|\s*(?:tail|head|grep)\b[^|]*))`)

// redactions are the marks that other tools leave in the place of what they
// hid (troubleshoot.sh, sos, Rails, GitLab, …). Stars alone are no mark: programs
// print them for their own passwords.
var redactions = [...]string{"***HIDDEN***", "[REDACTED]", "<REDACTED>", "REDACTED", "<redacted>", "[redacted]", "[FILTERED]", "[MASKED]", "<masked>", "[hidden]"}

// A sign is a word of which a line may say that something is missing.
type sign struct {
	word string
	kind string // of the gap; GapRedacted: the word itself, as it is written, says so
	says *lazyregexp.Regexp
}

var allSigns = func() (list []sign) {
	for _, mark := range redactions {
		list = append(list, sign{mark, GapRedacted, nil})
	}
	for _, w := range []string{"--tail", "--since", "--until", "--lines", "docker", "podman", "nerdctl", "kubectl", "crictl", "journalctl", "dmesg ", "dmesg|", "oc logs"} {
		list = append(list, sign{w, GapCut, captures})
	}
	for _, w := range []string{"suppressed", "messages lost", "drop messages", "dropped", "records lost", "lines lost", "events lost", "were lost", "backlog limit", "missed "} {
		list = append(list, sign{w, GapDropped, losses})
	}
	for _, w := range []string{"truncated", "omitted", "snip", "log cut", "skipped", "not shown", "elided", "removed", "more lines"} {
		list = append(list, sign{w, GapCut, cuts})
	}
	return list
}()

// signWords finds the words of allSigns; it is made when the first stream has
// bytes to look at.
var signWords = sync.OnceValue(func() *scan.Set {
	words := make([]string, len(allSigns))
	for i, s := range allSigns {
		words[i] = scan.Lower(s.word)
	}
	return scan.Compile(words, nil)
})

// maxSignLine is the length up to which a line may say that something is
// missing: a long one is a record that quotes such words.
const maxSignLine = 400

// words looks for lines that say themselves that something was left out.
func (l *look) words(part []byte) {
	type found struct{ at, sign int }
	var list []found
	signWords().Find(part, func(at, i int) int {
		if s := allSigns[i]; s.kind != GapRedacted || bytes.HasPrefix(part[at:], []byte(s.word)) {
			list = append(list, found{at, i})
		}
		return 0
	})
	slices.SortFunc(list, func(a, b found) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.sign, b.sign)) })
	number, counted, spoken := l.number+1, 0, -1
	for _, f := range list {
		start := bytes.LastIndexByte(part[:f.at], '\n') + 1
		number += bytes.Count(part[counted:start], []byte("\n"))
		counted = start
		line, _, _ := bytes.Cut(part[start:], []byte("\n"))
		switch s := allSigns[f.sign]; {
		case s.kind == GapRedacted:
			if l.hidden[f.sign]++; l.hidden[f.sign] == 1 {
				l.hiddenAt[f.sign] = number
			}
		case start != spoken && len(line) <= maxSignLine && len(l.notes) < maxSigns:
			if reason := s.reason(strings.TrimSpace(string(line))); reason != "" {
				spoken = start
				l.note(Note{Kind: s.kind, Stream: l.name, Line: number, Reason: reason})
			}
		}
	}
}

// reason is what a line with the word says, in our words; empty when it says
// nothing of the kind.
func (s sign) reason(line string) string {
	m := s.says.FindStringSubmatch(line)
	switch {
	case m == nil:
		return ""
	case s.says == captures:
		return "only part was captured: " + shorten(m[1])
	case s.says == losses:
		return "its logger dropped records: " + shorten(line)
	}
	return "it says that something was left out: " + shorten(line)
}

func shorten(s string) string {
	if len(s) > 100 {
		return s[:100] + "…"
	}
	return s
}
