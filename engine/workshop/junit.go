package workshop

import (
	"encoding/xml"
	"io"
	"strings"
)

type junitSuite struct {
	XMLName  xml.Name    `xml:"testsuite"`
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Class   string        `xml:"classname,attr"`
	Name    string        `xml:"name,attr"`
	Failure *junitFailure `xml:"failure"`
}

type junitFailure struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// WriteJUnit writes the outcome of cases (wrong[i] is what Try said of cases[i])
// in the form that CI systems read.
func WriteJUnit(w io.Writer, cases []Case, wrong [][]string) error {
	suite := junitSuite{Name: "culprit rules", Tests: len(cases)}
	for i := range cases {
		k := junitCase{Class: cases[i].File, Name: cases[i].Name()}
		if len(wrong[i]) > 0 {
			suite.Failures++
			k.Failure = &junitFailure{Message: wrong[i][0], Text: strings.Join(wrong[i], "\n")}
		}
		suite.Cases = append(suite.Cases, k)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(suite); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}
