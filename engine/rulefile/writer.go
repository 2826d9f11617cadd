package rulefile

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"

	"culprit/engine/lazyregexp"
)

// A Writer writes HCL blocks; its output still wants formatting.
type Writer struct {
	b      strings.Builder
	indent int
}

func (w *Writer) line(format string, args ...any) {
	w.b.WriteString(strings.Repeat("  ", w.indent))
	fmt.Fprintf(&w.b, format, args...)
	w.b.WriteByte('\n')
}

// Comment writes lines of a comment.
func (w *Writer) Comment(text string) {
	for _, l := range strings.Split(strings.TrimSpace(text), "\n") {
		w.line("%s", strings.TrimRight("# "+strings.TrimSpace(l), " "))
	}
}

// Block writes a block around what body writes; a label may be "".
func (w *Writer) Block(kind, label string, body func()) {
	if label != "" {
		kind += " " + QuoteHCL(label)
	}
	w.line("%s {", kind)
	w.indent++
	body()
	w.indent--
	w.line("}")
}

// Blank writes an empty line.
func (w *Writer) Blank() { w.b.WriteByte('\n') }

// Text writes a string attribute; an empty one is left out.
func (w *Writer) Text(name, value string) {
	if value = strings.TrimSpace(value); value != "" {
		w.line("%s = %s", name, QuoteHCL(value))
	}
}

// Raw writes an attribute whose value is HCL already.
func (w *Writer) Raw(name, value string) { w.line("%s = %s", name, value) }

// List writes a list of strings; an empty one is left out.
func (w *Writer) List(name string, values []string) {
	if len(values) == 0 {
		return
	}
	w.line("%s = [", name)
	for _, v := range values {
		w.line("  %s,", QuoteHCL(v))
	}
	w.line("]")
}

// Duration writes a duration attribute.
func (w *Writer) Duration(name string, d time.Duration) { w.line("%s = %q", name, d.String()) }

// Heredoc writes an attribute as a heredoc, in which backslashes are plain.
func (w *Writer) Heredoc(name, value string) {
	end := "EOT"
	for strings.Contains(value, end) {
		end += "X"
	}
	value = strings.NewReplacer("${", "$${", "%{", "%%{").Replace(value)
	w.line("%s = <<-%s", name, end)
	w.line("  %s", value)
	w.line("%s", end)
}

// String is what was written.
func (w *Writer) String() string { return w.b.String() }

// QuoteHCL writes a string as a rule file holds it.
func QuoteHCL(s string) string {
	return string(hclwrite.TokensForValue(cty.StringVal(s)).Bytes())
}

// Quote writes a string as a condition holds it.
func Quote(s string) string { return strconv.Quote(s) }

var notSlug = lazyregexp.New(`[^a-z0-9]+`)

// Slug makes a name of lower case letters, digits and hyphens out of any text.
func Slug(s string) string {
	if s = strings.Trim(notSlug.ReplaceAllString(strings.ToLower(s), "-"), "-"); s == "" {
		return "rule"
	}
	return s
}
