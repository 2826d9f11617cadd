package notify

import (
	"context"
	"maps"
	"net/url"
	"strings"
	"time"

	"culprit/engine/report"
)

// Alertmanager is told which roots hold, as Prometheus tells its alerts
// (Alertmanager's API v2, POST /api/v2/alerts). It forgets an alert that is not
// sent again, so a watch that dies does not leave alerts behind.
type Alertmanager struct {
	to   *url.URL
	host string
	sent map[string]alert // by root: as it was sent last
}

// How alerts are kept alive, as Prometheus does: sent again each minute, and
// over when three of these did not come.
const (
	AlertRepeat = time.Minute
	alertLives  = 4 * AlertRepeat
)

// An alert is what Alertmanager takes. Its labels are its identity.
type alert struct {
	Labels      map[string]string `json:"labels"`
	Annotations map[string]string `json:"annotations"`
	StartsAt    time.Time         `json:"startsAt"`
	EndsAt      time.Time         `json:"endsAt"`
}

// NewAlertmanager makes the target of the URL of an Alertmanager, or @FILE.
func NewAlertmanager(text string) (*Alertmanager, error) {
	to, err := parseAddress(text)
	if err != nil {
		return nil, err
	}
	u := to.url
	if !strings.HasSuffix(u.Path, "/api/v2/alerts") {
		u = u.JoinPath("api/v2/alerts")
	}
	return &Alertmanager{to: u, host: to.String(), sent: map[string]alert{}}, nil
}

// Name implements Target.
func (a *Alertmanager) Name() string { return "Alertmanager at " + a.host }

// Send implements Target.
func (a *Alertmanager) Send(ctx context.Context, m Message) error {
	now := alertOf(m)
	alerts := []alert{now}
	if old, ok := a.sent[m.Root.ID]; ok && !maps.Equal(old.Labels, now.Labels) {
		old.EndsAt = m.At // its severity changed: to Alertmanager that is another alert
		alerts = append(alerts, old)
	}
	if err := post(ctx, a.to, m.Key, alerts); err != nil {
		return err
	}
	a.sent[m.Root.ID] = now
	if m.Over() {
		delete(a.sent, m.Root.ID)
	}
	return nil
}

func alertOf(m Message) alert {
	d := &m.Root
	a := alert{StartsAt: m.At, EndsAt: m.At.Add(alertLives), Labels: map[string]string{
		"alertname": d.Cause, "cause": d.Cause, "severity": d.Severity,
		"subject": d.Subject.Label(), "subject_kind": d.Subject.Kind,
		"service": d.Subject.Service, "project": d.Subject.Project, "host": d.Subject.Host,
	}, Annotations: map[string]string{
		"summary": d.Title, "description": cut(d.Message), "diagnosis": d.ID,
	}}
	if a.Labels["host"] == "" {
		a.Labels["host"] = m.Host
	}
	if d.Peer != nil {
		a.Labels["peer"] = d.Peer.Label()
	}
	if d.FirstSeen != nil && d.FirstSeen.Before(m.At) {
		a.StartsAt = *d.FirstSeen
	}
	if m.Over() {
		a.EndsAt = m.At
	}
	var effects, fixes []string
	for _, e := range m.Effects {
		effects = append(effects, e.Subject.Label()+": "+cut(e.Message))
	}
	for _, f := range d.Fixes {
		if f.Stage == "now" {
			fixes = append(fixes, append([]string{f.Title}, f.Commands...)...)
		}
	}
	a.Annotations["effects"], a.Annotations["fix"] = strings.Join(effects, "\n"), strings.Join(fixes, "\n")
	if len(d.References) > 0 {
		a.Annotations["reference"] = d.References[0]
	}
	for _, texts := range []map[string]string{a.Labels, a.Annotations} {
		for name, text := range texts {
			if text == "" {
				delete(texts, name)
			} else {
				texts[name] = safeLines(text)
			}
		}
	}
	return a
}

// safeLines makes a text harmless but for its line ends, which are ours: they
// stand between effects and between commands. It is then valid UTF-8, which
// Alertmanager insists on.
func safeLines(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = report.Safe(lines[i])
	}
	return strings.Join(lines, "\n")
}
