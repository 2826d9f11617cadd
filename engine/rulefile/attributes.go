package rulefile

import (
	"errors"
	"fmt"
	"regexp/syntax"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"culprit/engine/condition"
)

// maxPattern bounds a compiled pattern (in instructions): matching costs about
// 6 ns for each instruction and byte in the worst case.
const maxPattern = 2_000

// block reads the attributes and blocks of one HCL block and remembers which
// were asked for, so that what is left over can be refused with a suggestion.
type block struct {
	*loader
	kind   string // "rule", "match", …: as the author wrote it
	body   *hclsyntax.Body
	at     hcl.Range // the block's header
	src    []byte
	attrs  []string // attributes this kind of block may have
	blocks []string
}

// block reads a block inside another; outer is "" in the file itself.
func (l *loader) block(b *hclsyntax.Block, outer string) *block {
	name := b.DefRange().Filename
	kind := KindOf(b.Type, outer)
	return &block{loader: l, kind: b.Type, body: b.Body, at: b.DefRange(), src: l.files[name].Bytes, attrs: kind.attributeNames(), blocks: kind.Blocks}
}

func (b *block) fail(at hcl.Range, summary, format string, args ...any) {
	context := b.at
	context.End = at.End
	b.diags = append(b.diags, &hcl.Diagnostic{
		Severity: hcl.DiagError, Summary: summary, Detail: fmt.Sprintf(format, args...), Subject: at.Ptr(),
	})
}

// label returns the block's only label.
func (b *block) label(hb *hclsyntax.Block) (string, bool) {
	if len(hb.Labels) != 1 {
		b.fail(hb.DefRange(), "Wrong labels", "A %s block has one label, its name: %s \"name\" { … }", b.kind, b.kind)
		return "", false
	}
	return hb.Labels[0], true
}

// unknown refuses attributes and blocks that do not belong here.
func (b *block) unknown() {
	names := make([]string, 0, len(b.body.Attributes))
	for name := range b.body.Attributes {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		if slices.Contains(b.attrs, name) {
			continue
		}
		at := b.body.Attributes[name].NameRange
		if slices.Contains(b.blocks, name) {
			b.fail(at, "Unexpected attribute", "%q is a block in a %s: write %s { … } without an equals sign.", name, b.kind, name)
			continue
		}
		b.fail(at, "Unknown attribute", "A %s has no attribute %q%s", b.kind, name, condition.DidYouMean(name, append(slices.Clone(b.attrs), b.blocks...)))
	}
	for _, hb := range b.body.Blocks {
		if slices.Contains(b.blocks, hb.Type) {
			continue
		}
		if slices.Contains(b.attrs, hb.Type) {
			b.fail(hb.TypeRange, "Unexpected block", "%q is an attribute of a %s: write %s = …", hb.Type, b.kind, hb.Type)
			continue
		}
		b.fail(hb.TypeRange, "Unknown block", "A %s has no block %q%s", b.kind, hb.Type, condition.DidYouMean(hb.Type, append(slices.Clone(b.blocks), b.attrs...)))
	}
}

func (b *block) attr(name string) *hclsyntax.Attribute { return b.body.Attributes[name] }

// text returns a plain string; ok is false when it is absent or none.
func (b *block) text(name string) (text, bool) {
	a := b.attr(name)
	if a == nil {
		return text{}, false
	}
	t, ok := literal(a.Expr, b.src)
	if !ok {
		b.fail(a.Expr.Range(), "Not a plain string", "%s must be a string in quotes or a heredoc, without ${…}. To write a literal ${ use $${.", name)
	}
	return t, ok
}

func (b *block) string(name string) string {
	t, _ := b.text(name)
	return t.value
}

// required is string, and complains when it is absent.
func (b *block) required(name, why string) string {
	if b.attr(name) == nil {
		b.fail(b.at, "Missing attribute", "A %s needs %s = …: %s", b.kind, name, why)
		return ""
	}
	return b.string(name)
}

// word is a string out of a list of words.
func (b *block) word(name string, words []string) string {
	t, ok := b.text(name)
	if !ok || slices.Contains(words, t.value) {
		return t.value
	}
	b.fail(t.whole, "Unknown "+name, "There is no %s %q%s Choose one of: %s.", name, t.value, condition.DidYouMean(t.value, words), strings.Join(words, ", "))
	return ""
}

func (b *block) duration(name string) time.Duration {
	t, ok := b.text(name)
	if !ok {
		return 0
	}
	d, err := time.ParseDuration(t.value)
	if err != nil || d <= 0 {
		b.fail(t.whole, "Invalid duration", "%s must be a duration such as \"90s\", \"15m\" or \"2h\"; %q is none.", name, t.value)
		return 0
	}
	return d
}

