package rulefile

import (
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// A text is a plain string of a rule file.
type text struct {
	value string
	from  *value
	file  *ruleFile
}

// at is where the text stands, with its quotes.
func (t text) at() hcl.Range {
	if t.from == nil {
		return hcl.Range{}
	}
	return t.from.at()
}

// place is at for those who keep it.
func (t text) place() *hcl.Range {
	if t.from == nil || t.from.hcl == nil {
		return nowhere
	}
	return t.at().Ptr()
}

// position is where a part of the value stands in the file.
func (t text) position(offset, length int) hcl.Range {
	if t.from == nil {
		return hcl.Range{}
	}
	template, ok := t.from.hcl.(*hclsyntax.TemplateExpr)
	if !ok {
		return t.at()
	}
	return places(template, t.file.src).position(offset, length)
}

// placed is a string of a rule file together with where each of its bytes was
// written, so that a mistake inside it can be underlined exactly.
type placed struct {
	value string
	at    []int // byte offset in the file of each byte of value, and of its end
	src   string
	whole hcl.Range
}

// places works out where the bytes of a string without interpolations stand.
func places(template *hclsyntax.TemplateExpr, src string) placed {
	t := placed{src: src, whole: template.Range()}
	for _, part := range template.Parts {
		l, ok := part.(*hclsyntax.LiteralValueExpr)
		if !ok || !isString(l) {
			continue
		}
		if heredoc(template, src) {
			t.addLines(l.Val.AsString(), l.SrcRange)
		} else {
			t.add(l.Val.AsString(), l.SrcRange.Start.Byte, src[l.SrcRange.Start.Byte:l.SrcRange.End.Byte])
		}
	}
	return t.trim(heredoc(template, src))
}

// heredoc reports whether a template was written as <<EOT rather than quoted.
func heredoc(t *hclsyntax.TemplateExpr, src string) bool {
	return t.SrcRange.Start.Byte < len(src) && src[t.SrcRange.Start.Byte] == '<'
}

// trim drops the blank around a heredoc: its last line break belongs to the
// notation, not to the pattern.
func (t placed) trim(really bool) placed {
	if !really {
		return t
	}
	start, end := 0, len(t.value)
	for start < end && blank(t.value[start]) {
		start++
	}
	for end > start && blank(t.value[end-1]) {
		end--
	}
	t.value, t.at = t.value[start:end], t.at[start:min(len(t.at), end+1)]
	return t
}

const blanks = " \t\n\r"

func blank(c byte) bool { return strings.IndexByte(blanks, c) >= 0 }

// addLines appends a part of a heredoc: of each line of the source the
// indentation may have been taken off.
func (t *placed) addLines(value string, source hcl.Range) {
	raw := strings.SplitAfter(t.src[source.Start.Byte:min(source.End.Byte, len(t.src))], "\n")
	start := source.Start.Byte
	for i, line := range strings.SplitAfter(value, "\n") {
		if i < len(raw) {
			t.add(line, start, raw[i])
			start += len(raw[i])
		}
	}
}

// add appends a value that was written as raw at start, following its escapes.
// A value that ends its source stands at its end: what is before is indentation.
func (t *placed) add(value string, start int, raw string) {
	if len(t.at) > 0 {
		t.at = t.at[:len(t.at)-1]
	}
	i := 0
	if len(value) <= len(raw) && raw[len(raw)-len(value):] == value {
		i = len(raw) - len(value)
	}
	for v := 0; v < len(value); {
		t.at = append(t.at, start+min(i, len(raw)))
		width := 1
		if i < len(raw) {
			switch {
			case raw[i] == value[v]:
				if (raw[i] == '$' || raw[i] == '%') && i+2 < len(raw) && raw[i+1] == raw[i] && raw[i+2] == '{' && (v+1 >= len(value) || value[v+1] == '{') {
					i++ // $${ is one $
				}
				i++
			case raw[i] == '\\' && i+1 < len(raw):
				switch raw[i+1] {
				case 'u':
					i += 6
				case 'U':
					i += 10
				default:
					i += 2
				}
				if raw[min(i, len(raw))-1] != '"' {
					_, width = utf8.DecodeRuneInString(value[v:])
				}
			default:
				i++
			}
		}
		for w := 1; w < width; w++ {
			t.at = append(t.at, t.at[len(t.at)-1])
		}
		v += width
	}
	t.value += value
	t.at = append(t.at, start+min(i, len(raw)))
}

// position is where a part of the value stands in the file.
func (t placed) position(offset, length int) hcl.Range {
	if len(t.at) == 0 || offset >= len(t.at) {
		return t.whole
	}
	end := min(offset+length, len(t.at)-1)
	return span(t.src, t.whole.Filename, t.at[offset], max(t.at[end], t.at[offset]+1))
}

// span is the range between two byte offsets of a file.
func span(src string, name string, from, to int) hcl.Range {
	to = min(to, len(src))
	from = min(from, to)
	return hcl.Range{Filename: name, Start: pos(src, from), End: pos(src, to)}
}

func pos(src string, offset int) hcl.Pos {
	p := hcl.Pos{Line: 1, Column: 1, Byte: offset}
	for i := 0; i < offset; {
		if src[i] == '\n' {
			p.Line++
			p.Column = 1
			i++
			continue
		}
		_, width := utf8.DecodeRuneInString(src[i:offset])
		p.Column++
		i += width
	}
	return p
}
