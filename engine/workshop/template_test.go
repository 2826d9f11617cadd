package workshop

import (
	"regexp"
	"testing"
)

func TestGeneralize(t *testing.T) {
	for message, shape := range map[string]string{
		"lost order 4711 after 20 s":                                    "lost order <number> after <number> s",
		"cannot connect to redis:6379: refused":                         "cannot connect to <endpoint>: refused",
		"cannot connect to 10.0.0.7:5432 or 10.0.0.8:5432":              "cannot connect to <endpoint> or <endpoint>",
		"open /var/lib/shop/data.db: permission denied":                 "open <path>: permission denied",
		"user \"anna\" is unknown, don't retry 'x'":                     "user <name> is unknown, don't retry <name>",
		"job 0b1c2d3e-0000-4000-8000-000000000001 failed at 10:00:01":   "job <uuid> failed at <clock>",
		"container deadbeef0123 exited; s3 bucket v2 is fine":           "container <id> exited; s3 bucket v2 is fine",
		"fetch https://api.example/v1/x?id=3 took 3.5s":                 "fetch <url> took <number>s",
		"Traceback (most recent call last):\n  File \"a.py\"\nE: bad 7": "E: bad <number>",
		"addr 0x7ffe1234 on 2026-11-23T10:00:00.123Z":                   "addr <hex> on <time>",
	} {
		got := Generalize(message)
		if got.Shape != shape {
			t.Errorf("%q: %q, want %q", message, got.Shape, shape)
		}
		re, err := regexp.Compile(got.Pattern)
		if err != nil || !re.MatchString(message) {
			t.Errorf("%q: its own pattern %s does not match it (%v)", message, got.Pattern, err)
		}
	}
}

func FuzzGeneralize(f *testing.F) {
	f.Add("lost order 4711 at /var/lib/x from redis:6379 'a' \"b\" 0x1")
	f.Fuzz(func(t *testing.T, message string) {
		got := Generalize(message)
		re, err := regexp.Compile(got.Pattern)
		if err != nil {
			t.Fatal(err)
		}
		if !re.MatchString(telling(message)) {
			t.Errorf("%q does not match %s", telling(message), got.Pattern)
		}
	})
}
