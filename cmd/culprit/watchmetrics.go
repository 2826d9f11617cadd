package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/pflag"

	"culprit/engine"
	"culprit/engine/loopback"
	"culprit/engine/metrics"
	"culprit/engine/notify"
	"culprit/engine/source"
	"culprit/engine/watch"
)

// listenOptions are where figures are served.
type listenOptions struct {
	address string
	names   []string
}

func listenFlags(all *sinkOptions, f *pflag.FlagSet) {
	o := &all.listen
	f.StringVar(&o.address, "listen", "", "serve /metrics for Prometheus and /healthz at this `address` of the loopback, such as 127.0.0.1:9464")
	f.StringArrayVar(&o.names, "listen-name", nil, "a `name` or address that requests may be addressed to besides localhost; allows --listen beyond the loopback; may be given more than once")
}

// openListen begins to serve.
func openListen(c *console, all *sinkOptions, run *runState) (sink, error) {
	o := &all.listen
	if o.address == "" {
		return nil, nil
	}
	s := &metricsSink{run: run, began: time.Now(), read: map[string]*amount{}, changes: map[string]float64{}, active: holding{}}
	for _, other := range run.sinks {
		if f, ok := other.(counting); ok {
			s.others = append(s.others, f)
		}
	}
	pages := http.NewServeMux()
	pages.HandleFunc("/metrics", s.metrics)
	pages.HandleFunc("/healthz", s.health)
	server, err := loopback.Listen(o.address, o.names, pages)
	if err != nil {
		return nil, &exit{exitUsage, fmt.Errorf("cannot serve figures: %w", err), "--listen takes an address of the loopback; to serve others, name by --listen-name what they call this machine"}
	}
	s.server, s.ended = server, make(chan struct{})
	c.say("figures are at http://%s/metrics", server.Address())
	go func() {
		defer close(s.ended)
		if err := server.Serve(); err != nil {
			c.say("figures are no longer served: %v", err)
		}
	}()
	return s, nil
}

// counting are sinks with figures of their own.
type counting interface{ families() []metrics.Family }

// A metricsSink counts what happens, for those who ask.
type metricsSink struct {
	run    *runState
	others []counting
	server *loopback.Server
	ended  chan struct{}
	began  time.Time

	mu        sync.Mutex
	read      map[string]*amount // by kind of stream
	lastPiece time.Time
	evaluated struct {
		times, seconds float64
		last           time.Time
		facts, rules   int
	}
	changes map[string]float64 // by event
	active  holding
}

// An amount is how much of something was read, and what was not.
type amount struct{ bytes, lines, gaps, lost float64 }

// kindOf is the sort of a stream: what tells where the load comes from without
// a label for each container.
func kindOf(stream string) string {
	for _, k := range []struct{ prefix, kind string }{
		{"docker/logs/", "container-log"}, {"docker/", "docker"}, {"host/kmsg", "kernel"}, {"host/journal", "journal"}, {"host/", "host"}, {"gpu/", "gpu"},
	} {
		if strings.HasPrefix(stream, k.prefix) {
			return k.kind
		}
	}
	return "file"
}

func (s *metricsSink) piece(p source.Piece) {
	s.mu.Lock()
	defer s.mu.Unlock()
	kind := kindOf(p.Stream)
	at := s.read[kind]
	if at == nil {
		at = &amount{}
		s.read[kind] = at
	}
	at.bytes += float64(len(p.Data))
	at.lines += float64(bytes.Count(p.Data, []byte("\n")))
	if p.Gap != nil {
		at.gaps++
		at.lost += float64(p.Gap.Bytes)
	}
	if len(p.Data) > 0 {
		s.lastPiece = time.Now()
	}
}

func (s *metricsSink) judged(j judgement) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := &s.evaluated
	e.times++
	e.seconds += j.took.Seconds()
	e.last, e.facts, e.rules = j.at, j.facts, j.rules
	for _, c := range j.changes {
		s.changes[c.Event.Event]++
	}
	s.active.take(j.changes)
}

func (s *metricsSink) close(ctx context.Context) error {
	err := s.server.Close(ctx)
	if err == nil {
		<-s.ended
	}
	return err
}

// metrics writes the page of figures.
func (s *metricsSink) metrics(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", metrics.ContentType)
	metrics.Write(w, s.families()) // an error is the asker's
}

// maxCauses bounds the causes that have a line of their own; there are more in
// the catalogue than ever hold at once.
const maxCauses = 100

