package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Colours as SGR codes; they are ours, everything else passes safe.
const (
	bold   = "\x1b[1m"
	dim    = "\x1b[2m"
	red    = "\x1b[31m"
	green  = "\x1b[32m"
	yellow = "\x1b[33m"
	blue   = "\x1b[34m"
	reset  = "\x1b[0m"
)

// maxWidth keeps lines readable on wide terminals.
const maxWidth = 100

// Text writes the report for people: each root cause with its proof, what it
// brought about, and what to type.
func Text(w io.Writer, r *Report, style Style) error {
	t := newText(w, style)
	for i := range r.Diagnoses {
		t.byID[r.Diagnoses[i].ID] = &r.Diagnoses[i]
	}
	roots, resolved := 0, 0
	for i := range r.Diagnoses {
		d := &r.Diagnoses[i]
		switch {
		case d.Status == "resolved":
			resolved++
		case d.Root || t.orphan(d):
			if !t.told[d.ID] {
				t.root(d, roots)
				roots++
			}
		}
	}
	// Whatever hangs on no root that was shown still must be said.
	for i := range r.Diagnoses {
		if d := &r.Diagnoses[i]; d.Status != "resolved" && !t.told[d.ID] {
			t.root(d, roots)
			roots++
		}
	}
	if roots == 0 {
		if r.Coverage.Nothing() != "" {
			t.line(yellow, "nothing was understood")
		} else if r.Next != nil {
			t.line(yellow, "no cause found yet: "+safe(r.Next.Reason))
		} else {
			t.line(green, "nothing wrong found")
		}
	}
	if resolved > 0 {
		t.resolved(r)
	}
	t.risks(r)
	t.next(r)
	t.coverage(r)
	return t.err
}

// Block writes what Text writes of one root: its proof, effects and fixes.
func Block(w io.Writer, r *Report, id string, style Style) error {
	t := newText(w, style)
	for i := range r.Diagnoses {
		t.byID[r.Diagnoses[i].ID] = &r.Diagnoses[i]
	}
	if d := t.byID[id]; d != nil {
		t.root(d, 0)
	}
	return t.err
}

func newText(w io.Writer, style Style) *text {
	width := min(max(cmp.Or(style.Width, 80), 60), maxWidth)
	return &text{w: w, style: style, width: width, byID: map[string]*Diagnosis{}, told: map[string]bool{}}
}

type text struct {
	w     io.Writer
	style Style
	width int
	byID  map[string]*Diagnosis
	told  map[string]bool
	err   error
}

func (t *text) printf(format string, args ...any) {
	if t.err == nil {
		_, t.err = fmt.Fprintf(t.w, format, args...)
	}
}

func (t *text) paint(color, s string) string {
	if !t.style.Color || color == "" {
		return s
	}
	return color + s + reset
}

func (t *text) line(color, s string) { t.printf("%s\n", t.paint(color, s)) }

// orphan: all that explains it has healed, so it stands for itself.
func (t *text) orphan(d *Diagnosis) bool {
	return !slices.ContainsFunc(d.CausedBy, func(id string) bool { return t.byID[id] != nil && t.byID[id].Status != "resolved" })
}

func (t *text) root(d *Diagnosis, n int) {
	t.told[d.ID] = true
	if n > 0 {
		t.printf("\n")
	}
	label := "ROOT CAUSE  "
	if d.Severity == "info" || d.Severity == "warning" {
		label = "NOTE        "
	}
	right := fmt.Sprintf("%s · %.0f %%", d.Severity, d.Confidence*100)
	title := safe(d.Message)
	if title == "" {
		title = d.Title
	}
	lines := wrap(title, t.width-len(label)-utf8.RuneCountInString(right)-2)
	for i, l := range lines {
		if i == 0 {
			gap := t.width - len(label) - utf8.RuneCountInString(l) - utf8.RuneCountInString(right)
			t.printf("%s%s%s%s\n", t.paint(bold+severityColor(d.Severity), label), t.paint(bold, l), strings.Repeat(" ", max(2, gap)), t.paint(severityColor(d.Severity), right))
			continue
		}
		t.printf("%s%s\n", strings.Repeat(" ", len(label)), t.paint(bold, l))
	}
	about, id := fmt.Sprintf("%s%s, %s", who(d.Subject), seen(d), rhythm(d)), "["+d.Cause+"]"
	// Short enough, the cause stays on the line; programs and eyes look for it there.
	if line := about + "  " + id; utf8.RuneCountInString(line) <= maxWidth {
		t.printf("  %s\n", t.paint(dim, line))
	} else {
		t.wrapped("  ", about)
		t.printf("  %s\n", t.paint(dim, id))
	}
	if d.Message != "" && d.Title != "" {
		t.wrapped("  ", d.Title+". "+d.Summary)
	}
	t.evidence(d, 4)
	t.unknown(d)
	t.doubts(d)
	t.effects(d, "  ")
	t.fixes(d)
	for i, p := range d.Prevent {
		head := "  prevent  "
		if i > 0 {
			head = "           "
		}
		t.wrapped(head, p)
	}
}

