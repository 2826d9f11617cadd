package scan

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// TestWide holds probing sixteen places at once against probing eight: for both
// sizes of the filter, wherever literals lie, at the end of a text, and where so
// much passes that batches are full.
func TestWide(t *testing.T) {
	if !wide {
		t.Skip("this processor has no AVX-512")
	}
	defer func() { wide = true }()
	r := rand.New(rand.NewPCG(3, 4))
	for _, n := range []int{1, 200, maxFew + 100} {
		var literals []string
		for i := range n {
			literals = append(literals, fmt.Sprintf("%x is %s", i*7919, []string{"lost", "out of memory", "so", "refused, again"}[i%4]))
		}
		s := Compile(literals, nil)
		for range 200 {
			var b strings.Builder
			for size := r.IntN(9000); b.Len() < size; {
				switch r.IntN(4) {
				case 0:
					b.WriteString(strings.ToUpper(literals[r.IntN(n)]))
				case 1:
					b.WriteString(literals[r.IntN(n)][1:])
				default:
					b.WriteString(strings.Repeat("x y", r.IntN(40)))
				}
			}
			text := []byte(b.String())
			skip := r.IntN(2) * r.IntN(60)
			find := func() (list []string) {
				last := 0
				s.Find(text, func(at, literal int) int {
					if at >= last { // what lies before the place to go on from may be told or not
						list = append(list, fmt.Sprint(at, " ", literal))
					}
					if skip > 0 {
						last = max(last, at+skip)
						return at + skip
					}
					return 0
				})
				slices.Sort(list)
				return list
			}
			if skip > 0 {
				// Which of two neighbours is told first is open, so only that something is.
				wide = true
				got := len(find()) > 0
				wide = false
				if want := len(find()) > 0; got != want {
					t.Fatalf("%d literals, going on %d behind: found %v, want %v in %q", n, skip, got, want, text)
				}
				continue
			}
			wide = true
			got := find()
			wide = false
			if want := find(); !slices.Equal(got, want) {
				t.Fatalf("%d literals in %q:\n%v, want\n%v", n, text, got, want)
			}
		}
	}
}

func BenchmarkWide(b *testing.B) {
	if !wide {
		b.Skip("this processor has no AVX-512")
	}
	defer func() { wide = true }()
	line := `{"log":"2026-11-23 10:00:00,123 INFO app.views: processed request for user 4711 in 12 ms\n","stream":"stderr","time":"2026-11-23T10:00:00.123456789Z"}` + "\n"
	text := []byte(strings.Repeat(line, 1000))
	literals := make([]string, 1000)
	for i := range literals {
		literals[i] = fmt.Sprintf("the %x thing of %x failed", i*7919, i)
	}
	s := Compile(literals, nil)
	for _, w := range []bool{true, false} {
		b.Run(fmt.Sprint(w), func(b *testing.B) {
			wide = w
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				s.Any(text)
			}
		})
	}
}
