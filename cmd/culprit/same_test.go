package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"culprit/engine"
	"culprit/engine/coverage"
	"culprit/engine/fact"
	"culprit/engine/ingest"
	"culprit/engine/report"
	"culprit/engine/source/bundle"
)

// files lists the files of the unpacked story.
func files(t *testing.T) []string {
	t.Helper()
	var list []string
	err := filepath.WalkDir(filepath.Join(bundles, "cache-oom-cascade"), func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			list = append(list, path)
		}
		return err
	})
	if err != nil || len(list) < 5 {
		t.Fatal(len(list), err)
	}
	return list
}

// diagnosed is what a report says, without what it was told in: the diagnoses.
func diagnosed(t *testing.T, out []byte) string {
	t.Helper()
	var r struct{ Diagnoses, Risks json.RawMessage }
	if err := json.Unmarshal(out, &r); err != nil {
		t.Fatal(err)
	}
	return string(r.Diagnoses) + string(r.Risks)
}

// TestOrderOfFiles: the files of a bundle say the same in any order.
func TestOrderOfFiles(t *testing.T) {
	list := files(t)
	random := rand.New(rand.NewPCG(3, 1))
	first := ""
	for range 4 {
		var out bytes.Buffer
		run(context.Background(), append([]string{"analyze", "--format", "json"}, list...), nil, &out, &bytes.Buffer{})
		switch got := diagnosed(t, out.Bytes()); {
		case first == "":
			first = got
		case got != first:
			t.Fatalf("another order of files gives another report:\n%s", strings.Join(list, "\n"))
		}
		random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	}
}

// TestNumberOfWorkers: one processor says the same as many.
func TestNumberOfWorkers(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	var first []byte
	for _, n := range []int{1, 2, 8} {
		runtime.GOMAXPROCS(n)
		var out bytes.Buffer
		run(context.Background(), []string{"analyze", "--format", "json", filepath.Join(bundles, "redis-oom.tar.gz")}, nil, &out, &bytes.Buffer{})
		if first == nil {
			first = bytes.Clone(out.Bytes())
		} else if !bytes.Equal(first, out.Bytes()) {
			t.Fatalf("%d workers give another report", n)
		}
	}
}

// TestOrderOfFacts: facts say the same in whatever order they come; and clocks
// that are off within their uncertainty change no cause and no effect.
func TestOrderOfFacts(t *testing.T) {
	c := &console{err: &bytes.Buffer{}}
	set, err := c.loadRules(ruleOptions{})
	if err != nil {
		t.Fatal(err)
	}
	interest := set.Interest()
	random := rand.New(rand.NewPCG(3, 2))
	stories, err := os.ReadDir(bundles)
	if err != nil {
		t.Fatal(err)
	}
	for _, story := range stories {
		if story.Name() == "expected.json" {
			continue
		}
		b, err := bundle.Open(filepath.Join(bundles, story.Name()), nil, bundle.DefaultLimits)
		if err != nil {
			t.Fatal(err)
		}
		res, err := ingest.Run(context.Background(), []ingest.NamedSource{b}, ingest.Options{Interest: interest})
		if err != nil {
			t.Fatal(err)
		}
		in := &input{Result: res}
		diagnose := func(change func([]fact.Fact)) *report.Report {
			facts := slices.Clone(res.Facts)
			change(facts)
			return report.New(report.Tool{}, nil, report.Coverage{}, engine.Diagnose(set, facts, engine.Options{Coverage: coverage.Of(in.Result)}))
		}
		want := diagnose(func([]fact.Fact) {})
		for range 3 {
			got := diagnose(func(facts []fact.Fact) {
				random.Shuffle(len(facts), func(i, j int) { facts[i], facts[j] = facts[j], facts[i] })
			})
			a, _ := json.Marshal(want)
			b, _ := json.Marshal(got)
			if !bytes.Equal(a, b) {
				t.Errorf("%s: another order of facts gives another report", story.Name())
			}
			got = diagnose(func(facts []fact.Fact) { shift(random, facts) })
			if a, b := graph(want), graph(got); a != b {
				t.Errorf("%s: clocks off within their uncertainty change the chain from\n%s\nto\n%s", story.Name(), a, b)
			}
		}
	}
}

// shift moves each stream's times together, by less than the least uncertainty
// in it.
func shift(random *rand.Rand, facts []fact.Fact) {
	least := map[string]time.Duration{}
	for _, f := range facts {
		if u, ok := least[f.Origin.Stream]; f.Time.Known() && (!ok || f.Time.Uncertainty < u) {
			least[f.Origin.Stream] = f.Time.Uncertainty
		}
	}
	by := map[string]time.Duration{}
	for _, stream := range slices.Sorted(maps.Keys(least)) {
		by[stream] = time.Duration((random.Float64() - 0.5) * float64(least[stream]))
	}
	for i := range facts {
		t := &facts[i].Time
		if t.Known() {
			t.At = t.At.Add(by[facts[i].Origin.Stream])
		}
	}
}

// graph writes who explains whom, without times.
func graph(r *report.Report) string {
	byID := map[string]*report.Diagnosis{}
	for i := range r.Diagnoses {
		byID[r.Diagnoses[i].ID] = &r.Diagnoses[i]
	}
	var lines []string
	for _, d := range r.Diagnoses {
		var by []string
		for _, id := range d.CausedBy {
			by = append(by, named(byID[id]))
		}
		slices.Sort(by)
		lines = append(lines, named(&d)+" "+d.Status+" by "+strings.Join(by, " "))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}