// unknown says what the strongest finding could not check.
func (t *text) unknown(d *Diagnosis) {
	if len(d.Findings) == 0 {
		return
	}
	for _, u := range d.Findings[0].Unknown {
		t.wrapped("  but  ", "not checked: "+u)
	}
}

func severityColor(s string) string {
	switch s {
	case "critical", "error":
		return red
	case "warning":
		return yellow
	}
	return blue
}

// evidence shows the strongest places, each once.
func (t *text) evidence(d *Diagnosis, most int) {
	for _, e := range d.evidence(most) {
		place := safe(fmt.Sprintf("%s:%d", e.Stream, e.Line))
		room := t.width - 6 - utf8.RuneCountInString(place)
		if room < 30 {
			t.printf("    %s\n      %s\n", t.paint(blue, place), shorten(safe(e.Text), t.width-6))
			continue
		}
		t.printf("    %s  %s\n", t.paint(blue, place), shorten(safe(e.Text), room))
	}
}

// effects folds what d brought about under it, each diagnosis once.
func (t *text) effects(d *Diagnosis, indent string) {
	for _, id := range d.LeadsTo {
		e := t.byID[id]
		if e == nil || t.told[id] {
			continue
		}
		t.told[id] = true
		t.effect(e, indent, "so")
		t.because(d, e, indent+"    ")
		t.effects(e, indent+"  ")
	}
}

// effect shows a diagnosis in two lines, after a word that ties it to what
// stands above.
func (t *text) effect(e *Diagnosis, indent, word string) {
	message := safe(e.Message)
	if message == "" {
		message = e.Title
	}
	place := ""
	if len(e.Findings) > 0 && len(e.Findings[0].Evidence) > 0 {
		ev := e.Findings[0].Evidence[0]
		place = safe(fmt.Sprintf("%s:%d", ev.Stream, ev.Line))
	}
	status := ""
	if e.Status == "resolved" {
		status = ", over"
	}
	for i, l := range wrap(who(e.Subject)+": "+message, t.width-len(indent)-len(word)-2) {
		head := strings.Repeat(" ", len(word)+2)
		if i == 0 {
			head = t.paint(yellow, word) + "  "
		}
		t.printf("%s%s%s\n", indent, head, l)
	}
	t.printf("%s%s%s\n", indent, strings.Repeat(" ", len(word)+2), t.paint(dim, fmt.Sprintf("%s%s%s  %s", times(e.Count), seen(e), status, place)))
}

// fixes shows the ladder: now, next, last resort.
func (t *text) fixes(d *Diagnosis) {
	head := "  fix  "
	for _, stage := range []string{"now", "next", "last-resort"} {
		for _, f := range d.Fixes {
			if f.Stage != stage {
				continue
			}
			lead := fmt.Sprintf("%s%-12s", head, stage)
			head = "       "
			for i, l := range wrap(safe(f.Title)+" ["+f.Risk+"]", t.width-utf8.RuneCountInString(lead)) {
				if i > 0 {
					lead = strings.Repeat(" ", 19)
				}
				t.printf("%s%s\n", t.paint(green, lead), l)
			}
			for _, c := range f.Commands {
				t.printf("%s%s\n", strings.Repeat(" ", 21), t.paint(bold, safe(c)))
			}
		}
	}
}

func (t *text) resolved(r *Report) {
	first := true
	for i := range r.Diagnoses {
		d := &r.Diagnoses[i]
		if d.Status != "resolved" || t.told[d.ID] {
			continue
		}
		if first {
			t.printf("\n%s\n", t.paint(dim, "over by the end of the input:"))
			first = false
		}
		t.wrapped("  ", fmt.Sprintf("%s: %s (%s%s%s)", who(d.Subject), cmp.Or(safe(d.Message), d.Title), times(d.Count), seen(d), healed(d)))
	}
}

// next names the one command that would tell most, and what for.
func (t *text) next(r *Report) {
	if r.Next == nil {
		return
	}
	t.printf("\n")
	t.wrapped("to know more  ", safe(r.Next.Command))
	t.wrapped("              ", fmt.Sprintf("%s: it would decide %d of %d possible causes", safe(r.Next.Reason), len(r.Next.Separates), r.Next.Of))
}

