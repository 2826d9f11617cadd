// Package stamp reads the time stamps that programs print at the head of
// their lines, by hand: time.Parse would take several layouts a line.
//
// A stamp without a zone is QualityNoZone (its instant is as if in UTC), one
// without a year is QualityNoYear: it gets the last year that does not put it ahead of
// the reference time, never simply the current one (a log from December read
// in January, and leap days, would be a year off).
package stamp

import (
	"time"

	"culprit/engine/fact"
)

// Parse reads the stamp that text begins with and returns how many bytes it
// takes, 0 when there is none. reference is when the text was captured, used
// for stamps without a year; zero means that such stamps have no instant.
func Parse(text []byte, reference time.Time) (fact.Time, int) {
	if len(text) < 12 {
		return fact.Time{}, 0
	}
	switch c := text[0]; {
	case c >= '0' && c <= '9':
		if t, n := iso(text); n > 0 {
			return t, n
		}
		if t, n := dayFirst(text); n > 0 {
			return t, n
		}
		return compact(text)
	case c >= 'A' && c <= 'Z':
		return monthFirst(text, reference)
	}
	return fact.Time{}, 0
}

// iso reads 2026-11-23T10:00:01.123456789Z and its relatives: a blank for the
// T, slashes for the hyphens, a comma before the fraction, zones as Z, +01:00,
// +0100, +01, UTC.
func iso(b []byte) (fact.Time, int) {
	if len(b) < 19 || b[4] != '-' && b[4] != '/' || b[7] != b[4] || b[10] != 'T' && b[10] != ' ' && b[10] != 't' && b[10] != '_' {
		return fact.Time{}, 0
	}
	year, ok1 := number(b[0:4])
	month, ok2 := number(b[5:7])
	day, ok3 := number(b[8:10])
	if !ok1 || !ok2 || !ok3 {
		return fact.Time{}, 0
	}
	c, n := clock(b[11:])
	if n == 0 {
		return fact.Time{}, 0
	}
	n += 11
	offset, zone, known := zone(b[n:])
	return c.on(year, month, day, offset, known), n + zone
}

// dayFirst reads 23 Nov 2026 10:00:01.123 (Redis), 23/Nov/2026:10:00:01 +0000
// (access logs) and 23-Nov-2026 10:00:01 UTC (PHP).
func dayFirst(b []byte) (fact.Time, int) {
	day, width := shortNumber(b)
	if width == 0 || len(b) < width+18 {
		return fact.Time{}, 0
	}
	separator := b[width]
	if separator != ' ' && separator != '/' && separator != '-' {
		return fact.Time{}, 0
	}
	month := monthOf(b[width+1:])
	if month == 0 || b[width+4] != separator {
		return fact.Time{}, 0
	}
	year, ok := number(b[width+5 : width+9])
	if !ok {
		return fact.Time{}, 0
	}
	at := width + 10
	if b[at-1] == ':' && at < len(b) && b[at] == ':' { // Erlang: 23-Nov-2026::10:00:01
		at++
	}
	c, n := clock(b[at:])
	if n == 0 {
		return fact.Time{}, 0
	}
	n += at
	offset, zone, known := zone(b[n:])
	return c.on(year, month, day, offset, known), n + zone
}

// monthFirst reads Nov 23 10:00:01 (syslog), Mon Nov 23 10:00:01.123456 2026
// (ctime, Apache, dmesg -T) and Nov 23, 2026 10:00:01 AM (java.util.logging).
func monthFirst(b []byte, reference time.Time) (fact.Time, int) {
	at := 0
	if isWeekday(b) {
		at = 4
		if b[3] == ',' {
			at = 5
		}
	}
	if len(b) < at+15 {
		return fact.Time{}, 0
	}
	month := monthOf(b[at:])
	if month == 0 || b[at+3] != ' ' {
		return fact.Time{}, 0
	}
	at += 4
	if b[at] == ' ' {
		at++
	}
	day, width := shortNumber(b[at:])
	if width == 0 || len(b) < at+width+9 {
		return fact.Time{}, 0
	}
	at += width
	year := 0
	if b[at] == ',' && len(b) >= at+15 {
		year, _ = number(b[at+2 : at+6])
		at += 6
	}
	if b[at] != ' ' {
		return fact.Time{}, 0
	}
	c, n := clock(b[at+1:])
	if n == 0 {
		return fact.Time{}, 0
	}
	at += 1 + n
	if year != 0 && len(b) >= at+3 && b[at] == ' ' && (b[at+1] == 'A' || b[at+1] == 'P') && b[at+2] == 'M' {
		c.hour %= 12
		if b[at+1] == 'P' {
			c.hour += 12
		}
		at += 3
	}
	offset, zoneWidth, known := zone(b[at:])
	if year == 0 && len(b) >= at+zoneWidth+5 && b[at+zoneWidth] == ' ' {
		if y, ok := number(b[at+zoneWidth+1 : at+zoneWidth+5]); ok && y > 1970 && y < 2200 && (len(b) == at+zoneWidth+5 || !isDigit(b[at+zoneWidth+5])) {
			year = y
			zoneWidth += 5
		}
	}
	at += zoneWidth
	if year != 0 {
		return c.on(year, month, day, offset, known), at
	}
	if reference.IsZero() {
		return fact.Time{}, at
	}
	t := c.on(latestYear(reference, month, day), month, day, offset, known)
	t.Quality = fact.QualityNoYear
	return t, at
}

// compact reads 261123 10:00:01 (MySQL up to 5.6).
func compact(b []byte) (fact.Time, int) {
	if len(b) < 14 || b[6] != ' ' {
		return fact.Time{}, 0
	}
	date, ok := number(b[:6])
	if !ok {
		return fact.Time{}, 0
	}
	at := 7
	if b[at] == ' ' {
		at++
	}
	hourWidth := 2
	if b[at+1] == ':' {
		hourWidth = 1
	}
	if len(b) < at+hourWidth+6 {
		return fact.Time{}, 0
	}
	padded := b[at:]
	if hourWidth == 1 {
		padded = append([]byte{'0'}, b[at:]...)
	}
	c, n := clock(padded)
	if n == 0 {
		return fact.Time{}, 0
	}
	return c.on(2000+date/10000, date/100%100, date%100, 0, false), at + n - 2 + hourWidth
}

// Klog reads the header of Kubernetes' and glog's lines, E1123 10:00:01.123456,
// without its level letter.
func Klog(b []byte, reference time.Time) (fact.Time, int) {
	if len(b) < 13 || b[4] != ' ' {
		return fact.Time{}, 0
	}
	date, ok := number(b[:4])
	c, n := clock(b[5:])
	month, day := date/100, date%100
	if !ok || n == 0 || month < 1 || month > 12 || day < 1 || day > 31 || reference.IsZero() {
		return fact.Time{}, 0
	}
	t := c.on(latestYear(reference, month, day), month, day, 0, false)
	t.Quality = fact.QualityNoYear
	return t, 5 + n
}

// maxAhead is how far a clock may be ahead of the reference: what a log says
// happened before it was captured.
const maxAhead = 7 * 24 * time.Hour

// latestYear is the last year in which month and day, among those that have the
// day at all, do not lie ahead of the reference.
func latestYear(reference time.Time, month, day int) int {
	for y := reference.Year() + 1; y >= reference.Year()-8; y-- {
		t := time.Date(y, time.Month(month), day, 0, 0, 0, 0, time.UTC)
		if t.Day() == day && !t.After(reference.Add(maxAhead)) {
			return y
		}
	}
	return reference.Year()
}
