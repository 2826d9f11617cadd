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

// A story is what the right answer to a bundle is.
type story struct {
	Expect  string
	Accept  []string
	Chain   []string
	Subject string
	Kind    string // input[].kind of a bundle of another tool
	Also    []struct{ Expect string }
}

// TestStories asserts for every captured bundle its root cause, whom it is
// about, and that what follows from it is no root of its own.
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