// maxGaps is how many gaps the text names.
const maxGaps = 5

// maxMissing is how much of what is missing the text names.
const maxMissing = 3

// coverage says what was looked at, and names what was not.
func (t *text) coverage(r *Report) {
	lines, facts := 0, 0
	var bytes int64
	for _, s := range r.Coverage.Streams {
		lines += s.Lines
		facts += s.Facts
		bytes += s.Bytes
	}
	t.printf("\n%s\n", t.paint(dim, fmt.Sprintf("read %d streams, %d lines, %s; %d facts; %d rules", len(r.Coverage.Streams), lines, amount(bytes), facts, r.Tool.Rules)))
	gaps := 0
	for _, g := range r.Coverage.Gaps {
		place := strings.TrimPrefix(g.Stream+": "+g.Reason, ": ")
		if g.Kind == "" {
			t.wrapped("  not read: ", safe(place))
			continue
		}
		if gaps++; gaps <= maxGaps {
			t.wrapped("  gap: ", safe(place))
		}
	}
	if gaps > maxGaps {
		t.wrapped("  gap: ", fmt.Sprintf("and %d more; --format json lists all", gaps-maxGaps))
	}
	// Several streams are missing for one reason: said once.
	var why []string
	for _, m := range r.Coverage.Missing {
		if reason := safe(m.Reason); m.Kind == "" && !slices.Contains(why, reason) {
			why = append(why, reason)
		}
	}
	if len(why) > maxGaps {
		why = append(why[:maxGaps], fmt.Sprintf("and %d more; --format json lists all", len(why)-maxGaps))
	}
	if len(why) > 0 {
		t.wrapped("  not captured: ", strings.Join(why, "; "))
	}
	unread := map[string]int{}
	for _, u := range r.Coverage.Unread {
		unread[u.Stream+": "+u.Reason] += max(u.Lines, 1)
	}
	keys := make([]string, 0, len(unread))
	for k := range unread {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for i, k := range keys {
		if i == 5 {
			t.wrapped("  ", fmt.Sprintf("and %d more places that were not understood", len(keys)-5))
			break
		}
		t.wrapped("  not understood: ", fmt.Sprintf("%s (%d lines)", safe(k), unread[k]))
	}
	missing := 0
	for _, m := range r.Coverage.Missing {
		if m.Kind == "" {
			continue // said above
		}
		if missing++; missing <= maxMissing {
			t.wrapped("  missing: ", safe(m.Reason+" ("+m.Command+")"))
		}
	}
	if missing > maxMissing {
		t.wrapped("  missing: ", fmt.Sprintf("and %d more; --format json lists all", missing-maxMissing))
	}
	for _, a := range r.Coverage.Assumed {
		t.wrapped("  assumed: ", safe(a))
	}
}

func amount(n int64) string {
	switch {
	case n >= 1<<30:
		return fmt.Sprintf("%.1f GiB", float64(n)/(1<<30))
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20))
	default:
		return fmt.Sprintf("%.0f KiB", float64(n)/(1<<10))
	}
}

func (t *text) wrapped(head, s string) {
	for i, l := range wrap(strings.TrimSpace(s), t.width-utf8.RuneCountInString(head)) {
		if i > 0 {
			head = strings.Repeat(" ", utf8.RuneCountInString(head))
		}
		t.printf("%s%s\n", head, l)
	}
}

func who(s Subject) string { return safe(s.Label()) }

func seen(d *Diagnosis) string {
	if d.FirstSeen == nil {
		return ""
	}
	if d.LastSeen == nil || d.LastSeen.Sub(*d.FirstSeen) < time.Second {
		return ", " + d.FirstSeen.Format("2006-01-02 15:04:05Z")
	}
	return fmt.Sprintf(", %s to %s", d.FirstSeen.Format("2006-01-02 15:04:05Z"), d.LastSeen.Format("15:04:05Z"))
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

// wrap breaks a text into lines of at most width columns. A word longer than a
// line is not broken: it may be a path someone copies.
func wrap(s string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(s) {
		switch {
		case line == "":
			line = word
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) <= width:
			line += " " + word
		default:
			lines = append(lines, line)
			line = word
		}
	}
	return append(lines, line)
}

// shorten cuts a text to width columns.
func shorten(s string, width int) string {
	runes := []rune(strings.TrimSpace(s))
	if len(runes) <= width {
		return string(runes)
	}
	return string(runes[:width-1]) + "…"
}
