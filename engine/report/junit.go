package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// JUnit writes the report as test results, which CI systems show: a suite for
// the input, in which each root is a failed test of the one it is about. Its
// effects stand in the failure's text, and healed diagnoses passed. Without any
// diagnosis one test has passed, or was skipped when nothing could be understood.
func JUnit(w io.Writer, r *Report, _ Style) error {
	p := newPage(r)
	suite := junitSuite{Name: r.Tool.Name}
	for _, c := range p.Roots {
		suite.add(junitCase{Class: safe(c.Subject.Label()), Name: c.Cause, Failure: &junitFailure{Type: c.Severity, Message: headline(c.Diagnosis), Text: junitText(c)}})
	}
	for _, d := range p.Resolved {
		suite.add(junitCase{Class: safe(d.Subject.Label()), Name: d.Cause, Out: "resolved: " + headline(d)})
	}
	if len(suite.Cases) == 0 {
		one := junitCase{Class: r.Tool.Name, Name: "root causes", Out: p.Verdict()}
		if r.Coverage.Nothing() != "" || p.Next != nil {
			one.Out, one.Skipped = "", &junitSkipped{safe(p.Verdict())}
		}
		suite.add(one)
	}
	var notes []string
	for _, list := range [][]Note{r.Coverage.Gaps, r.Coverage.Unread, r.Coverage.Missing} {
		for _, n := range list {
			notes = append(notes, safe(strings.TrimPrefix(n.Stream+": "+n.Reason, ": ")))
		}
	}
	suite.Err = strings.Join(notes, "\n")
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	err := e.Encode(struct {
		XMLName xml.Name `xml:"testsuites"`
		Suites  []junitSuite
	}{Suites: []junitSuite{suite}})
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, "\n")
	return err
}

// junitText is the proof of a root, its effects and what to type.
func junitText(c chain) string {
	var b strings.Builder
	proof := func(d *Diagnosis, most int) {
		for _, e := range d.evidence(most) {
			line, _, _ := strings.Cut(strings.TrimSpace(e.Text), "\n")
			fmt.Fprintf(&b, "  %s:%d  %s\n", safe(e.Stream), e.Line, shorten(safe(line), 200))
		}
	}
	proof(c.Diagnosis, 6)
	for _, e := range c.Effects {
		fmt.Fprintf(&b, "led to %s\n", headline(e.Diagnosis))
		proof(e.Diagnosis, 1)
	}
	return b.String() + safeLines(help(c.Diagnosis))
}

// safeLines is safe, line by line.
func safeLines(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = safe(lines[i])
	}
	return strings.Join(lines, "\n")
}

// The elements that readers of JUnit's XML agree on.
type junitSuite struct {
	XMLName  xml.Name    `xml:"testsuite"`
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Cases    []junitCase `xml:"testcase"`
	Err      string      `xml:"system-err,omitempty"`
}

type junitCase struct {
	Class   string        `xml:"classname,attr"`
	Name    string        `xml:"name,attr"`
	Failure *junitFailure `xml:"failure"`
	Skipped *junitSkipped `xml:"skipped"`
	Out     string        `xml:"system-out,omitempty"`
}

type junitFailure struct {
	Type    string `xml:"type,attr"`
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

type junitSkipped struct {
	Message string `xml:"message,attr"`
}

func (s *junitSuite) add(c junitCase) {
	s.Tests++
	if c.Failure != nil {
		s.Failures++
	}
	if c.Skipped != nil {
		s.Skipped++
	}
	s.Cases = append(s.Cases, c)
}
