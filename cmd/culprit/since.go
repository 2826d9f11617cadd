package main

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"culprit/engine"
	"culprit/engine/ingest"
)

// sinceTime reads --since: zero for all; durations count from now.
func sinceTime(text string, now time.Time) (time.Time, error) { return timeOf("--since", text, now) }

func timeOf(flag, text string, now time.Time) (time.Time, error) {
	if text == "all" || text == "" {
		return time.Time{}, nil
	}
	if d, ok := span(text); ok {
		return now.Add(-d), nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04", "2006-01-02"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, nil
		}
	}
	return time.Time{}, &exit{exitUsage, fmt.Errorf("cannot read %s %q", flag, text), "give a duration (30m, 24h, 7d), a time in UTC (2026-11-23T10:00:00Z), or all"}
}

// A window is a time that a report is about; an end that is zero is open.
type window struct{ from, to time.Time }

// windowOf reads --since and --until of an input. Durations count from its last
// record, which may be years ago.
func windowOf(since, until string, read ingest.Coverage) (w window, err error) {
	var last time.Time
	for _, s := range read.Streams {
		if s.To.After(last) {
			last = s.To
		}
	}
	if last.IsZero() {
		last = time.Now()
	}
	if w.from, err = timeOf("--since", since, last); err != nil {
		return w, err
	}
	if w.to, err = timeOf("--until", until, last); err != nil {
		return w, err
	}
	if !w.from.IsZero() && !w.to.IsZero() && w.to.Before(w.from) {
		return w, &exit{exitUsage, errors.New("--until lies before --since"), ""}
	}
	return w, nil
}

// has reports whether a diagnosis was seen in the window; one whose time is not
// known may have been.
func (w window) has(d *engine.Diagnosis) bool {
	first, last := d.First.At, d.Last.At
	return (w.from.IsZero() || last.IsZero() || !last.Before(w.from)) && (w.to.IsZero() || first.IsZero() || !first.After(w.to))
}

// span reads a duration, also in days.
func span(text string) (time.Duration, bool) {
	if n := len(text) - 1; n > 0 && text[n] == 'd' {
		days, err := strconv.Atoi(text[:n])
		return time.Duration(days) * 24 * time.Hour, err == nil && days > 0 && days < 100_000
	}
	d, err := time.ParseDuration(text)
	return d, err == nil && d > 0
}
