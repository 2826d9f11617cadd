package rulefile

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/zclconf/go-cty/cty"
)

// value reads what an attribute is set to, or an element of a list.
func (p *plain) value(depth int) (value, bool) {
	switch c := p.peek(); {
	case c == '"':
		return p.quoted()
	case digit(c):
		return p.number()
	case c == '[':
		return p.list(depth)
	}
	word, _ := p.word()
	return value{kind: isBool, truth: word == "true"}, word == "true" || word == "false"
}

// number reads a decimal number of so few digits that it is read exactly.
func (p *plain) number() (value, bool) {
	const most = 15
	start := p.at
	for c := p.peek(); digit(c) || c == '.'; c = p.peek() {
		p.at++
	}
	text := p.src[start:p.at]
	whole, fraction, point := strings.Cut(text, ".")
	if c := p.peek(); len(text) > most || len(whole) > 1 && whole[0] == '0' || point && fraction == "" || letter(c) || c >= utf8.RuneSelf {
		return value{}, false
	}
	n, err := strconv.ParseFloat(text, 64)
	return value{kind: isNumber, number: n}, err == nil
}

func (p *plain) list(depth int) (value, bool) {
	if p.at++; depth > plainDepth {
		return value{}, false
	}
	first := len(p.values)
	for {
		p.blank()
		if p.take(']') {
			v := value{kind: isList, list: slices.Clone(p.values[first:])}
			p.values = p.values[:first]
			return v, true
		}
		element, ok := p.value(depth + 1)
		if !ok {
			return value{}, false
		}
		p.values = append(p.values, element)
		p.blank()
		if !p.take(',') && p.peek() != ']' {
			return value{}, false
		}
	}
}

