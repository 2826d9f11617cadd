package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/pflag"

	"culprit/engine"
	"culprit/engine/notify"
	"culprit/engine/report"
	"culprit/engine/source"
	"culprit/engine/watch"
)

// notifyOptions are where messages go, and how often.
type notifyOptions struct {
	webhooks, slacks, alertmanagers, program []string
	every, wait                              time.Duration
	severity                                 string
}

func notifyFlags(all *sinkOptions, f *pflag.FlagSet) {
	o := &all.notify
	f.StringArrayVar(&o.webhooks, "webhook", nil, "post each root cause as JSON to this `URL`, or to the one in @FILE, which other users don't see; may be given more than once")
	f.StringArrayVar(&o.slacks, "slack", nil, "post each root cause as text to this incoming webhook (`URL` or @FILE) of Slack, Mattermost, Rocket.Chat; may be given more than once")
	f.StringArrayVar(&o.alertmanagers, "alertmanager", nil, "keep root causes as alerts in the Alertmanager at this `URL` (or @FILE); may be given more than once")
	f.StringArrayVar(&o.program, "exec", nil, "start this `program` for each root cause, with JSON on its standard input, without a shell; its arguments by further --exec, or all as one JSON list")
	f.StringVar(&o.severity, "notify-severity", "warning", "tell of root causes that are, or bring about, what is of this severity on: "+strings.Join(engine.SeverityNames(), ", "))
	f.DurationVar(&o.every, "notify-every", 15*time.Minute, "least time between two messages that the same root cause holds")
	f.DurationVar(&o.wait, "notify-wait", 2*time.Second, "wait so long for what a root cause brings about, to tell it in one message")
}

// attempts before a message is given up: some eight minutes for servers, since
// the pauses double; a program that fails three times will go on failing.
const (
	serverAttempts  = 10
	programAttempts = 3
)

// openNotify starts the notifiers.
func openNotify(c *console, all *sinkOptions, run *runState) (sink, error) {
	o := &all.notify
	if o.every < 0 || o.wait < 0 {
		return nil, usage(errors.New("--notify-every and --notify-wait can't be negative"))
	}
	severity, err := severityNamed(o.severity)
	if err != nil {
		return nil, err
	}
	s := &notifySink{severity: severity}
	opts := notify.Options{Wait: o.wait, Every: o.every, Attempts: serverAttempts, Say: c.say}
	opts.Host, _ = os.Hostname()
	sender := rand.Text()
	if run.state != nil {
		sender = run.state.now.Sender
	}
	start := func(flag, where string, t notify.Target, err error, opts notify.Options) error {
		if err != nil {
			return usage(fmt.Errorf("%s: %w", flag, err))
		}
		id := sum(flag, where) // addresses are secrets
		opts.Sender = sum(sender, id)
		if run.state != nil {
			opts.Keep = func(d notify.Delivery) { s.keep(c, run.state, id, d) }
		}
		s.targets = append(s.targets, recipient{id, notify.New(t, opts)})
		return nil
	}
	var errs []error
	for _, url := range o.webhooks {
		t, err := notify.NewWebhook(url)
		errs = append(errs, start("--webhook", url, t, err, opts))
	}
	for _, url := range o.slacks {
		t, err := notify.NewSlack(url)
		errs = append(errs, start("--slack", url, t, err, opts))
	}
	for _, url := range o.alertmanagers {
		t, err := notify.NewAlertmanager(url)
		alerts := opts // which does the grouping and the pausing itself
		alerts.Wait, alerts.Every, alerts.Repeat = min(o.wait, time.Second), min(o.every, 10*time.Second), notify.AlertRepeat
		errs = append(errs, start("--alertmanager", url, t, err, alerts))
	}
	if len(o.program) > 0 {
		t, err := notify.NewProgram(o.program)
		programs := opts
		programs.Attempts = programAttempts
		errs = append(errs, start("--exec", strings.Join(o.program, "\x00"), t, err, programs))
	}
	if err := errors.Join(errs...); err != nil {
		s.close(context.Background())
		return nil, err
	}
	if len(s.targets) == 0 {
		return nil, nil
	}
	if run.state != nil {
		run.state.messages = s // and they begin once the state is restored
		return s, nil
	}
	for _, t := range s.targets {
		t.Begin()
	}
	return s, nil
}

func sum(parts ...string) string {
	h := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(h[:8])
}

// A recipient is a notifier with an id that is the same in each run.
type recipient struct {
	id string
	*notify.Notifier
}

// A notifySink tells all targets.
type notifySink struct {
	targets  []recipient
	severity engine.Severity
	broken   sync.Once
}

// worth reports whether a story nobody was told of yet is to be told.
func (s *notifySink) worth(story *told) bool {
	severe := func(name string) bool {
		severity, err := engine.ParseSeverity(name)
		return err == nil && severity >= s.severity
	}
	return story.shown && (severe(story.Root.Severity) || slices.ContainsFunc(story.Effects, func(e report.Effect) bool { return severe(e.Severity) }))
}

func (*notifySink) piece(source.Piece) {}

func (s *notifySink) judged(j judgement) {
	over := map[string]notify.Standing{}
	for _, c := range j.changes {
		switch {
		case c.Event.Event == string(watch.Standing) && c.Diagnosis.Root:
			s.adopt(j, c.Diagnosis.ID)
		case c.Event.Event == string(watch.Withdrawn):
			over[c.Diagnosis.ID] = notify.Withdrawn
		case !c.Diagnosis.Root:
			for _, t := range s.targets {
				if t.Knows(c.Diagnosis.ID) {
					t.Tell(report.Story{Root: *c.Diagnosis, Effects: []report.Effect{}}, notify.Explained, j.at)
				}
			}
		}
	}
	for _, story := range j.stories {
		standing, ok := over[story.Root.ID]
		if !ok {
			standing = notify.Standing(story.Root.Status)
		}
		for _, t := range s.targets {
			switch {
			case !s.worth(&story) && !t.Knows(story.Root.ID):
			case !story.standing:
				t.Tell(story.Story, standing, j.at)
			}
		}
	}
}

// adopt takes a root that was told of before.
func (s *notifySink) adopt(j judgement, root string) {
	for _, story := range j.stories {
		if story.Root.ID == root && s.worth(&story) {
			for _, t := range s.targets {
				t.Adopt(story.Story, j.at)
			}
		}
	}
}

// close lets all targets finish at once.
func (s *notifySink) close(ctx context.Context) error {
	errs := make([]error, len(s.targets))
	var all sync.WaitGroup
	for i, t := range s.targets {
		all.Go(func() { errs[i] = t.Close(ctx) })
	}
	all.Wait()
	return errors.Join(errs...)
}
