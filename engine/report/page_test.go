package report

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
)

// hostile is a report with an attack in every field that strangers fill.
func hostile(attack string) *Report {
	d := Diagnosis{
		ID: "1", Cause: "x.y", Title: attack, Summary: attack, Severity: "error", Status: "active", Root: true, LeadsTo: []string{"2"},
		Subject: Subject{Kind: "container", Name: attack}, Message: attack, Count: 2,
		Findings: []Finding{{Evidence: []Evidence{{Stream: attack, Line: 3, Text: attack}}}},
		Fixes:    []Fix{{Title: attack, Stage: "now", Risk: "safe", Commands: []string{attack}}},
		Prevent:  []string{attack}, References: []string{attack, "https://docs.example/a"},
	}
	e := d
	e.ID, e.Root, e.LeadsTo = "2", false, []string{"1"}
	healed := d
	healed.ID, healed.Status = "3", "resolved"
	note := Note{Stream: attack, Line: 1, Reason: attack, Command: attack}
	return &Report{
		Tool: Tool{Version: attack, RulesDigest: attack}, Diagnoses: []Diagnosis{d, e, healed}, Risks: []Diagnosis{d},
		Next:     &Next{Command: attack, Reason: attack},
		Coverage: Coverage{Streams: []Stream{{Name: attack, Parser: attack, Facts: 1}}, Gaps: []Note{note}, Missing: []Note{note}, Unread: []Note{note}},
	}
}

var attacks = []string{
	"</style><script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, "[x](javascript:alert(1))", "![x](http://evil/x.png)", "http://evil.example www.evil.example @all #1",
	"a | b\n# heading\n- item", "```\n<b>\n```", "`<b>`", "{{.Tool}} ${x} $(reboot)", "\x1b[31mred\u202e", "1. one", "- one", "<https://evil.example>", "&lt;b&gt;", "~~~", "***", "====", "\\[x](y)",
}

var (
	htmlTags  = regexp.MustCompile(`<[a-zA-Z!/][^>]*>`)
	pageTags  = regexp.MustCompile(`^</?(?:html|head|meta|title|style|body|h1|h2|h3|p|span|code|pre|table|tr|th|td|ul|li|b|section)\b[^<>]*>$|^<!DOCTYPE html>$`)
	attribute = regexp.MustCompile(`(?i)\s(?:src|href|on\w+|style|srcset|action)\s*=`)
)

// TestHTML: whatever a bundle says, the page has no element, script or address
// but its own.
func TestHTML(t *testing.T) {
	for _, attack := range attacks {
		var b bytes.Buffer
		if err := HTML(&b, hostile(attack), Style{}); err != nil {
			t.Fatal(err)
		}
		for _, tag := range htmlTags.FindAllString(b.String(), -1) {
			if !pageTags.MatchString(tag) || attribute.MatchString(tag) {
				t.Errorf("%q became %s", attack, tag)
			}
		}
		if !strings.Contains(b.String(), "style-src &#39;sha256-") {
			t.Error("the policy lacks the style")
		}
	}
}

// TestMarkdown renders the pages as GitHub does: what a bundle says makes no
// link, picture, HTML, heading or code block.
func TestMarkdown(t *testing.T) {
	render := func(r *Report) string {
		var b, out bytes.Buffer
		if err := Markdown(&b, r, Style{}); err != nil {
			t.Fatal(err)
		}
		if err := goldmark.New(goldmark.WithExtensions(extension.GFM)).Convert(b.Bytes(), &out); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	tags := func(html string) (list []string) {
		for _, tag := range htmlTags.FindAllString(html, -1) {
			list = append(list, strings.Fields(strings.Trim(tag, "<>"))[0])
		}
		return list
	}
	want := strings.Join(tags(render(hostile("plain"))), " ")
	for _, attack := range attacks {
		html := render(hostile(attack))
		if got := strings.Join(tags(html), " "); got != want {
			t.Errorf("%q: %s\nwant %s\n%s", attack, got, want, html)
		}
	}
}

// TestPageTellsAll: each diagnosis stands in a page once, effects behind what
// brought them about, also where links go round in a circle.
func TestPageTellsAll(t *testing.T) {
	r := &Report{Diagnoses: []Diagnosis{
		{ID: "r", Root: true, LeadsTo: []string{"a", "c"}}, {ID: "a", LeadsTo: []string{"b"}}, {ID: "b", LeadsTo: []string{"a"}},
		{ID: "c", LeadsTo: []string{"b"}}, {ID: "o", LeadsTo: []string{"o"}}, {ID: "z", Status: "resolved"},
	}}
	var told []string
	p := newPage(r)
	for _, c := range p.Roots {
		told = append(told, c.ID)
		for _, e := range c.Effects {
			told = append(told, strings.Repeat("-", e.Depth)+e.ID)
		}
	}
	if got := strings.Join(told, " "); got != "r -a --b -c o" || len(p.Resolved) != 1 {
		t.Errorf("%s, %d resolved", got, len(p.Resolved))
	}
}
