package main

import (
	"archive/tar"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ulikunitz/xz"

	"culprit/engine/report"
)

const bundles = "../../testdata/bundles"

// analyzeJSON runs the program as a user would and reads its JSON.
func analyzeJSON(t *testing.T, path string) (*report.Report, int) {
	t.Helper()
	var out, errs bytes.Buffer
	code := run(context.Background(), []string{"analyze", "--format", "json", path}, strings.NewReader(""), &out, &errs)
	r := &report.Report{}
	if err := json.Unmarshal(out.Bytes(), r); err != nil {
		t.Fatalf("exit %d, %v: %s", code, err, errs.String())
	}
	return r, code
}

// A story is what the right answer to a bundle is. Diagnoses are written
// cause@service.
type story struct {
	Expect  string
	Accept  []string
	Chain   []string
	Subject string
	Kind    string // input[].kind of a bundle of another tool
	Also    []struct{ Expect string }
	Roots   []string // all that is active and explained by nothing
	Effects []struct {
		Effect string
		By     string // its direct cause
		Root   string // under which it is folded
	}
	Healed []string // what a healthy story got over
}

// TestStories asserts for every captured bundle its root causes, whom they are
// about, and the whole chain from each to what hurts.
func TestStories(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(bundles, "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	stories := map[string]story{}
	if err := json.Unmarshal(data, &stories); err != nil {
		t.Fatal(err)
	}
	for name, want := range stories {
		t.Run(name, func(t *testing.T) {
			path := storyPath(t, name)
			r, code := analyzeJSON(t, path)
			checkStory(t, r, code, want)
			checkChain(t, r, want)
			if want.Kind == "" {
				return
			}
			if r.Input[0].Kind != want.Kind {
				t.Errorf("is called %s, want %s", r.Input[0].Kind, want.Kind)
			}
			if info, err := os.Stat(path); err == nil && info.IsDir() {
				packed, code := analyzeJSON(t, tarXZ(t, path))
				checkStory(t, packed, code, want)
				if packed.Input[0].Kind != want.Kind {
					t.Errorf("packed it is called %s", packed.Input[0].Kind)
				}
			}
		})
	}
}

// storyPath is the folder or the one file of a story.
func storyPath(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join(bundles, name)
	if _, err := os.Stat(path); err == nil {
		return path
	}
	files, err := filepath.Glob(path + ".*")
	if err != nil || len(files) != 1 {
		t.Fatalf("%s: %v %v", path, files, err)
	}
	return files[0]
}

// tarXZ packs a folder the way sos does.
func tarXZ(t *testing.T, dir string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "bundle.tar.xz")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	z, err := xz.NewWriter(f)
	if err != nil {
		t.Fatal(err)
	}
	w := tar.NewWriter(z)
	if err := errors.Join(w.AddFS(os.DirFS(dir)), w.Close(), z.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
	return name
}

func checkStory(t *testing.T, r *report.Report, code int, want story) {
	var active []report.Diagnosis
	for _, d := range r.Diagnoses {
		if d.Status == "active" && d.Severity != "info" {
			active = append(active, d)
		}
	}
	if want.Expect == "none" {
		if len(active) > 0 || code != exitOK {
			t.Errorf("exit %d, says %s of a healthy system", code, active[0].Cause)
		}
		return
	}
	if len(active) == 0 || !slices.Contains(want.Accept, active[0].Cause) || !active[0].Root {
		t.Fatalf("want the root %s, got %v", want.Expect, causes(active))
	}
	if s := active[0].Subject; s.Service != want.Subject && s.Name != want.Subject {
		t.Errorf("is about %+v, want %s", s, want.Subject)
	}
	roots := map[string]bool{}
	for _, d := range active {
		roots[d.Cause] = roots[d.Cause] || d.Root
		if len(d.Findings) == 0 || len(d.Findings[0].Evidence) == 0 || d.Findings[0].Evidence[0].Line == 0 {
			t.Errorf("%s has no evidence with a line", d.Cause)
		}
	}
	for _, also := range want.Also {
		if !roots[also.Expect] {
			t.Errorf("the second root %s is missing", also.Expect)
		}
	}
	for _, effect := range want.Chain[1:] {
		if roots[effect] {
			t.Errorf("the effect %s is shown as a root", effect)
		}
	}
}

// checkChain holds the graph of a report against a story's.
func checkChain(t *testing.T, r *report.Report, want story) {
	byID := map[string]*report.Diagnosis{}
	byName := map[string][]*report.Diagnosis{}
	for i := range r.Diagnoses {
		d := &r.Diagnoses[i]
		byID[d.ID] = d
		byName[named(d)] = append(byName[named(d)], d)
	}
	for _, d := range r.Diagnoses {
		if d.Root && d.Status == "active" && !slices.Contains(want.Roots, named(&d)) {
			t.Errorf("%s is said as a root: %s", named(&d), d.Message)
		}
		for i, id := range d.CausedBy {
			if len(d.Links) != len(d.CausedBy) || d.Links[i].Cause != id || d.Links[i].Why == "" {
				t.Errorf("%s hangs on %s without a reason", named(&d), named(byID[id]))
			}
		}
	}
	for _, root := range want.Roots {
		if !slices.ContainsFunc(byName[root], func(d *report.Diagnosis) bool { return d.Root && d.Status == "active" }) {
			t.Errorf("the root %s is missing", root)
		}
	}
	for _, healed := range want.Healed {
		if !slices.ContainsFunc(byName[healed], func(d *report.Diagnosis) bool { return d.Status == "resolved" && d.Healed != nil && d.Healed.Line > 0 }) {
			t.Errorf("%s has healed, and by which line is not said", healed)
		}
	}
	for _, e := range want.Effects {
		ok := slices.ContainsFunc(byName[e.Effect], func(d *report.Diagnosis) bool {
			return slices.ContainsFunc(d.CausedBy, func(id string) bool { return named(byID[id]) == e.By }) && under(byID, d, e.Root)
		})
		if !ok {
			t.Errorf("%s should follow from %s, under %s; got %s", e.Effect, e.By, e.Root, chainOf(byID, byName[e.Effect]))
		}
	}
}

// named writes a diagnosis as stories do.
func named(d *report.Diagnosis) string {
	if d.Subject.Service != "" {
		return d.Cause + "@" + d.Subject.Service
	}
	return d.Cause + "@" + d.Subject.Name
}

// under reports whether a root is among what explains d.
func under(byID map[string]*report.Diagnosis, d *report.Diagnosis, root string) bool {
	if d.Root {
		return named(d) == root
	}
	return slices.ContainsFunc(d.CausedBy, func(id string) bool { return under(byID, byID[id], root) })
}

func chainOf(byID map[string]*report.Diagnosis, list []*report.Diagnosis) string {
	var parts []string
	for _, d := range list {
		for _, id := range d.CausedBy {
			parts = append(parts, named(byID[id]))
		}
	}
	return strings.Join(parts, ", ")
}

func causes(list []report.Diagnosis) []string {
	out := make([]string, len(list))
	for i, d := range list {
		out[i] = d.Cause
	}
	return out
}

// TestSameReportTwice: equal input gives equal bytes.
func TestSameReportTwice(t *testing.T) {
	var first []byte
	for range 3 {
		var out bytes.Buffer
		run(context.Background(), []string{"analyze", "--format", "json", filepath.Join(bundles, "cache-oom-cascade")}, nil, &out, &bytes.Buffer{})
		if first == nil {
			first = bytes.Clone(out.Bytes())
		} else if !bytes.Equal(first, out.Bytes()) {
			t.Fatal("two runs over one bundle differ")
		}
	}
}
