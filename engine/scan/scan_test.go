package scan

import (
	"bytes"
	"strings"
	"testing"
)

var words = []string{"out of memory", "connection refused", "no space left", "wrongpass", "oom", "…x", "\x00\x01\x02", "a\"b"}

func TestWants(t *testing.T) {
	s := Compile(words, false)
	for text, want := range map[string]bool{
		"Killed: Out Of Memory":       true,
		"out of memor":                false,
		"OOM":                         true,
		"":                            false,
		"oo":                          false,
		"x no space leftover":         true,
		"all is well, nothing to see": false,
		"tail: connection refuse":     false,
		"[111] Connection refused.":   true,
		"quoted a\"B":                 true,
	} {
		if got := s.Wants([]byte(text)); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
	if !Compile([]string{"ab"}, false).Wants(nil) || !Compile(nil, true).Wants(nil) || Compile(nil, false).Wants([]byte("text")) {
		t.Error("a short literal wants everything, no literal wants nothing")
	}
}

func FuzzWants(f *testing.F) {
	f.Add("Connection REFUSED by peer", "refused")
	f.Fuzz(func(t *testing.T, text, literal string) {
		lower := []byte(literal)
		for i, c := range lower {
			lower[i] = fold[c]
		}
		s := Compile(append([]string{string(lower)}, words...), false)
		if got, want := s.Wants([]byte(text)), s.wantsPlain([]byte(text)); got != want {
			t.Errorf("%q in %q: %v, plain %v", literal, text, got, want)
		}
	})
}

func BenchmarkWants(b *testing.B) {
	s := Compile(words, false)
	line := []byte(strings.Repeat(`{"log":"2026-11-23 10:00:00,123 INFO app.views: processed request for user 4711 in 12 ms\n"}`, 100))
	b.SetBytes(int64(len(line)))
	for b.Loop() {
		s.Wants(line)
	}
}

// wantsPlain is Wants the plain way; tests hold the two against each other.
func (s *Set) wantsPlain(text []byte) bool {
	lower := make([]byte, len(text))
	for i, c := range text {
		lower[i] = fold[c]
	}
	for _, list := range s.buckets {
		for _, e := range list {
			if bytes.Contains(lower, e.literal) {
				return true
			}
		}
	}
	return s.every
}
