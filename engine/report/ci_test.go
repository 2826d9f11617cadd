package report

import (
	"bytes"
	"encoding/xml"
	"strings"
	"testing"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
)

// calm are reports without a diagnosis.
func calm() map[string]*Report {
	r := func() *Report {
		return &Report{Tool: Tool{Name: "culprit"}, Coverage: Coverage{Streams: []Stream{{Name: "a.log", Bytes: 9, Facts: 1}}}}
	}
	open, empty := r(), r()
	open.Next = &Next{Reason: "the exit code is not known"}
	empty.Coverage.Streams = nil
	return map[string]*Report{"healthy": r(), "open": open, "empty": empty}
}

// TestSARIF: whatever a bundle says, the log is one by the schema, and a root is
// a result at a place of the bundle.
func TestSARIF(t *testing.T) {
	parsed := func(r *Report) *sarif.Run {
		var b bytes.Buffer
		if err := SARIF(&b, r, Style{}); err != nil {
			t.Fatal(err)
		}
		log, err := sarif.FromBytes(b.Bytes(), sarif.WithStrictValidation())
		if err != nil {
			t.Fatal(err)
		}
		if err := log.Validate(); err != nil {
			t.Fatal(err, b.String())
		}
		return log.Runs[0]
	}
	for _, attack := range append(attacks, "plain", "café €") {
		run := parsed(hostile(attack))
		if len(run.Results) != 1 || len(run.Tool.Driver.Rules) != 1 {
			t.Fatalf("%q: %d results of %d rules", attack, len(run.Results), len(run.Tool.Driver.Rules))
		}
		result := run.Results[0]
		if result.Level != "error" || len(result.Locations) != 1 || *result.Locations[0].PhysicalLocation.Region.StartLine != 3 {
			t.Errorf("%q: %+v", attack, result)
		}
		if steps := result.CodeFlows[0].ThreadFlows[0].Locations; len(steps) != 2 || *steps[1].NestingLevel != 1 {
			t.Errorf("%q: %d steps", attack, len(steps))
		}
		if n := len(run.Invocations[0].ToolExecutionNotifications); n != 3 {
			t.Errorf("%d notifications of a gap, what was not understood and what is missing", n)
		}
	}
	for name, r := range calm() {
		run := parsed(r)
		if len(run.Results) != 0 || *run.Invocations[0].ExecutionSuccessful != (name != "empty") {
			t.Errorf("%s: %+v", name, run)
		}
	}
}

// TestJUnit reads back what CI systems would.
func TestJUnit(t *testing.T) {
	parsed := func(r *Report) (suites struct {
		Suites []junitSuite `xml:"testsuite"`
	}) {
		var b bytes.Buffer
		if err := JUnit(&b, r, Style{}); err != nil {
			t.Fatal(err)
		}
		if err := xml.Unmarshal(b.Bytes(), &suites); err != nil {
			t.Fatal(err, b.String())
		}
		return suites
	}
	for _, attack := range append(attacks, "plain") {
		s := parsed(hostile(attack)).Suites[0]
		if s.Tests != 2 || s.Failures != 1 || s.Skipped != 0 || len(s.Cases) != 2 {
			t.Fatalf("%q: %+v", attack, s)
		}
		if f := s.Cases[0].Failure; f == nil || f.Type != "error" || !strings.Contains(f.Message, safe(attack)) || !strings.Contains(f.Text, "led to ") {
			t.Errorf("%q: %+v", attack, f)
		}
		if c := s.Cases[1]; c.Failure != nil || !strings.HasPrefix(c.Out, "resolved: ") {
			t.Errorf("%q: %+v", attack, c)
		}
	}
	for name, r := range calm() {
		s := parsed(r).Suites[0]
		if c := s.Cases[0]; s.Tests != 1 || s.Failures != 0 || (c.Skipped == nil) != (name == "healthy") {
			t.Errorf("%s: %+v", name, s)
		}
	}
}
