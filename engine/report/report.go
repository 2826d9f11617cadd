// Package report says what the engine concluded: as text for people and as
// JSON for programs. A report is redacted when it is made, and foreign text is
// made harmless for terminals when it is written.
package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"culprit/engine"
	"culprit/engine/fact"
	"culprit/engine/redact"
)

// SchemaVersion of the JSON form. Fields may be added, never renamed.
const SchemaVersion = 1

// A Report is the contract with programs that read culprit's JSON.
type Report struct {
	SchemaVersion int         `json:"schema_version"`
	Tool          Tool        `json:"tool"`
	Input         []Input     `json:"input"`
	Coverage      Coverage    `json:"coverage"`
	Diagnoses     []Diagnosis `json:"diagnoses"` // in rank order: roots first
	Risks         []Diagnosis `json:"risks"`     // what has not failed yet; never an alarm
	Next          *Next       `json:"next"`      // the next best evidence; null when nothing would tell more
}

// Next is the one command whose output would separate what remains possible.
type Next struct {
	Command   string   `json:"command"`
	Kind      string   `json:"kind"`      // of fact that it collects
	Subject   *Subject `json:"subject"`   // whose; null: the host's
	Reason    string   `json:"reason"`    // what is open
	Separates []string `json:"separates"` // causes it could prove or rule out
	Of        int      `json:"of"`        // how many causes remain possible
	Rules     []string `json:"rules"`     // rules that could then decide
}

// Tool is who made the report.
type Tool struct {
	Name        string `json:"name"`
	Version     string `json:"version"`
	Rules       int    `json:"rules"`
	RulesDigest string `json:"rules_digest"`
}

// Input is one path that was analysed.
type Input struct {
	Path string `json:"path"`
	Kind string `json:"kind"` // folder, archive, file
}

// Coverage says what was read and what was not.
type Coverage struct {
	Streams []Stream `json:"streams"`
	Gaps    []Note   `json:"gaps"`    // could not be read, or is not whole
	Missing []Note   `json:"missing"` // looked for and not there
	Unread  []Note   `json:"unread"`  // read and not understood
	Clocks  []Clock  `json:"clocks"`  // how the stamps of streams relate to UTC
	Assumed []string `json:"assumed"` // what was assumed of clocks
	Kinds   []Kind   `json:"kinds"`   // what the input knows of each kind of fact
}

// Kind says what the input knows of one kind of fact.
type Kind struct {
	Kind    string     `json:"kind"`
	Seen    string     `json:"seen"` // seen, absent (looked and there was none), not collected, cut
	Facts   int        `json:"facts"`
	From    *time.Time `json:"from"`
	To      *time.Time `json:"to"`
	Streams []string   `json:"streams,omitempty"`
	Collect string     `json:"collect,omitempty"`
}

// Clock says how the stamps of one writer in one stream relate to UTC.
type Clock struct {
	Stream             string     `json:"stream"`
	Subject            string     `json:"subject,omitempty"` // whose stamps, where the stream has several writers
	Boot               *time.Time `json:"boot,omitempty"`    // of a stream in seconds since boot: when the host booted
	OffsetSeconds      float64    `json:"offset_seconds"`    // what the stamps show minus UTC
	UncertaintySeconds float64    `json:"uncertainty_seconds"`
	Basis              string     `json:"basis"`
	Assumed            bool       `json:"assumed"` // nothing tells; UTC was assumed
	Facts              int        `json:"facts"`   // how many facts have their times from it
}

// Nothing says why the input told nothing: it had no line, or mostly bytes that
// no parser understands. "Nothing wrong found" would be a lie. It is empty when
// something was understood, or could not be read for a reason named in Gaps.
func (c *Coverage) Nothing() string {
	var bytes, unread int64
	facts := 0
	for _, s := range c.Streams {
		bytes += s.Bytes
		facts += s.Facts
	}
	for _, n := range c.Unread {
		unread += n.Bytes
	}
	switch {
	case facts > 0 || slices.ContainsFunc(c.Gaps, func(n Note) bool { return n.Kind == "" }):
		return ""
	case bytes == 0:
		return "the input is empty: nothing to read"
	case 2*unread > bytes:
		n := c.Unread[0]
		return fmt.Sprintf("nothing in the input could be understood: %s:%d: %s", n.Stream, n.Line, n.Reason)
	}
	return ""
}

// Stream is one stream of the input.
type Stream struct {
	Name   string     `json:"name"`
	Parser string     `json:"parser"` // several are separated by "+"
	Bytes  int64      `json:"bytes"`
	Lines  int        `json:"lines"`
	Facts  int        `json:"facts"`
	From   *time.Time `json:"from"`
	To     *time.Time `json:"to"`
	Gaps   []string   `json:"gaps,omitempty"` // kinds of its entries in coverage.gaps
}

