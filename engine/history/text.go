package history

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"culprit/engine/report"
)

// JSON writes a summary for programs.
func JSON(w io.Writer, s *Summary) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(s)
}

// maxDays is how many days are listed of a cause; more are counted.
const maxDays = 14

// Text writes a summary for people:
//
//	shop-cache-1
//	  critical memory.container-limit: killed at its memory limit of 16 MiB
//	    3 incidents, 12 times, 2026-11-20 10:03Z to 2026-11-24 22:53Z; it holds
//	    days     11-20: 2, 11-24: 1
//	    rhythm   comes back about every 26h0m0s, lasts about 3m0s
//	    healed   2 times by "Ready to accept connections", cache.log:7
func Text(w io.Writer, s *Summary) error {
	var b strings.Builder
	subject := ""
	for i := range s.Causes {
		c := &s.Causes[i]
		if label := report.Safe(c.Subject.Label()); label != subject || i == 0 {
			if i > 0 {
				b.WriteByte('\n')
			}
			subject = label
			fmt.Fprintln(&b, label)
		}
		c.text(&b)
	}
	if len(s.Causes) == 0 {
		b.WriteString("nothing happened in this time\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

const minute = "2006-01-02 15:04Z"

var standings = map[string]string{Active: "; it holds", Left: "; it held when the watch ended", Resolved: "", Withdrawn: "; withdrawn: its proof went out of sight, or was refuted"}

func (c *Course) text(b *strings.Builder) {
	about := ""
	if c.Peer != "" {
		about = " (" + report.Safe(c.Peer) + ")"
	}
	if !c.Root {
		about += " as an effect of others"
	}
	message := report.Safe(strings.Join(strings.Fields(c.Message), " "))
	if message == "" {
		message = report.Safe(c.Title)
	}
	fmt.Fprintf(b, "  %s %s%s: %s\n", c.Severity, report.Safe(c.Cause), about, message)
	span := c.FirstSeen.Format(minute)
	if last := c.LastSeen.Format(minute); last != span {
		span += " to " + last
	}
	fmt.Fprintf(b, "    %s, %s, %s%s\n", report.Number(len(c.Incidents), "incident"), report.Number(c.Count, "time"), span, standings[c.Status])
	var days []string
	for i, d := range c.Days {
		if i == maxDays {
			days = append(days, fmt.Sprintf("and %d more", len(c.Days)-i))
			break
		}
		days = append(days, fmt.Sprintf("%s: %d", d.Day[5:], d.Incidents))
	}
	if len(c.Incidents) > 1 {
		fmt.Fprintf(b, "    days     %s\n", strings.Join(days, ", "))
	}
	var rhythm []string
	if c.Every > 0 {
		rhythm = append(rhythm, "comes back about every "+report.Roughly(c.Every))
	}
	if c.Lasts > 0 {
		rhythm = append(rhythm, "lasts about "+report.Roughly(c.Lasts))
	}
	if len(rhythm) > 0 {
		fmt.Fprintf(b, "    rhythm   %s\n", strings.Join(rhythm, ", "))
	}
	for _, h := range c.Healed {
		by := "silence"
		if h.By != "" {
			by = fmt.Sprintf(`"%s", %s`, report.Safe(h.By), report.Safe(h.At))
		}
		fmt.Fprintf(b, "    healed   %s by %s\n", report.Number(h.Times, "time"), by)
	}
}
