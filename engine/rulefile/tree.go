package rulefile

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// A ruleFile is a rule file as it was read.
type ruleFile struct {
	name    string
	src     string
	trusted bool // its expressions need not be checked
}

// A node is a block of a rule file, whoever read it. The pointers into HCL's
// own tree say where things stand in the file; they are nil when the plain
// reader has read it, whose rule sets are only used when nothing is wrong.
type node struct {
	*ruleFile
	kind   string // "rule", "match", …: as the author wrote it
	labels []string
	attrs  []attribute
	nodes  []node
	line   int // of its header
	hcl    *hclsyntax.Block
}

type attribute struct {
	name  string
	value value
	hcl   *hclsyntax.Attribute
}

type valueKind uint8

const (
	isOther  valueKind = iota // what rules have no use for, or HCL has to evaluate
	isText                    // a string or heredoc without interpolations, trimmed if it is a heredoc
	isFilled                  // a template: list has its parts, texts and expressions
	isExpr                    // an expression of a template, as it was written
	isList
	isNumber
	isBool
)

// A value is what an attribute is set to, or an element of a list.
type value struct {
	kind   valueKind
	truth  bool
	number float64
	text   string
	list   []value
	hcl    hclsyntax.Expression
}

// at is where a value stands.
func (v *value) at() hcl.Range {
	if v.hcl == nil {
		return hcl.Range{}
	}
	return v.hcl.Range()
}

// header is where the head of a block stands.
func (n *node) header() hcl.Range {
	if n.hcl == nil {
		return hcl.Range{Filename: n.name, Start: hcl.Pos{Line: n.line}}
	}
	return n.hcl.DefRange()
}

// nowhere stands for places in files that the plain reader has read.
var nowhere = &hcl.Range{}

// place is header for those who keep it.
func (n *node) place() *hcl.Range {
	if n.hcl == nil {
		return nowhere
	}
	return n.hcl.DefRange().Ptr()
}

// typeAt is where a block's type stands, labelAt its label.
func (n *node) typeAt() hcl.Range {
	if n.hcl == nil {
		return hcl.Range{}
	}
	return n.hcl.TypeRange
}

func (n *node) labelAt() hcl.Range {
	if n.hcl == nil {
		return hcl.Range{}
	}
	return n.hcl.LabelRanges[0]
}

// nameAt is where an attribute's name stands.
func (a *attribute) nameAt() hcl.Range {
	if a.hcl == nil {
		return hcl.Range{}
	}
	return a.hcl.NameRange
}

// attr returns an attribute by its name; nil when there is none.
func (n *node) attr(name string) *attribute {
	for i := range n.attrs {
		if n.attrs[i].name == name {
			return &n.attrs[i]
		}
	}
	return nil
}

// fromHCL makes a node of a body that HCL has parsed; hb is its block, nil for
// the file itself.
func fromHCL(s *ruleFile, body *hclsyntax.Body, hb *hclsyntax.Block) node {
	n := node{ruleFile: s, hcl: hb}
	if hb != nil {
		n.kind, n.labels, n.line = hb.Type, hb.Labels, hb.DefRange().Start.Line
	}
	for name, a := range body.Attributes {
		n.attrs = append(n.attrs, attribute{name, valueOf(s, a.Expr), a})
	}
	slices.SortFunc(n.attrs, func(a, b attribute) int { return cmp.Compare(a.hcl.NameRange.Start.Byte, b.hcl.NameRange.Start.Byte) })
	for _, inner := range body.Blocks {
		n.nodes = append(n.nodes, fromHCL(s, inner.Body, inner))
	}
	return n
}

func valueOf(s *ruleFile, e hclsyntax.Expression) value {
	v := value{hcl: e}
	switch x := e.(type) {
	case *hclsyntax.TemplateExpr:
		if text, ok := textOf(s, x); ok {
			v.kind, v.text = isText, text
			return v
		}
		v.kind = isFilled
		for _, part := range x.Parts {
			v.list = append(v.list, partOf(s, part))
		}
	case *hclsyntax.TemplateWrapExpr:
		v.kind, v.list = isFilled, []value{partOf(s, x.Wrapped)}
	case *hclsyntax.TupleConsExpr:
		v.kind = isList
		for _, element := range x.Exprs {
			v.list = append(v.list, valueOf(s, element))
		}
	}
	return v
}

// textOf joins the parts of a template without interpolations.
func textOf(s *ruleFile, t *hclsyntax.TemplateExpr) (string, bool) {
	text := ""
	for _, part := range t.Parts {
		l, ok := part.(*hclsyntax.LiteralValueExpr)
		if !ok || !isString(l) {
			return "", false
		}
		text += l.Val.AsString()
	}
	if heredoc(t, s.src) {
		text = strings.Trim(text, blanks)
	}
	return text, true
}

func isString(l *hclsyntax.LiteralValueExpr) bool {
	return l.Val.Type() == cty.String && l.Val.IsKnown() && !l.Val.IsNull()
}

// partOf is a part of a template: literal text, an expression, or something
// that messages have no use for.
func partOf(s *ruleFile, e hclsyntax.Expression) value {
	v := value{hcl: e}
	if interpolated(s.src, e) {
		at := e.Range()
		v.kind, v.text = isExpr, s.src[at.Start.Byte:at.End.Byte]
	} else if l, ok := e.(*hclsyntax.LiteralValueExpr); ok && isString(l) {
		v.kind, v.text = isText, l.Val.AsString()
	}
	return v
}

// interpolated reports whether an expression stands directly after ${.
func interpolated(src string, e hclsyntax.Expression) bool {
	i := e.Range().Start.Byte
	for i > 0 && blank(src[i-1]) {
		i--
	}
	if i > 0 && src[i-1] == '~' {
		i--
	}
	return i >= 2 && src[i-1] == '{' && src[i-2] == '$'
}

// evaluate works out what HCL reads as an expression without variables.
func (v *value) evaluate() {
	result, diags := v.hcl.Value(nil)
	switch {
	case diags.HasErrors() || result.IsNull() || !result.IsWhollyKnown():
		v.kind = isOther
	case result.Type() == cty.Bool:
		v.kind, v.truth = isBool, result.True()
	case result.Type() == cty.Number:
		v.kind = isNumber
		v.number, _ = result.AsBigFloat().Float64()
	default:
		v.kind = isOther
	}
}
