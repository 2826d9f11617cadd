package ingest

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"culprit/engine/source/bundle"
)

var update = flag.Bool("update", false, "rewrite what the cases of clocks want")

// TestClocks reads the bundles of testdata/clocks and compares the clocks that
// were found and the times they gave to the records.
func TestClocks(t *testing.T) { cases(t, "testdata/clocks/*.txtar", timesOf) }

// TestGaps reads the bundles of testdata/gaps and compares what was found to be
// missing from their streams.
func TestGaps(t *testing.T) { cases(t, "testdata/gaps/*.txtar", gapsOf) }

// cases runs bundles that are txtar archives: what say says of one is its file
// want; -update rewrites it.
func cases(t *testing.T, pattern string, say func(*Result) string) {
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			var want *txtar.File
			for i := range archive.Files {
				f := &archive.Files[i]
				if f.Name == "want" {
					want = f
					continue
				}
				path := filepath.Join(dir, f.Name)
				if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, f.Data, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			b, err := bundle.Open(dir, nil, bundle.DefaultLimits)
			if err != nil {
				t.Fatal(err)
			}
			res, err := Run(context.Background(), []NamedSource{b}, Options{Now: time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)})
			if err != nil {
				t.Fatal(err)
			}
			got := say(res)
			if *update {
				want.Data = []byte(got)
				if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != string(want.Data) {
				t.Errorf("got:\n%swant:\n%s", got, want.Data)
			}
		})
	}
}

func gapsOf(res *Result) string {
	var out strings.Builder
	for _, g := range res.Coverage.Gaps {
		fmt.Fprintf(&out, "%s %s:%d %s\n", g.Kind, g.Stream, g.Line, g.Reason)
		if !g.From.IsZero() || !g.To.IsZero() {
			fmt.Fprintf(&out, "  from %s to %s\n", clockTime(g.From), clockTime(g.To))
		}
	}
	return out.String()
}

func timesOf(res *Result) string {
	var out strings.Builder
	for _, c := range res.Coverage.Clocks {
		what := "offset " + signed(c.Offset)
		if !c.Boot.IsZero() {
			what = "boot " + c.Boot.Format(time.RFC3339)
		}
		fmt.Fprintf(&out, "clock %s %s: %s ± %s, %d facts: %s\n", c.Stream, c.Subject.Label(), what, short(c.Uncertainty), c.Facts, c.Basis)
	}
	for _, f := range res.Facts {
		if f.Time.Known() {
			fmt.Fprintf(&out, "%s:%d %s ± %s %s\n", f.Origin.Stream, f.Origin.Line, f.Time.At.Format("01-02T15:04:05.999Z"), short(f.Time.Uncertainty), f.Time.Quality)
		}
	}
	for _, a := range res.Coverage.Assumed {
		fmt.Fprintln(&out, "assumed:", a)
	}
	return out.String()
}
