package report

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	htmltemplate "html/template"
	"io"
	"net/url"
	"strings"
	"text/template"
	"time"
)

// A page is a report in the order in which it is read: each root with what it
// brought about.
type page struct {
	*Report
	Roots    []chain
	Resolved []*Diagnosis
}

// A chain is a root and its effects, each behind what brought it about.
type chain struct {
	*Diagnosis
	Effects []effectOf
	More    int // effects beyond maxEffects
}

// effectOf is an effect with its place below the root, from 1.
type effectOf struct {
	*Diagnosis
	Depth int
}

func newPage(r *Report) page {
	p := page{Report: r}
	byID := map[string]*Diagnosis{}
	for i := range r.Diagnoses {
		byID[r.Diagnoses[i].ID] = &r.Diagnoses[i]
	}
	told := map[string]bool{}
	tell := func(root *Diagnosis) {
		c := chain{Diagnosis: root}
		told[root.ID] = true
		var below func(d *Diagnosis, depth int)
		below = func(d *Diagnosis, depth int) {
			for _, id := range d.LeadsTo {
				e := byID[id]
				if e == nil || told[id] {
					continue
				}
				told[id] = true
				if len(c.Effects) == maxEffects {
					c.More++
				} else {
					c.Effects = append(c.Effects, effectOf{e, depth})
				}
				below(e, depth+1)
			}
		}
		below(root, 1)
		p.Roots = append(p.Roots, c)
	}
	active := func(d *Diagnosis) bool { return d.Status != "resolved" && !told[d.ID] }
	for i := range r.Diagnoses {
		if d := &r.Diagnoses[i]; d.Root && active(d) {
			tell(d)
		}
	}
	for i := range r.Diagnoses { // whatever hangs on no root that is shown
		if d := &r.Diagnoses[i]; active(d) {
			tell(d)
		}
	}
	for i := range r.Diagnoses {
		if d := &r.Diagnoses[i]; !told[d.ID] {
			p.Resolved = append(p.Resolved, d)
		}
	}
	return p
}

// Verdict is what is said where there is no root.
func (p page) Verdict() string {
	switch {
	case p.Coverage.Nothing() != "":
		return "Nothing was understood: " + p.Coverage.Nothing()
	case p.Next != nil:
		return "No cause found yet: " + p.Next.Reason
	}
	return "Nothing wrong found."
}

var pageWords = map[string]any{
	"safe":     safe,
	"evidence": func(d *Diagnosis) []Evidence { return d.evidence(6) },
	"percent":  func(x float64) int { return int(100*x + 0.5) },
	"who":      who,
	"times":    times,
	"instant": func(t *time.Time) string {
		if t == nil {
			return ""
		}
		return t.UTC().Format("2006-01-02 15:04:05Z")
	},
	"indent":    func(depth int) string { return strings.Repeat("  ", depth-1) },
	"markdown":  markdown,
	"code":      code,
	"cell":      func(text string) string { return strings.ReplaceAll(code(text), "|", `\|`) }, // code in a table
	"reference": reference,
	"style":     func() string { return pageStyle },
	"amount":    amount,
	"line": func(text string, most int) string {
		text, _, _ = strings.Cut(strings.TrimSpace(text), "\n")
		return shorten(safe(text), most)
	},
}

//go:embed page.md.tmpl
var markdownPage string

//go:embed page.html.tmpl
var htmlPage string

// pageStyle is the hash of the page's only style, which is all that its policy
// allows.
var pageStyle = func() string {
	_, style, _ := strings.Cut(htmlPage, "<style>")
	style, _, _ = strings.Cut(style, "</style>")
	sum := sha256.Sum256([]byte(style))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}()

// Markdown writes the report for issue trackers and wikis.
func Markdown(w io.Writer, r *Report, _ Style) error {
	t, err := template.New("page").Funcs(pageWords).Parse(markdownPage)
	if err != nil {
		return err
	}
	return t.Execute(w, newPage(r))
}

// HTML writes the report as one page that loads and runs nothing.
func HTML(w io.Writer, r *Report, _ Style) error {
	t, err := htmltemplate.New("page").Funcs(pageWords).Parse(htmlPage)
	if err != nil {
		return err
	}
	return t.Execute(w, newPage(r))
}

// markdown makes foreign text harmless in Markdown (CommonMark 2.4 and 6, with
// GitHub's tables, links and mentions): it is text there and nothing else.
func markdown(text string) string {
	text = safe(strings.Join(strings.Fields(text), " "))
	var b strings.Builder
	for i, c := range text {
		switch {
		case strings.ContainsRune("\\`*_[]<>#|~&@$", c),
			i == 0 && strings.ContainsRune("-+=", c),
			c == '.' && i > 0 && (strings.HasSuffix(strings.ToLower(text[:i]), "www") || strings.Trim(text[:i], "0123456789") == ""),
			c == ')' && i > 0 && strings.Trim(text[:i], "0123456789") == "",
			c == ':' && strings.HasPrefix(text[i:], "://"):
			b.WriteByte('\\')
		}
		b.WriteRune(c)
	}
	return b.String()
}

// reference is an address of a rule file as a link; what is none is code.
func reference(address string) string {
	if u, err := url.Parse(address); err != nil || u.Scheme != "https" || u.Host == "" || strings.ContainsAny(address, "<> \t\n\\`") || safe(address) != address {
		return code(address)
	}
	return "<" + address + ">"
}

// code is a text as code in a line: in more backticks than it has in a row.
func code(text string) string {
	text = safe(strings.ReplaceAll(text, "\n", " "))
	fence := "`"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	if strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") || text == "" {
		text = " " + text + " "
	}
	return fence + text + fence
}
