package report

import (
	"culprit/engine"
	"culprit/engine/compare"
	"culprit/engine/redact"
)

// A Diff is what is different between two inputs: the contract with programs
// that read it as JSON.
type Diff struct {
	SchemaVersion int          `json:"schema_version"`
	Tool          Tool         `json:"tool"`
	A             DiffSide     `json:"a"`
	B             DiffSide     `json:"b"`
	Causes        []DiffCause  `json:"causes"`      // new first, then worse, same, better, gone, unknown
	Differences   []Difference `json:"differences"` // those that may explain a new cause first
	Checklist     []Check      `json:"checklist"`
	NotCompared   []Blind      `json:"not_compared"` // what one side did not collect
}

// DiffSide is one of the inputs.
type DiffSide struct {
	Path     string   `json:"path"`
	Coverage Coverage `json:"coverage"`
}

// DiffCause is a cause of either side.
type DiffCause struct {
	Status      string       `json:"status"` // new, worse, same, better, gone, unknown
	Cause       string       `json:"cause"`
	Title       string       `json:"title"`
	Subject     Subject      `json:"subject"`
	Root        bool         `json:"root"`
	Change      string       `json:"change,omitempty"`  // what got worse or better, or why nothing can be said
	Collect     string       `json:"collect,omitempty"` // what would tell
	A           *Diagnosis   `json:"a"`
	B           *Diagnosis   `json:"b"`
	Differences []Difference `json:"differences"` // that may explain it
}

// Difference is a setting that is not the same on both sides.
type Difference struct {
	Area     string   `json:"area"`
	Kind     string   `json:"kind"`
	Field    string   `json:"field,omitempty"`
	Subject  string   `json:"subject,omitempty"` // service, name, path; empty for the host
	A        string   `json:"a"`
	B        string   `json:"b"`
	OnlyA    []string `json:"only_a,omitempty"`
	OnlyB    []string `json:"only_b,omitempty"`
	Explains []string `json:"explains"` // causes it may explain
}

// Check is a row of the list of what to compare between server and local.
type Check struct {
	Area    string  `json:"area"`
	Name    string  `json:"name"`
	A       *string `json:"a"` // null: not collected
	B       *string `json:"b"`
	Verdict string  `json:"verdict"` // same, differs, unknown
	Collect string  `json:"collect,omitempty"`
}

// Blind is a kind of fact that one side lacks.
type Blind struct {
	Kind    string `json:"kind"`
	Missing string `json:"missing"` // a or b
	Collect string `json:"collect,omitempty"`
}

// NewDiff puts a comparison into the form of a report, redacted.
func NewDiff(tool Tool, c *compare.Comparison, a, b Coverage) *Diff {
	hide := redact.New()
	d := &Diff{
		SchemaVersion: SchemaVersion, Tool: tool, A: DiffSide{c.A, a}, B: DiffSide{c.B, b},
		Causes: []DiffCause{}, Differences: settings(c.Differences, hide), Checklist: []Check{}, NotCompared: []Blind{},
	}
	for _, x := range c.Causes {
		shown := x.Diagnosis()
		out := DiffCause{
			Status: string(x.Status), Cause: shown.Cause.ID, Title: shown.Cause.Title, Subject: subject(shown.Subject), Root: shown.Root(),
			Change: x.Change, Collect: x.Collect, Differences: settings(x.Differences, hide),
		}
		for _, side := range []struct {
			from *engine.Diagnosis
			to   **Diagnosis
		}{{x.A, &out.A}, {x.B, &out.B}} {
			if side.from != nil {
				told := diagnosis(side.from, hide)
				*side.to = &told
			}
		}
		d.Causes = append(d.Causes, out)
	}
	for _, x := range c.Checklist {
		d.Checklist = append(d.Checklist, Check{Area: x.Area, Name: x.Name, A: told(hide.Text(x.A)), B: told(hide.Text(x.B)), Verdict: x.Verdict, Collect: x.Collect})
	}
	for _, x := range c.Blind {
		missing := "a"
		if x.A {
			missing = "b"
		}
		d.NotCompared = append(d.NotCompared, Blind{Kind: x.Kind, Missing: missing, Collect: x.Collect})
	}
	return d
}

func told(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func settings(list []*compare.Difference, hide *redact.Redactor) []Difference {
	out := []Difference{}
	for _, x := range list {
		out = append(out, Difference{
			Area: x.Area, Kind: x.Kind, Field: x.Field, Subject: x.Subject, A: hide.Text(x.A), B: hide.Text(x.B),
			OnlyA: texts(x.OnlyA, hide), OnlyB: texts(x.OnlyB, hide), Explains: append([]string{}, x.Explains...),
		})
	}
	return out
}

func texts(list []string, hide *redact.Redactor) []string {
	var out []string
	for _, s := range list {
		out = append(out, hide.Text(s))
	}
	return out
}