func ascii(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// normal is a text in the form HCL keeps texts in.
func normal(text string) string {
	if ascii(text) {
		return text
	}
	return cty.NormalizeString(text)
}

// heredoc reads a heredoc without interpolations and the line end behind it.
func (p *plain) heredoc() (value, bool) {
	p.at += len("<<")
	flush := p.take('-')
	marker, ok := p.word()
	if !ok || !p.take('\n') {
		return value{}, false
	}
	p.line++
	start, indent := p.at, -1
	for {
		n := strings.IndexByte(p.src[p.at:], '\n')
		if n < 0 {
			return value{}, false // the end of the file ends no heredoc
		}
		line := p.src[p.at : p.at+n]
		p.at += n + 1
		p.line++
		content := strings.TrimLeft(line, " \t")
		if content == "" {
			continue
		}
		if content[0] >= utf8.RuneSelf || strings.Contains(content, "${") || strings.Contains(content, "%{") {
			return value{}, false // perhaps a space beyond ASCII
		}
		if strings.HasPrefix(content, marker) && strings.TrimSpace(content) == marker {
			body := p.src[start : p.at-n-1]
			if flush && indent > 0 {
				body = unindent(body, indent)
			}
			return value{kind: isText, text: normal(strings.Trim(body, blanks))}, true
		}
		if n := len(line) - len(content); indent < 0 || n < indent {
			indent = n
		}
	}
}

// unindent takes n spaces or tabs off each line that has more than those.
func unindent(body string, n int) string {
	if trimmed := strings.Trim(body, blanks); strings.IndexByte(trimmed, '\n') < 0 {
		return trimmed
	}
	var b strings.Builder
	b.Grow(len(body))
	for line := range strings.Lines(body) {
		if strings.Trim(line, blanks) != "" {
			line = line[n:]
		}
		b.WriteString(line)
	}
	return b.String()
}

// quoted reads a string in quotes, with or without interpolations.
func (p *plain) quoted() (value, bool) {
	p.at++
	start := p.at
	var parts []value
	p.buffer = p.buffer[:0]
	text := func() string {
		t := p.src[start:p.at]
		if len(p.buffer) > 0 {
			p.buffer = append(p.buffer, t...)
			t = string(p.buffer)
			p.buffer = p.buffer[:0]
		}
		return normal(t)
	}
	for p.at < len(p.src) {
		switch c := p.src[p.at]; c {
		default:
			p.at++
			continue
		case '\n':
			return value{}, false
		case '"':
			t := text()
			p.at++
			if parts == nil {
				return value{kind: isText, text: t}, true
			}
			if t != "" {
				parts = append(parts, value{kind: isText, text: t})
			}
			return value{kind: isFilled, list: parts}, true
		case '\\':
			p.buffer = append(p.buffer, p.src[start:p.at]...)
			if !p.escape() {
				return value{}, false
			}
			start = p.at
		case '$', '%':
			rest := p.src[p.at+1:]
			switch {
			case strings.HasPrefix(rest, "${") && c == '$' && !strings.HasPrefix(rest, "${~"):
				p.buffer = append(append(p.buffer, p.src[start:p.at]...), "${"...) // a literal one
				p.at += len("$${")
				start = p.at
			case strings.HasPrefix(rest, "{") && c == '$':
				if t := text(); t != "" {
					parts = append(parts, value{kind: isText, text: t})
				}
				p.at += len("${")
				e, ok := p.interpolation()
				if !ok {
					return value{}, false
				}
				parts = append(parts, e)
				start = p.at
			case strings.HasPrefix(rest, "{"), strings.HasPrefix(rest, "$"), strings.HasPrefix(rest, "%"):
				return value{}, false // a directive, or several escapes in a row
			default:
				p.at++
			}
		}
	}
	return value{}, false
}

// escape reads an escape sequence of a quoted string.
func (p *plain) escape() bool {
	p.at++
	c := p.peek()
	p.at++
	switch c {
	case 'n':
		c = '\n'
	case 'r':
		c = '\r'
	case 't':
		c = '\t'
	case '"', '\\':
	case 'u', 'U':
		n := 4
		if c == 'U' {
			n = 8
		}
		if p.at+n > len(p.src) {
			return false
		}
		r, err := strconv.ParseUint(p.src[p.at:p.at+n], 16, 32)
		p.at += n
		p.buffer = utf8.AppendRune(p.buffer, rune(r))
		return err == nil && utf8.ValidRune(rune(r))
	default:
		return false
	}
	p.buffer = append(p.buffer, c)
	return true
}

// interpolation reads an expression and the brace behind it.
func (p *plain) interpolation() (value, bool) {
	p.spaces()
	start := p.at
	end, ok := p.expression(1)
	if !ok || !p.take('}') {
		return value{}, false
	}
	return value{kind: isExpr, text: p.src[start:end]}, true
}

// expression skips an expression of names, fields, calls, texts, numbers and
// operators, with the spaces behind it; end is where it ends without them.
func (p *plain) expression(depth int) (end int, ok bool) {
	for {
		if !p.operand(depth) {
			return 0, false
		}
		end = p.at
		p.spaces()
		if p.take('?') {
			if p.questions++; p.questions > plainQuestions || depth > plainDepth {
				return 0, false
			}
			p.spaces()
			if _, ok := p.expression(depth + 1); !ok || !p.take(':') {
				return 0, false
			}
			p.spaces()
			return p.expression(depth + 1)
		}
		operator := ""
		for _, o := range []string{"==", "!=", "<=", ">=", "&&", "||", "<", ">", "+", "-", "*", "/", "%"} {
			if strings.HasPrefix(p.src[p.at:], o) {
				operator = o
				break
			}
		}
		if operator == "" {
			return end, true
		}
		p.at += len(operator)
		p.spaces()
	}
}

// operand skips a name with its fields, a call, a text or a number.
func (p *plain) operand(depth int) bool {
	switch c := p.peek(); {
	case depth > plainDepth:
		return false
	case c == '"':
		v, ok := p.quoted()
		return ok && v.kind == isText
	case digit(c):
		_, ok := p.number()
		return ok
	}
	word, ok := p.word()
	if !ok || word == "true" || word == "false" || word == "null" || word == "for" {
		return false
	}
	if p.take('(') {
		return p.arguments(depth)
	}
	for p.take('.') {
		if _, ok := p.word(); !ok {
			return false
		}
	}
	return p.peek() != '(' && p.peek() != '[' && p.peek() != ':' || p.src[p.at] == ':' && !strings.HasPrefix(p.src[p.at:], "::")
}

// arguments skips the arguments of a call and the bracket behind them.
func (p *plain) arguments(depth int) bool {
	if p.spaces(); p.take(')') {
		return p.peek() != '.' && p.peek() != '['
	}
	for {
		if _, ok := p.expression(depth + 1); !ok {
			return false
		}
		if p.take(')') {
			return p.peek() != '.' && p.peek() != '['
		}
		if !p.take(',') {
			return false
		}
		p.spaces()
	}
}
