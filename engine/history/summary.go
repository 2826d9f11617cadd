package history

import (
	"cmp"
	"slices"
	"time"

	"culprit/engine"
	"culprit/engine/report"
)

// A Query chooses incidents.
type Query struct {
	Since time.Time
	Box   string // a container: name, service, or 12 digits of its id; "" any
	Cause string // "" any
}

// A Summary is what a history tells of a time.
type Summary struct {
	SchemaVersion int       `json:"schema_version"`
	From          time.Time `json:"from,omitzero"`
	To            time.Time `json:"to"`
	Causes        []Course  `json:"causes"` // by subject; of one, what came back most often first
}

// A Course is how one cause came and went on one subject.
type Course struct {
	Cause     string         `json:"cause"`
	Title     string         `json:"title"`
	Severity  string         `json:"severity"` // the worst
	Subject   report.Subject `json:"subject"`
	Peer      string         `json:"peer,omitempty"`
	Message   string         `json:"message"` // the latest
	Root      bool           `json:"root"`    // at least once nothing else explained it
	Status    string         `json:"status"`  // of the latest incident
	Count     int            `json:"count"`   // of sightings, at least
	FirstSeen time.Time      `json:"first_seen"`
	LastSeen  time.Time      `json:"last_seen"`
	Days      []Day          `json:"days"` // with an incident, in order; UTC
	Healed    []Healing      `json:"healed"`
	Lasts     float64        `json:"lasts_seconds"` // the middle of all that ended; 0 unknown
	Every     float64        `json:"every_seconds"` // the middle from one begin to the next; 0 with less than three
	Incidents []Incident     `json:"incidents"`     // in the order of time
}

// A Day is how many incidents began on it.
type Day struct {
	Day       string `json:"day"` // 2026-11-23
	Incidents int    `json:"incidents"`
}

// A Healing is what ended incidents.
type Healing struct {
	By    string `json:"by"` // the line; "" it fell silent
	At    string `json:"at,omitempty"`
	Times int    `json:"times"`
}

// Summarize puts incidents together, by subject and cause.
func Summarize(list []Incident, q Query, now time.Time) *Summary {
	s := &Summary{SchemaVersion: report.SchemaVersion, From: q.Since.UTC(), To: now.UTC(), Causes: []Course{}}
	if q.Since.IsZero() {
		s.From = time.Time{}
	}
	list = slices.Clone(list)
	slices.SortFunc(list, order)
	for _, i := range list {
		if i.When().Before(q.Since) || q.Box != "" && !i.Subject.Called(q.Box) || q.Cause != "" && q.Cause != i.Cause {
			continue
		}
		if n := len(s.Causes); n == 0 || !s.Causes[n-1].holds(&i) {
			s.Causes = append(s.Causes, Course{Cause: i.Cause, Subject: i.Subject, Peer: i.Peer, Days: []Day{}, Healed: []Healing{}})
		}
		s.Causes[len(s.Causes)-1].add(i)
	}
	for i := range s.Causes {
		s.Causes[i].finish()
	}
	slices.SortStableFunc(s.Causes, func(a, b Course) int {
		return cmp.Or(cmp.Compare(a.Subject.Kind, b.Subject.Kind), cmp.Compare(a.Subject.Label(), b.Subject.Label()),
			cmp.Compare(len(b.Incidents), len(a.Incidents)), cmp.Compare(a.Cause, b.Cause), cmp.Compare(a.Peer, b.Peer))
	})
	return s
}

func (c *Course) holds(i *Incident) bool {
	return c.Cause == i.Cause && c.Peer == i.Peer && c.Subject.Kind == i.Subject.Kind && c.Subject.Label() == i.Subject.Label()
}

// add adds an incident, in the order of time.
func (c *Course) add(i Incident) {
	c.Title, c.Message, c.Status, c.Subject = i.Title, i.Message, i.Status, i.Subject
	c.Root = c.Root || i.Root
	c.Count += i.Count
	if slices.Index(engine.SeverityNames(), i.Severity) > slices.Index(engine.SeverityNames(), c.Severity) {
		c.Severity = i.Severity
	}
	if c.FirstSeen.IsZero() {
		c.FirstSeen = i.Began()
	}
	if i.When().After(c.LastSeen) {
		c.LastSeen = i.When()
	}
	day := i.Began().Format(time.DateOnly)
	if n := len(c.Days); n > 0 && c.Days[n-1].Day == day {
		c.Days[n-1].Incidents++
	} else {
		c.Days = append(c.Days, Day{day, 1})
	}
	if i.Status == Resolved {
		at := slices.IndexFunc(c.Healed, func(h Healing) bool { return h.By == i.EndedBy })
		if at < 0 {
			at = len(c.Healed)
			c.Healed = append(c.Healed, Healing{By: i.EndedBy})
		}
		c.Healed[at].Times++
		c.Healed[at].At = i.EndedAt
	}
	c.Incidents = append(c.Incidents, i)
}

func (c *Course) finish() {
	var lasts, every []time.Duration
	for i, x := range c.Incidents {
		if x.Status == Resolved && !x.FirstSeen.IsZero() {
			lasts = append(lasts, x.LastSeen.Sub(x.FirstSeen))
		}
		if i > 0 {
			every = append(every, x.Began().Sub(c.Incidents[i-1].Began()))
		}
	}
	c.Lasts = middle(lasts).Seconds()
	if len(every) >= 2 {
		c.Every = middle(every).Seconds()
	}
	slices.SortStableFunc(c.Healed, func(a, b Healing) int { return cmp.Compare(b.Times, a.Times) })
}

// middle is the median: one night of silence must not hide a loop.
func middle(list []time.Duration) time.Duration {
	if len(list) == 0 {
		return 0
	}
	slices.Sort(list)
	return list[len(list)/2]
}
