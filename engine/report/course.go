package report

import (
	"fmt"
	"time"

	"culprit/engine"
	"culprit/engine/fact"
	"culprit/engine/redact"
)

// Episode is an interval during which a cause held.
type Episode struct {
	FirstSeen *time.Time `json:"first_seen"`
	LastSeen  *time.Time `json:"last_seen"`
	Count     int        `json:"count"`
	Ended     *End       `json:"ended"` // null: it goes on, or ended in silence
}

// End is what ended an episode or healed a diagnosis.
type End struct {
	At     *time.Time `json:"at"`
	Stream string     `json:"stream,omitempty"` // empty: it fell silent while its subject's log went on
	Line   int        `json:"line,omitempty"`
	Text   string     `json:"text,omitempty"`
}

// Restarts is how often the container was started anew.
type Restarts struct {
	Count int     `json:"count"`
	Every float64 `json:"every_seconds"` // the middle distance between two ends; 0 unknown
}

// course fills in when and how often a diagnosis held.
func (out *Diagnosis) course(d *engine.Diagnosis, hide *redact.Redactor) {
	out.Episodes, out.Cadence = []Episode{}, d.Cadence.Seconds()
	for _, e := range d.Episodes {
		out.Episodes = append(out.Episodes, Episode{instant(e.First.At), instant(e.Last.At), e.Count, end(e.Ended, hide)})
	}
	if d.Restarts.Count > 0 {
		out.Restarts = &Restarts{d.Restarts.Count, d.Restarts.Every.Seconds()}
	}
	if d.Healed != nil {
		if out.Healed = end(d.Healed.By, hide); out.Healed == nil {
			out.Healed = &End{At: instant(d.Healed.At.At)}
		}
	}
}

func end(f *fact.Fact, hide *redact.Redactor) *End {
	if f == nil {
		return nil
	}
	return &End{At: instant(f.Time.At), Stream: f.Origin.Stream, Line: f.Origin.Line, Text: hide.Text(f.Text)}
}

// rhythm says in a few words how a diagnosis came and went.
func rhythm(d *Diagnosis) string {
	s := times(d.Count)
	if d.Cadence > 0 {
		s += ", about every " + Roughly(d.Cadence)
	}
	if n := len(d.Episodes); n > 1 {
		s += fmt.Sprintf(", in %d episodes", n)
	}
	if r := d.Restarts; r != nil && r.Count > 1 {
		s += fmt.Sprintf(", restarted %d times", r.Count)
		if r.Every > 0 {
			s += " every " + Roughly(r.Every)
		}
	}
	return s
}

// healed says when and by what it was over.
func healed(d *Diagnosis) string {
	if d.Healed == nil {
		return ""
	}
	if d.Healed.Stream == "" {
		return "; silent since"
	}
	at := ""
	if d.Healed.At != nil {
		at = " at " + d.Healed.At.Format("15:04:05Z")
	}
	return fmt.Sprintf("; over%s by %s:%d", at, safe(d.Healed.Stream), d.Healed.Line)
}