func (s *metricsSink) families() []metrics.Family {
	s.mu.Lock()
	defer s.mu.Unlock()
	counter := func(name, help string) metrics.Family {
		return metrics.Family{Name: name, Help: help, Type: "counter"}
	}
	about := metrics.Family{Name: "culprit_build_info", Help: "The version that runs.", Type: "gauge"}
	about.Add(1, "version", version, "goversion", runtime.Version())
	read, lines := counter("culprit_read_bytes_total", "Bytes read, by the kind of their stream."), counter("culprit_read_lines_total", "Lines read, by the kind of their stream.")
	gaps, lost := counter("culprit_gaps_total", "Gaps in what was read, by the kind of their stream."), counter("culprit_lost_bytes_total", "Bytes known to be lost in gaps.")
	for _, kind := range sorted(s.read) {
		at := s.read[kind]
		read.Add(at.bytes, "kind", kind)
		lines.Add(at.lines, "kind", kind)
		gaps.Add(at.gaps, "kind", kind)
		lost.Add(at.lost, "kind", kind)
	}
	changes := counter("culprit_changes_total", "Changes of diagnoses: opened, updated, resolved, withdrawn.")
	for _, event := range []watch.Change{watch.Opened, watch.Updated, watch.Resolved, watch.Withdrawn} {
		changes.Add(s.changes[string(event)], "event", string(event))
	}
	e := &s.evaluated
	list := []metrics.Family{
		about,
		metrics.Gauge("culprit_start_time_seconds", "When this run began, in seconds since 1970.", seconds(s.began)),
		read, lines, gaps, lost,
		metrics.Gauge("culprit_last_read_time_seconds", "When something was read last, in seconds since 1970; 0 never.", seconds(s.lastPiece)),
		metrics.Gauge("culprit_facts", "Facts kept at the last evaluation.", float64(e.facts)),
		metrics.Gauge("culprit_rules", "Rules applied.", float64(e.rules)),
		metrics.Counter("culprit_evaluations_total", "Evaluations of the rules.", e.times),
		metrics.Counter("culprit_evaluation_seconds_total", "Time spent in evaluations.", e.seconds),
		metrics.Gauge("culprit_last_evaluation_time_seconds", "When the rules were evaluated last, in seconds since 1970; 0 never.", seconds(e.last)),
		changes,
	}
	list = append(list, s.holding()...)
	list = append(list, metrics.Process()...)
	for _, other := range s.others {
		list = append(list, other.families()...)
	}
	return list
}

// holding are the figures of what holds now.
func (s *metricsSink) holding() []metrics.Family {
	diagnoses := metrics.Family{Name: "culprit_diagnoses_active", Help: "Diagnoses that hold, by severity.", Type: "gauge"}
	roots := metrics.Family{Name: "culprit_root_causes_active", Help: "Diagnoses that hold and that no other explains, by cause.", Type: "gauge"}
	bySeverity, byCause := map[string]float64{}, map[string]float64{}
	for _, d := range s.active {
		bySeverity[d.severity]++
		if d.root {
			byCause[d.cause]++
		}
	}
	for _, severity := range engine.SeverityNames() {
		diagnoses.Add(bySeverity[severity], "severity", severity)
	}
	others := 0.0
	for i, cause := range sorted(byCause) {
		if i < maxCauses {
			roots.Add(byCause[cause], "cause", cause)
		} else {
			others += byCause[cause]
		}
	}
	if others > 0 {
		roots.Add(others, "cause", "other")
	}
	return []metrics.Family{diagnoses, roots}
}

// When a run is no longer healthy: the loop does not answer, or a server, which
// is looked at again and again, says nothing at all.
const (
	answerWithin = 10 * time.Second
	silentAfter  = 10 * time.Minute
)

// health answers 200, or 503 with the reason.
func (s *metricsSink) health(w http.ResponseWriter, r *http.Request) {
	reason := ""
	timer := time.NewTimer(answerWithin)
	defer timer.Stop()
	select {
	case s.run.pulse <- struct{}{}:
	case <-s.run.over:
		reason = "the run is ending"
	case <-timer.C:
		s.mu.Lock()
		reason = fmt.Sprintf("nothing was read or evaluated for %s", time.Since(later(s.began, s.evaluated.last)).Round(time.Second))
		s.mu.Unlock()
	case <-r.Context().Done():
		return
	}
	s.mu.Lock()
	if silent := time.Since(later(s.began, s.lastPiece)); reason == "" && s.run.server && silent > silentAfter {
		reason = fmt.Sprintf("no source has handed out anything for %s", silent.Round(time.Second))
	}
	s.mu.Unlock()
	if reason != "" {
		http.Error(w, reason, http.StatusServiceUnavailable)
		return
	}
	io.WriteString(w, "ok\n")
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func seconds(t time.Time) float64 {
	if t.IsZero() {
		return 0
	}
	return float64(t.UnixMilli()) / 1000
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// families are the figures of messages.
func (s *notifySink) families() []metrics.Family {
	f := metrics.Family{Name: "culprit_notifications_total", Help: "Messages on root causes, by target and by what became of them: sent, failed attempts, dropped.", Type: "counter"}
	byName := map[string]notify.Stats{} // two may be at one host
	for _, t := range s.targets {
		all, one := byName[t.Name()], t.Stats()
		byName[t.Name()] = notify.Stats{Sent: all.Sent + one.Sent, Failed: all.Failed + one.Failed, Dropped: all.Dropped + one.Dropped}
	}
	for _, name := range sorted(byName) {
		stats := byName[name]
		f.Add(float64(stats.Sent), "target", name, "result", "sent")
		f.Add(float64(stats.Failed), "target", name, "result", "failed")
		f.Add(float64(stats.Dropped), "target", name, "result", "dropped")
	}
	return []metrics.Family{f}
}
