package watch

import (
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"culprit/engine"
	"culprit/engine/fact"
	"culprit/engine/report"
	"culprit/engine/source/bundle"
)

// A part is a stream of a story, of which some is still to come.
type part struct {
	name  string
	about fact.Subject
	rest  []byte
	whole bool // it is a document, put as it grows
	given int  // of a document
}

// story reads the streams of a bundle.
func story(t *testing.T, path string) (parts []*part) {
	t.Helper()
	b, err := bundle.Open(path, nil, bundle.DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	for s, err := range b.Streams(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		r, err := s.Open(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		r.Close()
		if len(data) == 0 {
			continue
		}
		isLog := strings.Contains(s.Name, "log") || strings.Contains(s.Name, "dmesg") || strings.Contains(s.Name, "compose_up")
		parts = append(parts, &part{name: s.Name, about: s.Subject, rest: data, whole: !isLog})
	}
	return parts
}

// give hands the next piece of a part to a watch: some lines of a log, more of a
// document.
func (p *part) give(w *Watch, r *rand.Rand, at time.Time) {
	end := len(p.rest)
	if r.IntN(3) > 0 {
		for end = r.IntN(end) + 1; end < len(p.rest) && p.rest[end-1] != '\n'; end++ {
		}
	}
	if p.whole {
		p.given = max(p.given, end)
		w.Put(p.name, p.about, p.rest[:p.given])
		if p.given == len(p.rest) {
			p.rest = nil
		}
		return
	}
	w.Add(at, p.name, p.about, p.rest[:end])
	p.rest = p.rest[end:]
}

// whole is all that a report says of a result.
func whole(t *testing.T, set *engine.RuleSet, result *engine.Result) string {
	t.Helper()
	data, err := json.Marshal([]any{report.New(report.Tool{}, nil, report.Coverage{}, result), result.Next, result.Missing, result.Kinds})
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestRemembered: whatever comes in whatever order and pieces, what follows with
// a memory of all that followed before is what follows of the same facts without
// one.
func TestRemembered(t *testing.T) {
	set := builtin(t)
	paths, err := filepath.Glob("../../testdata/bundles/*")
	if err != nil || len(paths) == 0 {
		t.Fatal(err)
	}
	seed := uint64(1)
	if text := os.Getenv("CULPRIT_SEED"); text != "" {
		fmt.Sscan(text, &seed)
	}
	for i, path := range paths {
		if strings.HasSuffix(path, ".json") || testing.Short() && i%4 > 0 {
			continue
		}
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(seed, uint64(i)))
			parts := story(t, path)
			w := New(set, coverage)
			pause := 1 + len(parts)/5
			for len(parts) > 0 {
				for range 1 + r.IntN(pause) {
					if len(parts) == 0 {
						break
					}
					at := r.IntN(len(parts))
					parts[at].give(w, r, now)
					if len(parts[at].rest) == 0 {
						parts = slices.Delete(parts, at, at+1)
					}
				}
				w.read(now, r.IntN(2) == 0)
				a, b := w.Live.Result(), w.Live.Result()
				got := whole(t, set, engine.Diagnose(set, a.Facts, engine.Options{Coverage: coverage(a), Memory: w.memory}))
				want := whole(t, set, engine.Diagnose(set, b.Facts, engine.Options{Coverage: coverage(b)}))
				if got != want {
					t.Fatalf("with %d facts: a memory gives\n%s\nwithout one\n%s", len(b.Facts), near(got, want), near(want, got))
				}
			}
		})
	}
}

// near is where two texts begin to differ.
func near(a, b string) string {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	return a[max(0, i-300):min(len(a), i+300)]
}
