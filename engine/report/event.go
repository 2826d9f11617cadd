package report

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"culprit/engine"
	"culprit/engine/redact"
)

// An Event is what watch says: a change of a diagnosis, or a gap.
type Event struct {
	Event     string     `json:"event"` // opened, updated, resolved, withdrawn, gap
	At        time.Time  `json:"at"`    // when culprit said it
	Diagnosis *Diagnosis `json:"diagnosis,omitempty"`
	Gap       *Note      `json:"gap,omitempty"`

	because string // who is at the root of it; empty for a root
}

// NewEvent makes the event of a diagnosis, redacted.
func NewEvent(change string, at time.Time, d *engine.Diagnosis) Event {
	out := diagnosis(d, redact.New())
	e := Event{Event: change, At: at.UTC(), Diagnosis: &out}
	if !d.Root() {
		e.because = d.CausedBy[0].Cause.ID + " of " + d.CausedBy[0].Subject.Label()
	}
	return e
}

// GapEvent makes the event of what could not be read.
func GapEvent(at time.Time, gap Note) Event {
	return Event{Event: "gap", At: at.UTC(), Gap: &gap}
}

// EventJSON writes an event as one line of JSON.
func EventJSON(w io.Writer, e Event, _ Style) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(e)
}

// EventText writes an event as one line for people:
//
//	22:12:31Z opened   critical shop-cache-1: was killed at its … [memory.container-limit] dmesg:12
func EventText(w io.Writer, e Event, style Style) error {
	paint := func(color, s string) string {
		if !style.Color || color == "" {
			return s
		}
		return color + s + reset
	}
	at := paint(dim, e.At.Format("15:04:05Z"))
	if e.Gap != nil {
		_, err := fmt.Fprintf(w, "%s %s %-8s %s: %s\n", at, paint(yellow, fmt.Sprintf("%-9s", "lost")), "", safe(e.Gap.Stream), safe(e.Gap.Reason))
		return err
	}
	d := e.Diagnosis
	word, color := fmt.Sprintf("%-9s %-8s", e.Event, d.Severity), severityColor(d.Severity)
	switch {
	case e.Event == "resolved":
		color = green
	case e.Event == "withdrawn" || !d.Root:
		color = dim
	}
	line := fmt.Sprintf("%s %s %s: %s", at, paint(color, word), paint(bold, who(d.Subject)), safe(strings.Join(strings.Fields(d.Message), " ")))
	tail := fmt.Sprintf(" [%s]", d.Cause)
	if d.Count > 1 {
		tail += fmt.Sprintf(" %d times", d.Count)
	}
	if e.because != "" {
		tail += ", because of " + safe(e.because)
	}
	if n := len(d.Findings); n > 0 && len(d.Findings[0].Evidence) > 0 {
		proof := d.Findings[0].Evidence
		last := proof[len(proof)-1]
		tail += fmt.Sprintf(" %s:%d", safe(last.Stream), last.Line)
	}
	_, err := fmt.Fprintln(w, line+paint(dim, tail))
	return err
}
