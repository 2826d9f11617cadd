package rulefile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"golang.org/x/mod/semver"

	"culprit/engine"
	"culprit/engine/condition"
)

// PackFile is the file at the top of a rule folder that makes it a pack: who it
// is, what it needs, and what it changes of the packs loaded before it.
//
//	pack "acme-shop" {
//	  version         = "1.2.0"
//	  licence         = "Apache-2.0"
//	  minimum_culprit = "0.3.0"
//	  disable         = ["redis-refused"]     # rules that must not run
//	  override        = ["disk-full"]         # rules and causes defined anew here
//	  adjust "worker-unhealthy" {             # a rule, or a cause (severity only)
//	    severity = "warning"
//	  }
//	}
const PackFile = "pack.hcl"

// A Pack is what a pack file says of itself.
type Pack struct {
	Name    string
	Version string
	Licence string
	Summary string
}

// pack is a Pack with what it asks of the loader.
type pack struct {
	Pack
	disable, override []text
	adjust            []*node
	block             *block
	used              map[string]bool // overrides that came true
}

// readPack reads the pack file of a root, if it has one.
func (l *loader) readPack(root Root, digest io.Writer) (*pack, error) {
	src, err := readFile(root.FS, PackFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	digest.Write(src)
	name := path.Join(root.Name, PackFile)
	file, body, diags := parse(src, name)
	l.files[name] = file
	l.diags = append(l.diags, diags...)
	if body == nil || diags.HasErrors() {
		return nil, nil
	}
	if len(body.Blocks) != 1 || body.Blocks[0].Type != "pack" {
		l.diags = append(l.diags, refuse(name, body.Range(), "A pack.hcl holds one block: pack \"name\" { … }"))
		return nil, nil
	}
	tree := fromHCL(&ruleFile{name: name, src: string(src)}, body, nil)
	return l.pack(&tree.nodes[0], root), nil
}

func (l *loader) pack(n *node, root Root) *pack {
	b := l.block(n, "")
	name, ok := b.label()
	if !ok {
		return nil
	}
	if !slug.MatchString(name) {
		b.fail(b.labelAt(), "Invalid pack name", "A pack's name has lower case letters, digits and hyphens; %q has others.", name)
	}
	b.unknown()
	p := &pack{
		Pack:    Pack{Name: name, Version: b.required("version", "such as 1.2.0"), Licence: b.string("licence"), Summary: b.string("summary")},
		disable: b.strings("disable"), override: b.strings("override"), block: b, used: map[string]bool{},
	}
	if t, ok := b.text("version"); ok && !semver.IsValid("v"+t.value) {
		b.fail(t.at(), "Invalid version", "version must be three numbers with dots such as 1.2.0; %q is not.", t.value)
	}
	if t, ok := b.text("minimum_culprit"); ok {
		switch {
		case !semver.IsValid("v" + t.value):
			b.fail(t.at(), "Invalid version", "minimum_culprit must be three numbers with dots such as 1.2.0; %q is not.", t.value)
		case semver.IsValid("v"+root.Culprit) && semver.Compare("v"+root.Culprit, "v"+t.value) < 0:
			b.fail(t.at(), "Culprit is too old", "The pack %s needs culprit %s or later; this is %s.", name, t.value, root.Culprit)
		}
	}
	for i := range n.nodes {
		if inner := &n.nodes[i]; inner.kind == "adjust" {
			p.adjust = append(p.adjust, inner)
		}
	}
	return p
}

// overrides reports whether the pack that a file belongs to defines a rule or
// cause anew, and takes the old one out of the set.
func (l *loader) overrides(file, id string) bool {
	p := l.packs[file]
	if p == nil || !slices.ContainsFunc(p.override, func(t text) bool { return t.value == id }) {
		return false
	}
	p.used[id] = true
	l.remove(id)
	return true
}

func (l *loader) remove(id string) bool {
	n := len(l.set.Rules)
	l.set.Rules = slices.DeleteFunc(l.set.Rules, func(r *engine.Rule) bool { return r.ID == id })
	return len(l.set.Rules) < n
}

// applyPacks disables and adjusts, once all rules are there.
func (l *loader) applyPacks() {
	for _, p := range l.order {
		for _, t := range p.override {
			if !p.used[t.value] {
				p.block.fail(t.at(), "Nothing to override", "No pack loaded before %s has a rule or cause %q that it defines anew%s", p.Name, t.value, condition.DidYouMean(t.value, l.known()))
			}
		}
		for _, t := range p.disable {
			if !l.remove(t.value) {
				p.block.fail(t.at(), "Unknown rule", "There is no rule %q to disable%s", t.value, condition.DidYouMean(t.value, l.known()))
			}
		}
		for _, n := range p.adjust {
			l.adjust(n)
		}
		l.set.Packs = append(l.set.Packs, engine.Pack{Name: p.Name, Version: p.Version})
	}
}

// adjust changes a rule or cause of another pack without editing it.
func (l *loader) adjust(n *node) {
	b := l.block(n, "pack")
	id, ok := b.label()
	if !ok {
		return
	}
	b.unknown()
	severity := engine.SeverityInvalid
	if b.attr("severity") != nil {
		severity, _ = engine.ParseSeverity(b.word("severity", engine.SeverityNames()))
	}
	if c := l.set.Causes[id]; c != nil {
		for _, name := range []string{"confidence", "within", "quiet", "count"} {
			if a := b.attr(name); a != nil {
				b.fail(a.nameAt(), "Unexpected attribute", "Only the severity of a cause can be adjusted; %s belongs to rules.", name)
			}
		}
		if severity != engine.SeverityInvalid {
			c.Severity = severity
		}
		return
	}
	i := slices.IndexFunc(l.set.Rules, func(r *engine.Rule) bool { return r.ID == id })
	if i < 0 {
		b.fail(b.labelAt(), "Unknown rule", "There is no rule or cause %q to adjust%s", id, condition.DidYouMean(id, l.known()))
		return
	}
	r := l.set.Rules[i]
	if severity != engine.SeverityInvalid {
		r.Severity = severity
	}
	if a := b.attr("confidence"); a != nil {
		if r.Confidence = b.number("confidence", r.Confidence); r.Confidence <= 0 || r.Confidence > 1 {
			b.fail(a.value.at(), "Invalid confidence", "confidence is a probability above 0 and at most 1; %g is not.", r.Confidence)
		}
	}
	if d := b.duration("within"); d > 0 {
		r.Within = d
	}
	if d := b.duration("quiet"); d > 0 {
		r.Quiet = d
	}
	if a := b.attr("count"); a != nil {
		count := b.number("count", 1)
		if count < 1 || count != float64(int(count)) {
			b.fail(a.value.at(), "Invalid count", "count is a whole number of at least 1; %g is not.", count)
			return
		}
		r.Matches[0].Count = int(count)
	}
}

// known lists all rules and causes, for suggestions.
func (l *loader) known() []string {
	var ids []string
	for _, r := range l.set.Rules {
		ids = append(ids, r.ID)
	}
	for id := range l.set.Causes {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// ReadPack reads the pack file of a folder, for those who build and verify
// packs; an error when there is none.
func ReadPack(root Root) (Pack, Files, hcl.Diagnostics) {
	l := newLoader()
	p, err := l.readPack(root, io.Discard)
	if err == nil && p == nil && !l.diags.HasErrors() {
		err = fmt.Errorf("%s has no %s", root.Name, PackFile)
	}
	if err != nil {
		l.diags = append(l.diags, &hcl.Diagnostic{Severity: hcl.DiagError, Summary: "Cannot read the pack", Detail: err.Error() + "."})
	}
	if p == nil {
		return Pack{}, l.files, l.diags
	}
	return p.Pack, l.files, l.diags
}
