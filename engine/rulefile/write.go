package rulefile

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
)

// Write writes diagnostics for people, each with its source line and the wrong
// word underlined by carets, so that the place shows without colour too (which
// hcl's own writer needs):
//
//	error: Invalid where
//	  --> shop/orders.hcl:10:17, in rule "order-lost"
//	  10 |   where = "line.mesage contains 'lost'"
//	     |                 ^^^^^^
//	log.line has no field "mesage"; did you mean "message"?
func Write(w io.Writer, files Files, diags hcl.Diagnostics) error {
	sorted := slices.Clone(diags)
	slices.SortStableFunc(sorted, func(a, b *hcl.Diagnostic) int {
		x, y := place(a), place(b)
		return cmp.Or(strings.Compare(x.Filename, y.Filename), cmp.Compare(x.Start.Byte, y.Start.Byte))
	})
	var out bytes.Buffer
	for _, d := range sorted {
		word := "error"
		if d.Severity == hcl.DiagWarning {
			word = "warning"
		}
		fmt.Fprintf(&out, "%s: %s\n", word, d.Summary)
		if d.Subject != nil {
			excerpt(&out, files, *d.Subject)
		}
		if d.Detail != "" {
			out.WriteString(d.Detail + "\n")
		}
		out.WriteByte('\n')
	}
	_, err := w.Write(out.Bytes())
	return err
}

func place(d *hcl.Diagnostic) hcl.Range {
	if d.Subject == nil {
		return hcl.Range{}
	}
	return *d.Subject
}

// excerpt shows the first line of a range with the range underlined.
func excerpt(out *bytes.Buffer, files Files, at hcl.Range) {
	block := ""
	file := files[at.Filename]
	if file != nil && file.Nav != nil {
		if nav, ok := file.Nav.(interface{ ContextString(int) string }); ok {
			block = nav.ContextString(at.Start.Byte)
		}
	}
	if block != "" {
		block = ", in " + block
	}
	fmt.Fprintf(out, "  --> %s:%d:%d%s\n", at.Filename, at.Start.Line, at.Start.Column, block)
	if file == nil || at.Start.Byte > len(file.Bytes) {
		return
	}
	src := file.Bytes
	begin := bytes.LastIndexByte(src[:at.Start.Byte], '\n') + 1
	end := len(src)
	if i := bytes.IndexByte(src[at.Start.Byte:], '\n'); i >= 0 {
		end = at.Start.Byte + i
	}
	line := strings.TrimSuffix(string(src[begin:end]), "\r")
	// Tabs stay tabs, so that the carets stand below their word.
	indent := strings.Map(func(r rune) rune {
		if r == '\t' {
			return r
		}
		return ' '
	}, string(src[begin:at.Start.Byte]))
	marked := string(src[at.Start.Byte:min(max(at.End.Byte, at.Start.Byte), end)])
	number := fmt.Sprintf("%4d", at.Start.Line)
	fmt.Fprintf(out, "%s | %s\n%s | %s%s\n", number, line, strings.Repeat(" ", len(number)), indent, strings.Repeat("^", max(1, len([]rune(strings.TrimRight(marked, "\r"))))))
}