// offset is a duration that may be zero or negative.
func (b *block) offset(name string) time.Duration {
	t, ok := b.text(name)
	if !ok {
		return 0
	}
	d, err := time.ParseDuration(t.value)
	if err != nil {
		b.fail(t.whole, "Invalid duration", "%s must be a duration such as \"0s\", \"90s\" or \"-5m\"; %q is none.", name, t.value)
	}
	return d
}

// constant evaluates an attribute that must not refer to anything.
func (b *block) constant(name string, want cty.Type, example string) (cty.Value, bool) {
	a := b.attr(name)
	if a == nil {
		return cty.NilVal, false
	}
	v, diags := a.Expr.Value(nil)
	if diags.HasErrors() || v.IsNull() || !v.IsWhollyKnown() || v.Type() != want {
		b.fail(a.Expr.Range(), "Wrong type", "%s must be %s, such as %s = %s.", name, want.FriendlyName(), name, example)
		return cty.NilVal, false
	}
	return v, true
}

func (b *block) bool(name string) bool {
	v, ok := b.constant(name, cty.Bool, "true")
	return ok && v.True()
}

func (b *block) number(name string, fallback float64) float64 {
	v, ok := b.constant(name, cty.Number, "2")
	if !ok {
		return fallback
	}
	f, _ := v.AsBigFloat().Float64()
	return f
}

// strings reads a list of plain strings.
func (b *block) strings(name string) []text {
	a := b.attr(name)
	if a == nil {
		return nil
	}
	list, ok := a.Expr.(*hclsyntax.TupleConsExpr)
	if !ok {
		b.fail(a.Expr.Range(), "Not a list", "%s must be a list of strings: %s = [\"…\", \"…\"].", name, name)
		return nil
	}
	var texts []text
	for _, e := range list.Exprs {
		if t, ok := literal(e, b.src); ok {
			texts = append(texts, t)
		} else {
			b.fail(e.Range(), "Not a plain string", "Each element of %s must be a string in quotes.", name)
		}
	}
	return texts
}

func values(texts []text) []string {
	list := make([]string, len(texts))
	for i, t := range texts {
		list[i] = t.value
	}
	return list
}

// pattern checks a regular expression and underlines its mistake. What
// syntax.Parse accepts compiles, too.
func (b *block) pattern(name string) *condition.Pattern {
	t, ok := b.text(name)
	if !ok {
		return nil
	}
	tree, err := syntax.Parse(t.value, syntax.Perl)
	if err == nil {
		if n := instructions(tree); n > maxPattern {
			b.fail(t.whole, "Pattern too large", "The pattern compiles to %d instructions; the limit is %d, because matching time grows with them. Shorten counted repetitions.", n, maxPattern)
			return nil
		}
		return condition.NewPattern(t.value)
	}
	at, message := t.whole, err.Error()
	var e *syntax.Error
	if errors.As(err, &e) {
		if i := strings.Index(t.value, e.Expr); i >= 0 && e.Expr != "" {
			at = t.position(i, len(e.Expr))
		}
		message = string(e.Code) + ": " + e.Expr
		if strings.Contains(e.Code.String(), "Perl") || strings.HasPrefix(e.Expr, "(?<") || strings.HasPrefix(e.Expr, "(?=") || strings.HasPrefix(e.Expr, "(?!") {
			message += ". Patterns are RE2: named groups are (?P<name>…), look-around does not exist"
		}
	}
	b.fail(at, "Invalid pattern", "%s.", message)
	return nil
}

// instructions is how many a pattern compiles to; an estimate where it is far
// from the limit, so that most patterns need not be compiled.
func instructions(tree *syntax.Regexp) int {
	if n := estimate(tree); n < maxPattern/4 {
		return n
	}
	program, err := syntax.Compile(tree.Simplify())
	if err != nil {
		return 0
	}
	return len(program.Inst)
}

// estimate counts the parts of a pattern, repetitions multiplied.
func estimate(re *syntax.Regexp) int {
	n := 2 + len(re.Rune)
	for _, sub := range re.Sub {
		n = min(n+estimate(sub), maxPattern)
	}
	if re.Op == syntax.OpRepeat {
		n = min(n*max(re.Min, re.Max, 1), maxPattern)
	}
	return n
}

// condition compiles an expression and underlines its mistake.
func (b *block) condition(name string, scope condition.Scope, want condition.Want) *condition.Program {
	t, ok := b.text(name)
	if !ok {
		return nil
	}
	p, err := condition.Compile(t.value, scope, want)
	if err == nil {
		return p
	}
	b.condemn(name, t, err)
	return nil
}

func (b *block) condemn(name string, t text, err error) {
	at := t.whole
	var e *condition.Error
	if errors.As(err, &e) {
		at = t.position(e.Offset, e.Length)
	}
	b.fail(at, "Invalid "+name, "%s", err)
}
