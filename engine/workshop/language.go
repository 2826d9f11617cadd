package workshop

import (
	"fmt"
	"io"
	"strings"

	"culprit/engine/condition"
	"culprit/engine/fact"
	"culprit/engine/rulefile"
)

// WriteLanguage writes the reference of the rule language as Markdown: blocks
// and attributes, what every match variable has, what leads_to sees, functions.
func WriteLanguage(w io.Writer) error {
	if err := rulefile.WriteReference(w); err != nil {
		return err
	}
	var b strings.Builder
	b.WriteString("**Every match variable** has the fields of its kind, and\n\n| field | |\n| --- | --- |\n")
	fields(&b, condition.CommonFields)
	b.WriteString("\n**`cause` and `effect`** in the `where` of a `leads_to` have\n\n| field | |\n| --- | --- |\n")
	fields(&b, fact.Fields(condition.CauseView{}))
	b.WriteString("\n**Functions** of conditions and templates, besides expr's own that have no side effects:\n\n| function | |\n| --- | --- |\n")
	for _, f := range condition.Functions {
		fmt.Fprintf(&b, "| `%s` | %s |\n", f.Signature, f.Doc)
	}
	b.WriteByte('\n')
	_, err := io.WriteString(w, b.String())
	return err
}

func fields(b *strings.Builder, list []fact.Field) {
	for _, f := range list {
		fmt.Fprintf(b, "| `%s` | %s: %s |\n", f.Name, f.TypeName(), strings.ReplaceAll(f.Doc, "|", `\|`))
	}
}
