package cre

import (
	"net/url"
	"strconv"
	"strings"

	"culprit/engine/foreign"
	"culprit/engine/rulefile"
)

// Confidence of imported rules: those that look for a text of their own, and
// those that match any short or unfixed text.
const (
	ownText = "0.8"
	anyText = "0.4"
)

// write writes the cause and the rule.
func write(r *rule, p *plan, slug, licence string) []byte {
	w := &rulefile.Writer{}
	w.Comment(r.CRE.ID + " of the Common Reliability Enumerations" + suffix(", ", licence) + suffix(", by ", r.CRE.Author) + ".")
	if r.CRE.Category != "" {
		w.Comment("Category: " + r.CRE.Category + suffix("; tags: ", strings.Join(r.CRE.Tags, ", ")))
	}
	for _, a := range r.CRE.Applications {
		w.Comment("Application: " + a.Name + suffix(" ", a.Version))
	}
	cause := "cre." + slug
	title := foreign.Words(r.CRE.Title)
	if title == "" {
		title = r.CRE.ID
	}
	w.Block("cause", cause, func() { writeCause(w, r, title) })
	w.Blank()
	slow := false
	for _, one := range p.parts {
		slow = slow || one.slow
	}
	for _, n := range p.negates {
		slow = slow || n.slow
	}
	w.Block("rule", slug, func() {
		w.Text("title", title)
		w.Text("cause", cause)
		confidence := ownText
		if slow {
			confidence = anyText
		}
		w.Raw("confidence", confidence)
		if p.window > 0 {
			w.Duration("within", p.window)
		}
		if p.ordered && len(p.parts) > 1 {
			w.Raw("ordered", "true")
		}
		if !p.ordered && len(p.parts) > 1 {
			w.Raw("overlap", "true")
		}
		if slow {
			w.Raw("slow", "true")
		}
		writeParts(w, p)
	})
	return foreign.Tidy(w.String())
}

func writeCause(w *rulefile.Writer, r *rule, title string) {
	w.Text("title", title)
	w.Text("severity", severities[min(int(r.CRE.Severity), len(severities)-1)])
	summary := foreign.Words(r.CRE.Description)
	for _, more := range []struct{ head, text string }{{"Cause: ", r.CRE.Cause}, {"Impact: ", r.CRE.Impact}} {
		if text := foreign.Words(more.text); text != "" {
			summary = strings.TrimSpace(summary + " " + more.head + text)
		}
	}
	w.Text("summary", summary)
	var links []string
	for _, ref := range r.CRE.References {
		if u, err := url.Parse(strings.TrimSpace(ref)); err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" {
			links = append(links, u.String())
		} else {
			w.Comment("See " + ref)
		}
	}
	w.List("references", links)
	if text := foreign.Words(r.CRE.Mitigation); text != "" {
		w.Blank()
		w.Block("fix", "mitigation", func() {
			w.Text("title", text)
			w.Text("stage", "now")
			w.Text("risk", "disruptive") // what it costs is not said
		})
	}
}

func writeParts(w *rulefile.Writer, p *plan) {
	for i, one := range p.parts {
		w.Blank()
		w.Block("match", matchName(i), func() {
			w.Text("fact", "record")
			w.Heredoc("where", one.as(matchName(i)))
			if one.count > 1 {
				w.Raw("count", strconv.Itoa(one.count))
			}
		})
	}
	for i, n := range p.negates {
		name := "no" + strconv.Itoa(i+1)
		w.Blank()
		w.Block("absent", name, func() {
			w.Text("fact", "record")
			w.Heredoc("where", n.as(name))
			w.Text("from", n.from)
			w.Text("to", n.to)
			w.Duration("start", n.start)
			w.Duration("end", n.end)
		})
	}
}

func suffix(head, text string) string {
	if text == "" {
		return ""
	}
	return head + text
}
