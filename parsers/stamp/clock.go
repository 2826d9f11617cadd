package stamp

import (
	"time"

	"culprit/engine/fact"
)

// a timeOfDay is 10:00:01.123 with the resolution it was printed in.
type timeOfDay struct {
	hour, minute, second, nanos int
	resolution                  time.Duration
}

// on makes the instant of a time of day. known says whether offset (seconds
// east of UTC) was printed.
func (c timeOfDay) on(year, month, day, offset int, known bool) fact.Time {
	if month < 1 || month > 12 || day < 1 || day > 31 {
		return fact.Time{}
	}
	at := time.Date(year, time.Month(month), day, c.hour, c.minute, c.second, c.nanos, time.UTC).Add(-time.Duration(offset) * time.Second)
	t := fact.Exact(at, c.resolution)
	if !known {
		t.Quality = fact.QualityNoZone
	}
	return t
}

// clock reads 10:00:01 and a fraction after a point or comma.
func clock(b []byte) (timeOfDay, int) {
	if len(b) < 8 || b[2] != ':' || b[5] != ':' {
		return timeOfDay{}, 0
	}
	hour, ok1 := number(b[0:2])
	minute, ok2 := number(b[3:5])
	second, ok3 := number(b[6:8])
	if !ok1 || !ok2 || !ok3 || hour > 23 || minute > 59 || second > 60 {
		return timeOfDay{}, 0
	}
	c := timeOfDay{hour: hour, minute: minute, second: second, resolution: time.Second}
	n := 8
	if n+1 < len(b) && (b[n] == '.' || b[n] == ',') && isDigit(b[n+1]) {
		n++
		for scale := 100_000_000; n < len(b) && isDigit(b[n]); n++ {
			c.nanos += int(b[n]-'0') * scale
			scale /= 10
			c.resolution /= 10
		}
		c.resolution = max(c.resolution, time.Nanosecond)
	}
	return c, n
}

// zone reads a zone after a clock, with the blank before it. Only UTC and GMT
// are known by name: CET, EST and the like mean different things to different
// people, so that the reader gets QualityNoZone for them.
func zone(b []byte) (offset, width int, known bool) {
	at := 0
	if len(b) > 0 && b[0] == ' ' {
		at = 1
	}
	rest := b[at:]
	switch {
	case len(rest) > 0 && (rest[0] == 'Z' || rest[0] == 'z') && at == 0:
		return 0, 1, true
	case len(rest) >= 3 && (string(rest[:3]) == "UTC" || string(rest[:3]) == "GMT") && (len(rest) == 3 || !isLetter(rest[3])):
		return 0, at + 3, true
	case len(rest) >= 3 && (rest[0] == '+' || rest[0] == '-'):
		hours, ok := number(rest[1:3])
		if !ok || hours > 14 {
			return 0, 0, false
		}
		width, minutes := 3, 0
		if len(rest) >= 6 && rest[3] == ':' {
			if m, ok := number(rest[4:6]); ok {
				width, minutes = 6, m
			}
		} else if len(rest) >= 5 {
			if m, ok := number(rest[3:5]); ok {
				width, minutes = 5, m
			}
		}
		if width == 3 && at == 1 {
			return 0, 0, false // " -12 …" is text, not a zone
		}
		offset = hours*3600 + minutes*60
		if rest[0] == '-' {
			offset = -offset
		}
		return offset, at + width, true
	}
	// A named zone: skip it so that the text behind it is found.
	n := 0
	for n < len(rest) && n < 5 && rest[n] >= 'A' && rest[n] <= 'Z' {
		n++
	}
	switch string(rest[:n]) {
	case "CET", "CEST", "EST", "EDT", "PST", "PDT", "CST", "CDT", "MST", "MDT", "BST", "IST", "JST", "MSK", "WEST", "WET", "EET", "EEST", "AEST", "AEDT":
		return 0, at + n, false
	}
	return 0, 0, false
}

// zoneNames are the abbreviations of zones that mean one offset wherever they
// are printed, in minutes. CST (Chicago, Shanghai), IST (India, Israel,
// Ireland), BST and AST mean several and are left out.
var zoneNames = map[string]int{
	"UTC": 0, "GMT": 0, "WET": 0, "WEST": 60, "CET": 60, "CEST": 120, "EET": 120, "EEST": 180, "MSK": 180,
	"JST": 540, "KST": 540, "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780,
	"EST": -300, "EDT": -240, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420, "HST": -600,
}

// ZoneOffset is what a zone's abbreviation adds to UTC; false for those that
// are unknown or mean several zones. A stamp is not read with it, since a
// program's zone word may be a guess of the program; it is a hint.
func ZoneOffset(name string) (time.Duration, bool) {
	minutes, ok := zoneNames[name]
	return time.Duration(minutes) * time.Minute, ok
}

func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func number(b []byte) (int, bool) {
	n := 0
	for _, c := range b {
		if !isDigit(c) {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, len(b) > 0
}

// shortNumber reads one or two digits.
func shortNumber(b []byte) (n, width int) {
	for width < 2 && width < len(b) && isDigit(b[width]) {
		n = n*10 + int(b[width]-'0')
		width++
	}
	return n, width
}

const months = "JanFebMarAprMayJunJulAugSepOctNovDec"

func monthOf(b []byte) int {
	if len(b) < 4 {
		return 0
	}
	for i := 0; i < 36; i += 3 {
		if b[0] == months[i] && b[1] == months[i+1] && b[2] == months[i+2] {
			return i/3 + 1
		}
	}
	return 0
}

func isWeekday(b []byte) bool {
	if len(b) < 8 || b[3] != ' ' && b[3] != ',' {
		return false
	}
	switch string(b[:3]) {
	case "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun":
		return true
	}
	return false
}
