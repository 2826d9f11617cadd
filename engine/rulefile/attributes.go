package rulefile

import (
	"errors"
	"fmt"
	"regexp/syntax"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"culprit/engine/condition"
)

// maxPattern bounds a compiled pattern (in instructions): matching costs about
// 6 ns for each instruction and byte in the worst case.
const maxPattern = 2_000

// block reads the attributes and blocks of one block and knows which it may
// have, so that what is left over can be refused with a suggestion.
type block struct {
	*loader
	*node
	may *BlockKind
}

// block reads a block inside another; outer is "" in the file itself.
func (l *loader) block(n *node, outer string) *block {
	return &block{loader: l, node: n, may: KindOf(n.kind, outer)}
}

func (b *block) fail(at hcl.Range, summary, format string, args ...any) {
	b.diags = append(b.diags, &hcl.Diagnostic{
		Severity: hcl.DiagError, Summary: summary, Detail: fmt.Sprintf(format, args...), Subject: at.Ptr(),
	})
}

// label returns the block's only label.
func (b *block) label() (string, bool) {
	if len(b.labels) != 1 {
		b.fail(b.header(), "Wrong labels", "A %s block has one label, its name: %s \"name\" { … }", b.kind, b.kind)
		return "", false
	}
	return b.labels[0], true
}

// unknown refuses attributes and blocks that do not belong here.
func (b *block) unknown() {
	sorted := b.attrs
	if slices.ContainsFunc(b.attrs, func(a attribute) bool { return !b.may.has(a.name) }) {
		sorted = slices.Clone(b.attrs)
		slices.SortFunc(sorted, func(x, y attribute) int { return strings.Compare(x.name, y.name) })
	}
	for i := range sorted {
		a := &sorted[i]
		switch {
		case b.may.has(a.name):
		case slices.Contains(b.may.Blocks, a.name):
			b.fail(a.nameAt(), "Unexpected attribute", "%q is a block in a %s: write %s { … } without an equals sign.", a.name, b.kind, a.name)
		default:
			b.fail(a.nameAt(), "Unknown attribute", "A %s has no attribute %q%s", b.kind, a.name, condition.DidYouMean(a.name, append(b.may.attributeNames(), b.may.Blocks...)))
		}
	}
	for i := range b.nodes {
		n := &b.nodes[i]
		switch {
		case slices.Contains(b.may.Blocks, n.kind):
		case b.may.has(n.kind):
			b.fail(n.typeAt(), "Unexpected block", "%q is an attribute of a %s: write %s = …", n.kind, b.kind, n.kind)
		default:
			b.fail(n.typeAt(), "Unknown block", "A %s has no block %q%s", b.kind, n.kind, condition.DidYouMean(n.kind, append(slices.Clone(b.may.Blocks), b.may.attributeNames()...)))
		}
	}
}

// text returns a plain string; ok is false when it is absent or none.
func (b *block) text(name string) (text, bool) {
	a := b.attr(name)
	if a == nil {
		return text{}, false
	}
	if a.value.kind != isText {
		b.fail(a.value.at(), "Not a plain string", "%s must be a string in quotes or a heredoc, without ${…}. To write a literal ${ use $${.", name)
		return text{}, false
	}
	return text{a.value.text, &a.value, b.ruleFile}, true
}

func (b *block) string(name string) string {
	t, _ := b.text(name)
	return t.value
}

// required is string, and complains when it is absent.
func (b *block) required(name, why string) string {
	if b.attr(name) == nil {
		b.fail(b.header(), "Missing attribute", "A %s needs %s = …: %s", b.kind, name, why)
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
	b.fail(t.at(), "Unknown "+name, "There is no %s %q%s Choose one of: %s.", name, t.value, condition.DidYouMean(t.value, words), strings.Join(words, ", "))
	return ""
}

func (b *block) duration(name string) time.Duration {
	t, ok := b.text(name)
	if !ok {
		return 0
	}
	d, err := time.ParseDuration(t.value)
	if err != nil || d <= 0 {
		b.fail(t.at(), "Invalid duration", "%s must be a duration such as \"90s\", \"15m\" or \"2h\"; %q is none.", name, t.value)
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
		b.fail(t.at(), "Invalid duration", "%s must be a duration such as \"0s\", \"90s\" or \"-5m\"; %q is none.", name, t.value)
	}
	return d
}

// constant evaluates an attribute that must not refer to anything.
func (b *block) constant(name string, kind valueKind, want cty.Type, example string) (*value, bool) {
	a := b.attr(name)
	if a == nil {
		return nil, false
	}
	v := a.value
	if v.hcl != nil {
		v.evaluate()
	}
	if v.kind != kind {
		b.fail(a.value.at(), "Wrong type", "%s must be %s, such as %s = %s.", name, want.FriendlyName(), name, example)
		return nil, false
	}
	return &v, true
}

func (b *block) bool(name string) bool {
	v, ok := b.constant(name, isBool, cty.Bool, "true")
	return ok && v.truth
}

func (b *block) number(name string, fallback float64) float64 {
	v, ok := b.constant(name, isNumber, cty.Number, "2")
	if !ok {
		return fallback
	}
	return v.number
}

// strings reads a list of plain strings.
func (b *block) strings(name string) []text {
	a := b.attr(name)
	if a == nil {
		return nil
	}
	if a.value.kind != isList {
		b.fail(a.value.at(), "Not a list", "%s must be a list of strings: %s = [\"…\", \"…\"].", name, name)
		return nil
	}
	texts := make([]text, 0, len(a.value.list))
	for i := range a.value.list {
		if v := &a.value.list[i]; v.kind == isText {
			texts = append(texts, text{v.text, v, b.ruleFile})
		} else {
			b.fail(v.at(), "Not a plain string", "Each element of %s must be a string in quotes.", name)
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
// syntax.Parse accepts compiles, too. The tree is nil where nothing was checked.
func (b *block) pattern(name string) (*condition.Pattern, *syntax.Regexp) {
	t, ok := b.text(name)
	if !ok {
		return nil, nil
	}
	if b.trusted {
		return condition.NewPattern(t.value), nil
	}
	tree, err := syntax.Parse(t.value, syntax.Perl)
	if err == nil {
		if n := instructions(tree); n > maxPattern {
			b.fail(t.at(), "Pattern too large", "The pattern compiles to %d instructions; the limit is %d, because matching time grows with them. Shorten counted repetitions.", n, maxPattern)
			return nil, nil
		}
		return condition.ParsedPattern(t.value, tree), tree
	}
	at, message := t.at(), err.Error()
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
	return nil, nil
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
	if b.trusted {
		return condition.Later(t.value, scope, want)
	}
	p, err := condition.Compile(t.value, scope, want)
	if err == nil {
		return p
	}
	b.condemn(name, t, err)
	return nil
}

func (b *block) condemn(name string, t text, err error) {
	at := t.at()
	var e *condition.Error
	if errors.As(err, &e) {
		at = t.position(e.Offset, e.Length)
	}
	b.fail(at, "Invalid "+name, "%s", err)
}
