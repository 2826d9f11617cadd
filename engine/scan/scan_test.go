package scan

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

var words = []string{"out of memory", "connection refused", "no space left", "wrongpass", "denied", "oom", "tls:", "eperm", "…x", "\x00\x01\x02", "a\"b"}

func TestAny(t *testing.T) {
	s := Compile(words, nil)
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
		"denied":                      true,
		"DENIED.":                     true,
		"(denie)":                     false,
	} {
		if got := s.Any([]byte(text)); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
	if Compile(nil, nil).Any([]byte("text")) {
		t.Error("no literal occurs in nothing")
	}
}

// findPlain is Find the plain way; tests hold the two against each other.
func findPlain(literals []string, text []byte) []string {
	lower := []byte(Lower(string(text)))
	var found []string
	for i, l := range literals {
		for at := 0; ; at++ {
			n := bytes.Index(lower[at:], []byte(l))
			if n < 0 {
				break
			}
			at += n
			found = append(found, fmt.Sprint(at, " ", i))
		}
	}
	slices.Sort(found)
	return found
}

func found(s *Set, text []byte) []string {
	var list []string
	s.Find(text, func(at, literal int) int {
		list = append(list, fmt.Sprint(at, " ", literal))
		return 0
	})
	slices.Sort(list)
	return list
}

func FuzzFind(f *testing.F) {
	f.Add("Connection REFUSED by peer, out of memory; denied denied", "refused")
	f.Add(strings.Repeat("no space left on device 401 ", 20), "spacesp")
	f.Add("\x1b\x00[AAAAAAAAAAAAAAAAAAAA`aaaaaaaa", "aaaaaa")
	f.Fuzz(func(t *testing.T, text, literal string) {
		literals := slices.Clone(words)
		if len(literal) >= MinLiteral && !slices.Contains(words, Lower(literal)) {
			literals = append(literals, Lower(literal))
		}
		if len(literal) > 9 && !slices.Contains(literals, Lower(literal[:6])) {
			literals = append(literals, Lower(literal[:6]))
		}
		for _, text := range []string{text, text + literal, strings.Repeat("x", 37) + text + literal + text} {
			if got, want := found(Compile(literals, nil), []byte(text)), findPlain(literals, []byte(text)); !slices.Equal(got, want) {
				t.Errorf("%q in %q: %v, plain %v", literals, text, got, want)
			}
		}
	})
}

// Every literal is found at every alignment, whatever stands around it and
// whichever table it is in.
func TestFindAlignments(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{1, 50, 1000, maxFew + 500} {
		var literals []string
		seen := map[string]bool{}
		for len(literals) < n {
			b := make([]byte, 3+r.IntN(12))
			for i := range b {
				b[i] = "abcdefghij klmnop{[:0123"[r.IntN(24)]
			}
			if !seen[string(b)] {
				seen[string(b)] = true
				literals = append(literals, string(b))
			}
		}
		s := Compile(literals, nil)
		for i := range 300 {
			l := literals[r.IntN(len(literals))]
			text := make([]byte, i%61+len(l)+r.IntN(70))
			for k := range text {
				text[k] = byte(r.IntN(256))
			}
			copy(text[i%61:], strings.ToUpper(l))
			if got, want := found(s, text), findPlain(literals, text); !slices.Equal(got, want) {
				t.Fatalf("%d literals, %q in %q: %v, plain %v", n, l, text, got, want)
			}
		}
	}
}

func TestMark(t *testing.T) {
	long := strings.Repeat("x", LongLine)
	text := "skipped\nall well\nout of memory here, out of memory\n\nfine\x1b[0m\nConnection \x1b[1mrefused\x1b[0m\n" + long + "\nlast: denied"
	m := &Marker{Set: Compile(words, nil), Clean: func(line []byte) []byte {
		return []byte(strings.NewReplacer("\x1b[0m", "", "\x1b[1m", "").Replace(string(line)))
	}}
	marks, lines := m.Mark([]byte(text), len("skipped\n"), nil)
	if lines != 6 {
		t.Errorf("%d lines", lines)
	}
	var got []string
	for _, mark := range marks {
		line, _, _ := strings.Cut(text[mark.At:], "\n")
		got = append(got, fmt.Sprint(mark.Line, " ", line[:min(len(line), 6)]))
	}
	if want := []string{"1 out of", "4 Connec", "5 xxxxxx", "6 last: "[:8]}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	m.Accept = func(line []byte, at, literal int) (Span, bool) {
		return Span{at, at + len(words[literal])}, bytes.HasPrefix(line, []byte("last"))
	}
	if marks, _ := m.Mark([]byte(text), 0, nil); len(marks) != 2 {
		t.Errorf("%d marks of accepted and long lines", len(marks))
	}
}

func TestIndex(t *testing.T) {
	for _, c := range []struct {
		text, literal string
		want          int
	}{{"REFUSED, refused", "refused", 0}, {"refused, REFUSED", "refused", 0}, {"xx Refused", "refused", 3}, {"ab", "abc", -1}, {"x", "", 0}} {
		if got := Index([]byte(c.text), c.literal); got != c.want {
			t.Errorf("%q in %q: %d, want %d", c.literal, c.text, got, c.want)
		}
	}
}

func TestContains(t *testing.T) {
	for _, c := range []struct {
		text, literal string
		want          bool
	}{{"Connection REFUSED", "refused", true}, {"refuse", "refused", false}, {"", "x", false}, {"x", "", true}, {"zzx9", "x9", true}, {"XyX9", "x9", true}} {
		if got := Contains([]byte(c.text), c.literal); got != c.want {
			t.Errorf("%q in %q: %v", c.literal, c.text, got)
		}
	}
}

func BenchmarkFind(b *testing.B) {
	line := `{"log":"2026-11-23 10:00:00,123 INFO app.views: processed request for user 4711 in 12 ms\n","stream":"stderr","time":"2026-11-23T10:00:00.123456789Z"}` + "\n"
	text := bytes.Repeat([]byte(line), 1000)
	for _, n := range []int{10, 100, 1000, 10000} {
		literals := make([]string, n)
		for i := range literals {
			literals[i] = fmt.Sprintf("the %x thing of %x failed", i*7919, i)
		}
		s := Compile(literals, nil)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				s.Any(text)
			}
		})
	}
}
