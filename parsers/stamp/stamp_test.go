package stamp

import (
	"testing"
	"time"

	"culprit/engine/fact"
)

func TestParse(t *testing.T) {
	reference := time.Date(2026, 1, 10, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		text, want string
		quality    fact.Quality
		rest       string
	}{
		{"2026-11-23T22:12:23.420373225Z INFO", "2026-11-23T22:12:23.420373225Z", fact.QualityExact, " INFO"},
		{"2026-11-23 22:12:23,420 INFO", "2026-11-23T22:12:23.42Z", fact.QualityNoZone, " INFO"},
		{"2026-11-23 22:12:23.053 UTC [30] LOG", "2026-11-23T22:12:23.053Z", fact.QualityExact, " [30] LOG"},
		{"2026-11-23 22:12:23 +0100] x", "2026-11-23T21:12:23Z", fact.QualityExact, "] x"},
		{"2026-11-23T22:12:23+05:30 x", "2026-11-23T16:42:23Z", fact.QualityExact, " x"},
		{"2026/11/23 22:12:23 [error]", "2026-11-23T22:12:23Z", fact.QualityNoZone, " [error]"},
		{"2026-11-23 22:12:23 CET [3] x", "2026-11-23T22:12:23Z", fact.QualityNoZone, " [3] x"},
		{"23 Nov 2026 22:15:48.508 * Ready", "2026-11-23T22:15:48.508Z", fact.QualityNoZone, " * Ready"},
		{"23/Nov/2026:22:14:03 +0000] \"GET", "2026-11-23T22:14:03Z", fact.QualityExact, "] \"GET"},
		{"23-Nov-2026 22:14:03 UTC] PHP", "2026-11-23T22:14:03Z", fact.QualityExact, "] PHP"},
		{"Dec 31 23:59:59 host app: x", "2025-12-31T23:59:59Z", fact.QualityNoYear, " host app: x"},
		{"Jan  9 03:04:05 host app: x", "2026-01-09T03:04:05Z", fact.QualityNoYear, " host app: x"},
		{"Feb 29 03:04:05 host app: x", "2024-02-29T03:04:05Z", fact.QualityNoYear, " host app: x"},
		{"Mon Nov 23 10:00:02 2026] Memory", "2026-11-23T10:00:02Z", fact.QualityNoZone, "] Memory"},
		{"Mon Nov 23 10:00:02.123456 2026] [x", "2026-11-23T10:00:02.123456Z", fact.QualityNoZone, "] [x"},
		{"Mon Nov 23 22:13:03 UTC 2026", "2026-11-23T22:13:03Z", fact.QualityExact, ""},
		{"Nov 23, 2026 1:02:03 PM x", "", 0, "Nov 23, 2026 1:02:03 PM x"},
		{"Nov 23, 2026 01:02:03 PM x", "2026-11-23T13:02:03Z", fact.QualityNoZone, " x"},
		{"261123 10:00:01 [ERROR] x", "2026-11-23T10:00:01Z", fact.QualityNoZone, " [ERROR] x"},
		{"2026-13-45 99:00:00 x and more", "", 0, "2026-13-45 99:00:00 x and more"},
		{"no time stamp here", "", 0, "no time stamp here"},
	} {
		got, n := Parse([]byte(c.text), reference)
		text := ""
		if got.Known() {
			text = got.At.Format(time.RFC3339Nano)
		}
		if text != c.want || got.Quality != c.quality || c.text[n:] != c.rest {
			t.Errorf("%q: %s %s, rest %q", c.text, text, got.Quality, c.text[n:])
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("Mon Nov 23 10:00:02.123456 2026] [x"))
	f.Add([]byte("261123  1:00:01"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if _, n := Parse(text, time.Unix(0, 0)); n < 0 || n > len(text) {
			t.Fatalf("%d bytes of %d", n, len(text))
		}
		Klog(text, time.Unix(0, 0))
	})
}
