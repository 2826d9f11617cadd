package workshop

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/tools/txtar"

	"culprit/engine/condition"
	"culprit/engine/fact"
	"culprit/engine/redact"
	"culprit/engine/rulefile"
)

// A Scaffold is the beginning of a rule: its file and its cases.
type Scaffold struct {
	ID    string
	Rule  []byte // HCL
	Cases []byte // txtar
}

// around is how many neighbouring lines a firing case keeps on either side.
const around = 2

// stubNotes say what the author must still do.
const stubNotes = `A rule made from a real line. Before you rely on it:
 1. choose the cause: an id of culprit's catalogue, or your own with title,
    summary and fix (below);
 2. take out of the pattern what changes, keep the rare words;
 3. write the near miss in the case file: what looks alike and is no failure.`

// NewScaffold makes a rule of a log record; line chooses one of a record of
// several lines, 0 leaves the choice. lines is the text of the stream it stands
// in, from which the case is cut; cause may be empty.
func NewScaffold(f *fact.Fact, line int, lines []string, cause string) (*Scaffold, error) {
	text := condition.Haystack(f)
	if own := strings.Split(text, "\n"); line > f.Origin.Line && line-f.Origin.Line < len(own) {
		text = own[line-f.Origin.Line]
	}
	template := Generalize(redact.New().Text(text))
	if _, err := regexp.Compile(template.Pattern); err != nil {
		return nil, err
	}
	if clues, _ := condition.Clues(condition.NewPattern(template.Pattern), nil, ""); len(clues) == 0 {
		return nil, fmt.Errorf("the line has no words that stay the same: %q", template.Shape)
	}
	s := &Scaffold{ID: idOf(template)}
	ownCause := cause == ""
	if ownCause {
		cause = "own." + s.ID
	}
	w := &rulefile.Writer{}
	w.Comment(stubNotes)
	if ownCause {
		w.Block("cause", cause, func() {
			w.Text("title", strings.TrimSuffix(upper(template.Shape), "."))
			w.Text("severity", "error")
			w.Text("summary", "What it means, in one sentence.")
			w.Block("fix", "first-step", func() {
				w.Text("title", "What to do")
				w.Text("stage", "now")
				w.Text("risk", "safe")
			})
		})
		w.Blank()
	}
	w.Block("rule", s.ID, func() { writeRule(w, f, template, cause) })
	formatted, diags := rulefile.Format([]byte(w.String()), s.ID+".hcl")
	if diags.HasErrors() {
		return nil, diags
	}
	s.Rule = formatted
	s.Cases = cases(s.ID, f, lines)
	return s, nil
}

func writeRule(w *rulefile.Writer, f *fact.Fact, template Template, cause string) {
	w.Text("title", strings.TrimSuffix(upper(template.Shape), "."))
	w.Text("cause", cause)
	w.Raw("confidence", "0.7")
	w.Blank()
	w.Block("match", "line", func() {
		w.Text("fact", f.Kind)
		w.Heredoc("pattern", template.Pattern)
		if d, ok := f.Data.(*fact.LogLine); ok && slices.Contains([]string{"error", "fatal", "warning"}, d.Level) {
			w.Text("where", fmt.Sprintf("line.level == '%s'", d.Level))
		}
	})
	if slices.Contains(template.Names, "host") {
		w.Text("peer", "endpoint(line.capture.host, line.capture.port)")
	}
	w.Raw("message", `"${line.found}"`)
}

// cases cuts the firing case out of the stream, redacted, and leaves the near
// miss to the author.
func cases(id string, f *fact.Fact, lines []string) []byte {
	from := max(0, f.Origin.Line-1-around)
	to := min(len(lines), f.Origin.Line+linesOf(f)-1+around)
	hide := redact.New()
	var firing strings.Builder
	for _, l := range lines[min(from, to):to] {
		if strings.HasPrefix(l, "-- ") {
			l = " " + l // would end the member
		}
		firing.WriteString(hide.Text(l) + "\n")
	}
	if firing.Len() == 0 {
		firing.WriteString(hide.Text(f.Text) + "\n")
	}
	name := f.Origin.Stream[strings.LastIndexByte(f.Origin.Stream, '/')+1:]
	return txtar.Format(&txtar.Archive{
		Comment: []byte("The firing case is cut from a real input. Write into the quiet one what looks alike and is no failure.\n"),
		Files: []txtar.File{
			{Name: "fires/" + id + "/" + name, Data: []byte(firing.String())},
			{Name: "quiet/" + id + "/" + name, Data: []byte("the near miss: write it here\n")},
		},
	})
}

func linesOf(f *fact.Fact) int {
	if d, ok := f.Data.(*fact.LogLine); ok {
		return max(1, d.Lines)
	}
	return 1
}

// idOf names a rule by the first words of its shape that stay.
func idOf(t Template) string {
	var words []string
	for _, word := range strings.Fields(t.Shape) {
		word = strings.Trim(rulefile.Slug(word), "-")
		if len(word) < 2 || strings.Contains(word, "<") || slices.Contains(shapeNames, word) {
			continue
		}
		if words = append(words, word); len(words) == 5 {
			break
		}
	}
	return cmp.Or(strings.Join(words, "-"), "rule")
}

var shapeNames = func() []string {
	var names []string
	for _, m := range masks {
		names = append(names, m.name)
	}
	return names
}()

// upper begins a title with a capital letter.
func upper(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[size:]
}
