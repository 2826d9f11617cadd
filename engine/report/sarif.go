package report

import (
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
)

// SARIF writes the report in the Static Analysis Results Interchange Format
// 2.1.0 (OASIS), which code hosts and editors show: each root is a result with its
// proof, its effects are the steps of its code flow, and what was not read is a
// notification. Healed diagnoses are no results.
func SARIF(w io.Writer, r *Report, _ Style) error {
	name := r.Tool.Name
	run := sarif.NewRun()
	run.Tool = sarif.NewTool()
	run.Tool.Driver = sarif.NewToolComponent().WithName(name).WithVersion(safe(r.Tool.Version))
	for _, c := range newPage(r).Roots {
		rule := run.AddRule(c.Cause).WithDescription(safe(c.Title))
		rule.FullDescription = sarif.NewMultiformatMessageString().WithText(safe(c.Summary))
		rule.Help = sarif.NewMultiformatMessageString().WithText(safeLines(help(c.Diagnosis)))
		run.CreateResultForRule(c.Cause).
			WithLevel(sarifLevel(c.Severity)).
			WithMessage(sarif.NewTextMessage(headline(c.Diagnosis))).
			WithLocations(sarifLocations(c.Diagnosis)).
			WithCodeFlows(sarifFlow(c)).
			WithOccurrenceCount(max(1, c.Count)).
			WithPartialFingerprints(map[string]string{"culprit/diagnosis": c.ID}).
			WithProperties(&sarif.PropertyBag{Properties: sarif.Properties{"confidence": c.Confidence, "severity": c.Severity, "subject": safe(c.Subject.Label())}})
	}
	run.AddInvocation(sarifInvocation(r))
	report := sarif.NewReport()
	report.AddRun(run)
	return report.PrettyWrite(w)
}

// headline is what is said of a diagnosis in one sentence: the first line of what
// viewers show.
func headline(d *Diagnosis) string {
	message := safe(d.Title) + ": " + safe(d.Subject.Label())
	if d.Message != "" && d.Message != d.Title {
		message += ": " + safe(d.Message)
	}
	return message
}

// help is what to type, by stage, and how to prevent it.
func help(d *Diagnosis) string {
	var b strings.Builder
	for _, f := range d.Fixes {
		b.WriteString(f.Stage + ": " + f.Title + "\n")
		for _, c := range f.Commands {
			b.WriteString("  " + c + "\n")
		}
	}
	for _, p := range d.Prevent {
		b.WriteString("prevent: " + p + "\n")
	}
	if b.Len() == 0 {
		return d.Summary
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func sarifLevel(severity string) string {
	switch severity {
	case "critical", "error":
		return sarif.LevelError
	case "warning":
		return sarif.LevelWarning
	}
	return sarif.LevelNote
}

func sarifLocations(d *Diagnosis) []*sarif.Location {
	list := []*sarif.Location{}
	for _, e := range d.evidence(6) {
		list = append(list, sarifLocation(e))
	}
	return list
}

func sarifLocation(e Evidence) *sarif.Location {
	place := sarif.NewPhysicalLocation().WithArtifactLocation(sarif.NewSimpleArtifactLocation(relative(e.Stream)))
	snippet := sarif.NewArtifactContent().WithText(safe(e.Text))
	place.WithRegion(sarif.NewRegion().WithStartLine(max(1, e.Line)).WithSnippet(snippet))
	return sarif.NewLocation().WithPhysicalLocation(place)
}

// relative is the name of a stream as a relative reference (RFC 3986, 4.2), which
// must not look as if it had a scheme or a host.
func relative(stream string) string {
	parts := strings.Split(stream, "/")
	for i, p := range parts {
		parts[i] = strings.ReplaceAll(url.PathEscape(p), ":", "%3A")
	}
	path := strings.Join(parts, "/")
	if strings.HasPrefix(path, "//") {
		path = "." + path
	}
	return path
}

// sarifFlow is the chain of a root as the steps of a code flow; none when it
// brought nothing about.
func sarifFlow(c chain) []*sarif.CodeFlow {
	if len(c.Effects) == 0 {
		return nil
	}
	flow := sarif.NewThreadFlow()
	step := func(d *Diagnosis, depth int) {
		location := sarif.NewLocation()
		if proof := d.evidence(1); len(proof) > 0 {
			location = sarifLocation(proof[0])
		}
		at := sarif.NewThreadFlowLocation().WithLocation(location.WithMessage(sarif.NewTextMessage(headline(d)))).WithNestingLevel(depth)
		if d.FirstSeen != nil {
			at.WithExecutionTimeUtc(d.FirstSeen.UTC().Format(time.RFC3339Nano))
		}
		flow.AddLocation(at)
	}
	step(c.Diagnosis, 0)
	for _, e := range c.Effects {
		step(e.Diagnosis, e.Depth)
	}
	return []*sarif.CodeFlow{sarif.NewCodeFlow().AddThreadFlow(flow)}
}

func sarifInvocation(r *Report) *sarif.Invocation {
	run := sarif.NewInvocation().WithExecutionSuccessful(r.Coverage.Nothing() == "")
	for _, list := range [][]Note{r.Coverage.Gaps, r.Coverage.Unread, r.Coverage.Missing} {
		for _, n := range list {
			run.AddToolExecutionNotification(sarif.NewNotification().WithLevel(sarif.LevelWarning).
				WithMessage(sarif.NewTextMessage(safe(strings.TrimPrefix(n.Stream+": "+n.Reason, ": ")))))
		}
	}
	return run
}
