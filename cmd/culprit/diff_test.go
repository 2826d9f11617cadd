package main

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"
)

// TestDiffGolden compares two captures of one stack: before and after its cache
// got a memory limit that does not hold its data. Wanted is the new root with
// its proof and what may explain it; UPDATE=1 rewrites it.
func TestDiffGolden(t *testing.T) {
	const golden = "testdata/diff/limit-set.txt"
	t.Chdir(bundles)
	var out, errs bytes.Buffer
	if code := run(context.Background(), []string{"diff", "healthy-retry.tar.gz", "cache-oom-cascade"}, nil, &out, &errs); code != exitFound {
		t.Fatalf("exit %d: %s", code, errs.String())
	}
	t.Chdir("../../cmd/culprit")
	got, _, _ := strings.Cut(out.String(), "\nNEW      so ")
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}
