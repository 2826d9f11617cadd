package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"culprit/engine/redact"
)

// Safe is safe, for what is shown to people elsewhere than in a report.
func Safe(text string) string { return safe(text) }

// safe makes foreign text harmless for a terminal: control characters, escape
// sequences, C1 controls, direction overrides and invalid UTF-8 are shown as
// what they are. Log lines, file names and container names come from strangers
// (CVE-2021-25743).
func safe(text string) string {
	clean := true
	for i := 0; i < len(text) && clean; i++ {
		clean = text[i] >= ' ' && text[i] < 0x7f
	}
	if clean {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		r, width := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == utf8.RuneError && width == 1:
			fmt.Fprintf(&b, `\x%02x`, text[i])
		case r == '\t':
			b.WriteString("    ")
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\x%02x`, r)
		case harmful(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
		i += width
	}
	return b.String()
}

// harmful: C1 controls, line and paragraph separators, direction marks and
// other invisible format characters.
func harmful(r rune) bool {
	return r >= 0x80 && r < 0xa0 || r == 0x2028 || r == 0x2029 || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Co, r)
}

// A Proof makes texts fit to be shown on a terminal outside of a report:
// redacted and harmless.
type Proof struct{ hide *redact.Redactor }

// NewProof starts a new numbering of secrets.
func NewProof() *Proof { return &Proof{redact.New()} }

// Text is s, fit to be shown.
func (p *Proof) Text(s string) string { return safe(p.hide.Text(s)) }