// Note is a place of the input and what is the matter with it.
type Note struct {
	Stream string `json:"stream"`
	Line   int    `json:"line,omitempty"`
	Lines  int    `json:"lines,omitempty"`
	Bytes  int64  `json:"bytes,omitempty"`
	Reason string `json:"reason"`
	Sample string `json:"sample,omitempty"`

	// Of a gap: records and whole files known to be lost, and whether bytes is no
	// count but what these files hold at most, or about.
	Records   int64 `json:"records,omitempty"`
	Files     int64 `json:"files,omitempty"`
	Estimated bool  `json:"bytes_estimated,omitempty"`

	// Of a gap: cut, rotated, wrapped, truncated, sequence, dropped, hole or
	// redacted, and the time that is missing; no kind where it could not be read.
	// Of what is missing: the kind of fact.
	Kind string     `json:"kind,omitempty"`
	From *time.Time `json:"from,omitempty"`
	To   *time.Time `json:"to,omitempty"`

	Command string `json:"command,omitempty"` // what would collect what is missing
}

// Diagnosis is one cause on one subject.
type Diagnosis struct {
	ID         string     `json:"id"`
	Cause      string     `json:"cause"`
	Title      string     `json:"title"`
	Summary    string     `json:"summary"`
	Severity   string     `json:"severity"`
	Confidence float64    `json:"confidence"`
	Status     string     `json:"status"`
	Root       bool       `json:"root"`
	CausedBy   []string   `json:"caused_by"`
	LeadsTo    []string   `json:"leads_to"`
	Links      []Link     `json:"links"` // why each of caused_by explains it, in the same order
	Subject    Subject    `json:"subject"`
	Peer       *Subject   `json:"peer"`
	Message    string     `json:"message"`
	FirstSeen  *time.Time `json:"first_seen"`
	LastSeen   *time.Time `json:"last_seen"`
	Count      int        `json:"count"`
	Episodes   []Episode  `json:"episodes"`
	Cadence    float64    `json:"cadence_seconds"` // between two sightings when that is regular; else 0
	Restarts   *Restarts  `json:"restarts"`        // of its container; null when it was not started anew
	Healed     *End       `json:"healed"`          // null while it is active
	Findings   []Finding  `json:"findings"`
	Dissent    []string   `json:"dissent"` // witnesses that say otherwise
	Reasons    []Reason   `json:"reasons"` // what made the confidence
	Rivals     []Rival    `json:"rivals"`  // what might have explained it and was set aside
	Beyond     *Beyond    `json:"beyond"`  // of a root that points to its peer; null: a diagnosis tells of the peer
	Fixes      []Fix      `json:"fixes"`
	Prevent    []string   `json:"prevent"`
	References []string   `json:"references"`
}

// Subject is what a diagnosis is about.
type Subject struct {
	Kind    string `json:"kind"`
	Name    string `json:"name"`
	ID      string `json:"id,omitempty"`
	Service string `json:"service,omitempty"`
	Project string `json:"project,omitempty"`
	Host    string `json:"host,omitempty"`
}

// Label is what people call it.
func (s Subject) Label() string { return s.fact().Label() }

// Called reports whether a person may call it by this name.
func (s Subject) Called(name string) bool { return s.fact().Called(name) }

func (s Subject) fact() fact.Subject {
	return fact.Subject{Kind: fact.SubjectKind(s.Kind), Name: s.Name, Service: s.Service, ID: s.ID}
}

// Finding is a rule that held.
type Finding struct {
	Rule     string     `json:"rule"`
	Message  string     `json:"message"`
	Evidence []Evidence `json:"evidence"`
	Unknown  []string   `json:"unknown,omitempty"` // what could not be checked, so that the confidence is lower
}

// Evidence is a fact as proof.
type Evidence struct {
	Match  string     `json:"match"`
	Stream string     `json:"stream"`
	Line   int        `json:"line"`
	Offset int64      `json:"offset"`
	Time   *time.Time `json:"time"`
	Text   string     `json:"text"`
}

// evidence is the proof of a diagnosis, each place once, in few lines.
func (d *Diagnosis) evidence(most int) (list []Evidence) {
	seen := map[Evidence]bool{}
	for _, f := range d.Findings {
		for _, e := range f.Evidence {
			key := Evidence{Stream: e.Stream, Line: e.Line}
			if !seen[key] && len(list) < most {
				seen[key] = true
				list = append(list, e)
			}
		}
	}
	return list
}

// Fix is a step against the cause. Its commands are quoted for a POSIX shell.
type Fix struct {
	ID       string   `json:"id"`
	Title    string   `json:"title"`
	Stage    string   `json:"stage"`
	Risk     string   `json:"risk"`
	Commands []string `json:"commands"`
}

