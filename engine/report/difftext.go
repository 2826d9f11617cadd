package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// DiffText writes the comparison for people: causes first, each with what may
// explain it, then the checklist and the other differences.
func DiffText(w io.Writer, d *Diff, style Style) error {
	t := newText(w, style)
	t.printf("%s  %s\n%s  %s\n\n", t.paint(bold, "A"), safe(d.A.Path), t.paint(bold, "B"), safe(d.B.Path))
	if len(d.Causes) == 0 {
		t.line(green, "neither side has a cause to report")
	}
	for i := range d.Causes {
		t.compared(&d.Causes[i])
	}
	t.checklist(d)
	t.differences(d.Differences)
	for i, b := range d.NotCompared {
		if i == 0 {
			t.printf("\n%s\n", t.paint(bold, "not compared"))
		}
		t.wrapped("  ", fmt.Sprintf("%s: %s did not collect it (%s)", b.Kind, strings.ToUpper(b.Missing), b.Collect))
	}
	return t.err
}

var statusColors = map[string]string{"new": red, "worse": red, "gone": green, "better": green, "unknown": yellow}

func (t *text) compared(c *DiffCause) {
	shown := c.B
	if shown == nil {
		shown = c.A
	}
	message := safe(shown.Message)
	if message == "" {
		message = c.Title
	}
	if name := who(c.Subject); !strings.HasPrefix(message, name) {
		message = name + ": " + message
	}
	tail := fmt.Sprintf("[%s], %s, %.0f %%", c.Cause, times(shown.Count), shown.Confidence*100)
	if shown.Status == "resolved" {
		tail += ", over"
	}
	label := fmt.Sprintf("%-9s", strings.ToUpper(c.Status))
	color, weight := statusColors[c.Status], bold
	const indent = "         "
	if !c.Root {
		// What follows from another cause is told in short.
		message, weight = "so "+message+" "+tail, ""
	}
	for i, l := range wrap(message, t.width-len(label)) {
		if i > 0 {
			label = indent
		}
		t.printf("%s%s\n", t.paint(weight+color, label), t.paint(weight, l))
	}
	if c.Root {
		t.printf("%s%s\n", indent, t.paint(dim, tail))
	}
	if c.Change != "" {
		change := safe(c.Change)
		if c.Collect != "" {
			change += ": " + c.Collect
		}
		t.wrapped(indent, change)
	}
	if !c.Root {
		return
	}
	if c.Status == "new" || c.Status == "worse" {
		t.evidence(shown, 2)
	}
	for i, d := range c.Differences {
		head := indent + "maybe because  "
		if i > 0 {
			head = indent + "               "
		}
		if i == maxExplaining {
			t.wrapped(head, fmt.Sprintf("and %d more differences that may explain it", len(c.Differences)-i))
			break
		}
		t.wrapped(head, difference(d))
	}
}

// maxExplaining is how many differences the text puts beside one cause.
const maxExplaining = 6

// things are the nouns of what may be on one side only.
var things = map[string]string{"container.state": "container", "container.summary": "container", "compose.service": "service", "host.firewall": "firewall rule"}

// difference says in words what is not the same.
func difference(d Difference) string {
	what := strings.ReplaceAll(strings.TrimSuffix(d.Field, "_bytes"), "_", " ")
	if d.Subject != "" {
		what = strings.TrimSpace(d.Subject + " " + what)
	}
	if d.Field == "" {
		only := "A"
		if d.A == "absent" {
			only = "B"
		}
		return safe(fmt.Sprintf("%s: only in %s", strings.TrimSpace(things[d.Kind]+" "+what), only))
	}
	if len(d.OnlyA)+len(d.OnlyB) > 0 {
		var parts []string
		if len(d.OnlyA) > 0 {
			parts = append(parts, "only A has "+strings.Join(d.OnlyA, ", "))
		}
		if len(d.OnlyB) > 0 {
			parts = append(parts, "only B has "+strings.Join(d.OnlyB, ", "))
		}
		return safe(what + ": " + strings.Join(parts, "; "))
	}
	a, b := focus(d.A, d.B)
	return safe(fmt.Sprintf("%s: %s in A, %s in B", what, a, b))
}

// focus cuts long values down to where they differ.
func focus(a, b string) (string, string) {
	const long, most = 40, 60
	if len(a) > long && len(b) > long {
		n := 0
		for n < min(len(a), len(b)) && a[n] == b[n] {
			n++
		}
		if blank := strings.LastIndexByte(a[:n], ' '); blank > 0 {
			a, b = "…"+a[blank:], "…"+b[blank:]
		}
	}
	return shorten(a, most), shorten(b, most)
}

// checklist is the table of server against local: what differs with both
// values, what is the same in short.
func (t *text) checklist(d *Diff) {
	t.printf("\n%s\n", t.paint(bold, "server against local"))
	area := ""
	room := (t.width - 2 - 17 - 23) / 2
	t.printf("  %-17s%-23s%-*s%s\n", "", "", room, "A", "B")
	for _, c := range d.Checklist {
		head := ""
		if c.Area != area {
			area, head = c.Area, c.Area
		}
		cells := [2]string{"not collected", "not collected"}
		for i, v := range []*string{c.A, c.B} {
			if v != nil {
				cells[i] = shorten(safe(*v), room-1)
			}
		}
		if c.Verdict == "differs" {
			onlyA, onlyB := apart(*c.A, *c.B)
			cells = [2]string{shorten(safe(onlyA), room-1), shorten(safe(onlyB), room-1)}
		}
		row := fmt.Sprintf("  %-17s%-23s%s%s", head, c.Name, pad(cells[0], room), cells[1])
		switch {
		case c.Verdict == "differs":
			t.line(yellow, row)
		case c.A != nil && c.B != nil:
			t.line("", fmt.Sprintf("  %-17s%-23s%s%s", head, c.Name, pad(cells[0], room), "same"))
		default:
			t.line(dim, row)
		}
	}
}

// apart keeps of two lists what the other does not have.
func apart(a, b string) (onlyA, onlyB string) {
	listA, listB := strings.Split(a, ", "), strings.Split(b, ", ")
	if len(listA) == 1 && len(listB) == 1 {
		return a, b
	}
	only := func(list, other []string) string {
		kept := slices.DeleteFunc(slices.Clone(list), func(s string) bool { return slices.Contains(other, s) })
		if len(kept) == 0 {
			return "–"
		}
		return strings.Join(kept, ", ")
	}
	return only(listA, listB), only(listB, listA)
}

func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(1, width-utf8.RuneCountInString(s)))
}

// maxDifferences is how many differences the text names of one area.
const maxDifferences = 12

func (t *text) differences(list []Difference) {
	byArea := map[string][]Difference{}
	var areas []string
	for _, d := range list {
		if byArea[d.Area] == nil {
			areas = append(areas, d.Area)
		}
		byArea[d.Area] = append(byArea[d.Area], d)
	}
	for i, area := range areas {
		if i == 0 {
			t.printf("\n%s\n", t.paint(bold, "differences"))
		}
		for j, d := range byArea[area] {
			head := fmt.Sprintf("  %-13s", area)
			if j > 0 {
				head = strings.Repeat(" ", 15)
			}
			if j == maxDifferences {
				t.wrapped(head, fmt.Sprintf("and %d more; --format json lists all", len(byArea[area])-j))
				break
			}
			t.wrapped(head, difference(d))
		}
	}
}
