package rulefile

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// The plain reader reads rule files in the shape that nearly all have: blocks
// with one quoted label, an attribute a line, strings, heredocs, numbers,
// booleans and lists. It makes no sense of anything else and never says that
// something is wrong: then HCL reads the file. What it does read, HCL reads in
// the same way (TestPlain, FuzzPlain), but at twenty times the cost.

// Limits of what the plain reader takes on: far below those of measure.
const (
	plainDepth      = 6   // blocks, lists and calls inside each other
	plainQuestions  = 200 // conditional expressions in a file
	plainAttributes = 50  // of one block: they are compared with each other
)

type plain struct {
	*ruleFile
	at        int
	line      int
	questions int
	attrs     []attribute // of the blocks that are open, innermost last
	nodes     []node
	values    []value     // of the lists that are open
	spare     []attribute // room for those of closed blocks
	buffer    []byte      // of the text that is read, as far as it has escapes
}

// read reads a file; false when HCL must. It may be called for one file after
// the other.
func (p *plain) read(f *ruleFile) (node, bool) {
	if len(f.src) > MaxFile || !plainBytes(f.src) {
		return node{}, false
	}
	p.ruleFile, p.at, p.line, p.questions = f, 0, 1, 0
	p.attrs, p.nodes, p.values = p.attrs[:0], p.nodes[:0], p.values[:0]
	for {
		p.blank()
		if p.at == len(p.src) {
			return node{ruleFile: f, nodes: slices.Clone(p.nodes)}, true
		}
		name, ok := p.word()
		if !ok || !p.block(name, 1) {
			return node{}, false
		}
	}
}

// plainBytes reports whether a file is text without control characters.
func plainBytes(src string) bool {
	for i := range len(src) {
		if c := src[i]; c < ' ' && c != '\n' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return utf8.ValidString(src)
}

// peek is the next byte, 0 at the end.
func (p *plain) peek() byte {
	if p.at < len(p.src) {
		return p.src[p.at]
	}
	return 0
}

// take skips a byte if it is c.
func (p *plain) take(c byte) bool {
	if p.peek() != c {
		return false
	}
	p.at++
	return true
}

func (p *plain) spaces() {
	for c := p.peek(); c == ' ' || c == '\t'; c = p.peek() {
		p.at++
	}
}

// blank skips spaces, line ends and comments.
func (p *plain) blank() {
	for {
		p.spaces()
		if !p.lineEnd() || p.at == len(p.src) {
			return
		}
	}
}

// lineEnd skips a comment and the end of the line; false where neither stands.
// The end of the file is one.
func (p *plain) lineEnd() bool {
	rest := p.src[p.at:]
	switch {
	case rest == "":
		return true
	case rest[0] == '\n':
		p.at++
	case rest[0] == '#', strings.HasPrefix(rest, "//"):
		n := strings.IndexByte(rest, '\n')
		if n < 0 {
			p.at = len(p.src)
			return true
		}
		p.at += n + 1
	default:
		return false
	}
	p.line++
	return true
}

func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' }
func digit(c byte) bool  { return c >= '0' && c <= '9' }

// word reads an identifier.
func (p *plain) word() (string, bool) {
	start := p.at
	if !letter(p.peek()) {
		return "", false
	}
	for c := p.peek(); letter(c) || digit(c) || c == '-'; c = p.peek() {
		p.at++
	}
	return p.src[start:p.at], p.peek() < utf8.RuneSelf
}

// block reads the rest of a block behind its type.
func (p *plain) block(kind string, depth int) bool {
	n := node{ruleFile: p.ruleFile, kind: kind, line: p.line}
	p.spaces()
	if start := p.at; p.peek() == '"' {
		v, ok := p.quoted()
		if !ok || v.kind != isText || v.text != p.src[start+1:p.at-1] || !ascii(v.text) {
			return false // HCL keeps labels as they are written
		}
		n.labels = []string{v.text}
		p.spaces()
	}
	if depth > plainDepth || !p.take('{') {
		return false
	}
	attrs, nodes := len(p.attrs), len(p.nodes)
	p.spaces()
	single := !p.lineEnd()
	if single && !p.single(attrs) {
		return false
	}
	for !single {
		p.blank()
		if p.take('}') {
			break
		}
		name, ok := p.word()
		if !ok {
			return false
		}
		p.spaces()
		if !p.take('=') {
			ok = p.block(name, depth+1)
		} else {
			ok = p.attribute(name, attrs)
		}
		if !ok {
			return false
		}
	}
	n.attrs = p.keep(p.attrs[attrs:])
	p.attrs = p.attrs[:attrs]
	n.nodes = slices.Clone(p.nodes[nodes:])
	p.nodes = append(p.nodes[:nodes], n)
	p.spaces()
	return p.lineEnd()
}

// single reads the rest of a block with one attribute in its line.
func (p *plain) single(first int) bool {
	name, ok := p.word()
	p.spaces()
	if !ok || !p.take('=') || !p.setting(name, first) {
		return false
	}
	p.spaces()
	return p.take('}')
}

// keep copies the attributes of a block that ends.
func (p *plain) keep(attrs []attribute) []attribute {
	const room = 256
	if cap(p.spare)-len(p.spare) < len(attrs) {
		p.spare = make([]attribute, 0, max(room, len(attrs)))
	}
	n := len(p.spare)
	p.spare = append(p.spare, attrs...)
	return p.spare[n:len(p.spare):len(p.spare)]
}

// attribute reads the rest of an attribute and its line behind its equals sign;
// first is the first attribute of its block.
func (p *plain) attribute(name string, first int) bool {
	p.spaces()
	if strings.HasPrefix(p.src[p.at:], "<<") {
		v, ok := p.heredoc()
		return ok && p.set(name, v, first)
	}
	if !p.setting(name, first) {
		return false
	}
	p.spaces()
	return p.lineEnd()
}

// setting reads the value of an attribute that is no heredoc.
func (p *plain) setting(name string, first int) bool {
	p.spaces()
	v, ok := p.value(1)
	return ok && p.set(name, v, first)
}

// set adds an attribute to the innermost block; false if it has one of the name,
// or too many.
func (p *plain) set(name string, v value, first int) bool {
	if len(p.attrs)-first >= plainAttributes {
		return false
	}
	for _, a := range p.attrs[first:] {
		if a.name == name {
			return false
		}
	}
	p.attrs = append(p.attrs, attribute{name: name, value: v})
	return true
}
