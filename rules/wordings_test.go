package rules_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"culprit/engine"
	"culprit/engine/workshop"
)

// TestWordings runs what many programs print when they fail, and when they do
// not, in the layouts of their logs. A member of a file is called
// "<cause>[,<also right>]: <what>": the diagnosis ranked first must be of one of
// these causes. "none" is a healthy log: nothing active at or above warning may
// be said.
func TestWordings(t *testing.T) {
	files, err := filepath.Glob("../testdata/wordings/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no wordings", err)
	}
	tester := workshop.NewTester(loaded(t))
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		area := strings.TrimSuffix(filepath.Base(file), ".txtar")
		for _, member := range archive.Files {
			causes, what, ok := strings.Cut(member.Name, ":")
			if !ok {
				t.Errorf("%s: %q is not <cause>: <what>", file, member.Name)
				continue
			}
			want := strings.Split(causes, ",")
			t.Run(area+"/"+strings.TrimSpace(what), func(t *testing.T) {
				t.Parallel()
				diagnoses, err := tester.Diagnose(t.Context(), workshop.Input{"svc.log": member.Data})
				if err != nil {
					t.Fatal(err)
				}
				first := firstAlarm(diagnoses)
				switch {
				case first == nil && want[0] != "none":
					t.Errorf("nothing is said, want %s", causes)
				case first != nil && !slices.Contains(want, first.Cause.ID):
					t.Errorf("said first %s (%s), want %s", first.Cause.ID, first.Message, causes)
				}
			})
		}
	}
}

// firstAlarm is the diagnosis that a reader sees first; nil when all is well.
func firstAlarm(diagnoses []*engine.Diagnosis) *engine.Diagnosis {
	for _, d := range diagnoses {
		if d.Status == engine.StatusActive && d.Severity >= engine.SeverityWarning && !d.Cause.Risk {
			return d
		}
	}
	return nil
}

// TestWordingsAreMany keeps the collection worth its name.
func TestWordingsAreMany(t *testing.T) {
	files, _ := filepath.Glob("../testdata/wordings/*.txtar")
	failures, healthy := 0, 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, member := range txtar.Parse(data).Files {
			if strings.HasPrefix(member.Name, "none:") {
				healthy++
			} else {
				failures++
			}
		}
	}
	if failures < 700 || healthy < 100 {
		t.Errorf("%d failures and %d healthy logs", failures, healthy)
	}
}