// New puts a result into the form of a report, redacted.
func New(tool Tool, input []Input, coverage Coverage, result *engine.Result) *Report {
	r := &Report{SchemaVersion: SchemaVersion, Tool: tool, Input: input, Coverage: coverage, Diagnoses: []Diagnosis{}, Risks: []Diagnosis{}}
	r.Next = next(result.Next)
	for _, l := range result.Missing {
		r.Coverage.Missing = append(r.Coverage.Missing, Note{Kind: l.Kind, Reason: l.Reason, Command: command(l.Command, l.Subject)})
	}
	r.Coverage.Kinds = []Kind{}
	for _, k := range result.Kinds {
		r.Coverage.Kinds = append(r.Coverage.Kinds, Kind{Kind: k.Kind, Seen: string(k.Seen), Facts: k.Facts, From: instant(k.From), To: instant(k.To), Streams: k.Streams, Collect: k.Collect})
	}
	hide := redact.New()
	for _, d := range result.Diagnoses {
		r.Diagnoses = append(r.Diagnoses, diagnosis(d, hide))
	}
	for _, d := range result.Risks {
		r.Risks = append(r.Risks, diagnosis(d, hide))
	}
	for _, notes := range [][]Note{r.Coverage.Gaps, r.Coverage.Missing, r.Coverage.Unread} {
		for i := range notes {
			notes[i].Sample = hide.Text(notes[i].Sample)
		}
	}
	return r
}

func diagnosis(d *engine.Diagnosis, hide *redact.Redactor) Diagnosis {
	out := Diagnosis{
		ID: d.ID, Cause: d.Cause.ID, Title: d.Cause.Title, Summary: d.Cause.Summary, Severity: d.Severity.String(),
		Confidence: rounded(d.Confidence), Status: string(d.Status), Root: d.Root(),
		CausedBy: ids(d.CausedBy), LeadsTo: ids(d.LeadsTo), Links: links(d, hide), Subject: subject(d.Subject), Message: hide.Text(d.Message),
		FirstSeen: instant(d.First.At), LastSeen: instant(d.Last.At), Count: d.Count,
		Findings: []Finding{}, Fixes: []Fix{},
		Prevent: append([]string{}, d.Cause.Prevent...), References: append([]string{}, d.Cause.References...),
	}
	out.judged(d, hide)
	out.course(d, hide)
	if !d.Peer.Zero() {
		p := subject(d.Peer)
		out.Peer = &p
	}
	for _, f := range d.Findings {
		out.Findings = append(out.Findings, finding(f, hide))
		for _, ref := range f.Rule.References {
			if !slices.Contains(out.References, ref) {
				out.References = append(out.References, ref)
			}
		}
	}
	for _, f := range d.Fixes {
		fix := Fix{ID: f.Fix.ID, Title: hide.Text(f.Title), Stage: string(f.Fix.Stage), Risk: string(f.Fix.Risk), Commands: []string{}}
		for _, argv := range f.Commands {
			fix.Commands = append(fix.Commands, hide.Text(ShellQuote(argv)))
		}
		out.Fixes = append(out.Fixes, fix)
	}
	return out
}

func finding(f *engine.Finding, hide *redact.Redactor) Finding {
	out := Finding{Rule: f.Rule.ID, Message: hide.Text(f.Message)}
	for _, u := range f.Unknown {
		out.Unknown = append(out.Unknown, u.Words())
	}
	for _, e := range f.Evidence {
		out.Evidence = append(out.Evidence, Evidence{
			Match: e.Match, Stream: e.Fact.Origin.Stream, Line: e.Line(), Offset: e.Fact.Origin.Offset,
			Time: instant(e.Fact.Time.At), Text: hide.Text(e.Text()),
		})
	}
	return out
}

func next(n *engine.Next) *Next {
	if n == nil {
		return nil
	}
	out := &Next{Command: command(n.Command, n.Subject), Kind: n.Kind, Reason: n.Reason, Separates: n.Separates, Of: n.Of, Rules: n.Rules}
	if !n.Subject.Zero() {
		s := subject(n.Subject)
		out.Subject = &s
	}
	return out
}

// command puts the name of a container into a command, quoted: names come from
// the input.
func command(text string, s fact.Subject) string {
	if s.Zero() {
		return text
	}
	return strings.ReplaceAll(text, "CONTAINER", ShellQuote([]string{s.Label()}))
}

func ids(list []*engine.Diagnosis) []string {
	out := make([]string, len(list))
	for i, d := range list {
		out[i] = d.ID
	}
	return out
}

func subject(s fact.Subject) Subject {
	return Subject{Kind: string(s.Kind), Name: s.Name, ID: s.ID, Service: s.Service, Project: s.Project, Host: s.Host}
}

func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}
