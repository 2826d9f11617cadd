package main

import (
	"fmt"
	"strconv"
	"time"
)

// sinceTime reads --since: zero for all.
func sinceTime(text string, now time.Time) (time.Time, error) {
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
	return time.Time{}, &exit{exitUsage, fmt.Errorf("cannot read --since %q", text), "give a duration (30m, 24h, 7d), a time in UTC (2026-11-23T10:00:00Z), or all"}
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
