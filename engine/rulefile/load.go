// Package rulefile reads rule files: HCL with `cause`, `rule` and `until` blocks whose
// conditions are expressions over facts. Every mistake is an hcl.Diagnostic
// with file, line and the exact word, and all mistakes of all files are
// reported at once.
//
// Rule files are untrusted input. A file is measured by the lexer before it is
// parsed, because the recursive parser of HCL overflows the stack (which no
// recover catches) on deeply nested brackets (hashicorp/hcl#809).
package rulefile

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"culprit/engine"
)

// Limits of rule files.
const (
	MaxFile    = 256 << 10 // bytes of one file
	MaxFiles   = 5_000     // files of one rule set
	maxNesting = 64        // brackets and templates inside each other
	maxRun     = 256       // operators in a row
)

// A Root is a folder of rule files.
type Root struct {
	FS   fs.FS
	Name string // how the folder is called in messages; "" for none
	// Culprit is the version of the program that a pack's minimum_culprit is
	// held against; "" or no version ("dev") fits every pack.
	Culprit string
}

// Files are the sources of a load, by the names diagnostics use.
type Files map[string]*hcl.File

// Load reads all *.hcl files below the roots. When diagnostics have errors the
// rule set is incomplete and must not be used.
func Load(roots ...Root) (*engine.RuleSet, Files, hcl.Diagnostics) {
	l := newLoader()
	digest := sha256.New()
	for _, root := range roots {
		l.root(root, digest)
	}
	l.finish()
	l.set.Digest = "sha256:" + hex.EncodeToString(digest.Sum(nil))
	return l.set, l.files, l.diags
}

// Check loads one file that stands for itself, from memory.
func Check(src []byte, name string) (*engine.RuleSet, hcl.Diagnostics) {
	l := newLoader()
	l.add(src, name)
	l.finish()
	return l.set, l.diags
}

// finish makes the rule set of the bodies.
func (l *loader) finish() {
	for _, body := range l.bodies {
		l.causes(body)
	}
	for _, body := range l.bodies {
		l.untils(body)
		l.rules(body)
	}
	l.applyPacks()
	slices.SortFunc(l.set.Rules, func(a, b *engine.Rule) int { return strings.Compare(a.ID, b.ID) })
	l.crossCheck()
	l.stratify()
}

func newLoader() *loader {
	return &loader{
		files:  Files{},
		set:    &engine.RuleSet{Causes: map[string]*engine.Cause{}},
		ranges: map[string]hcl.Range{},
		packs:  map[string]*pack{},
	}
}

type loader struct {
	files  Files
	bodies []*hclsyntax.Body
	set    *engine.RuleSet
	diags  hcl.Diagnostics
	ranges map[string]hcl.Range // where "cause x" and "rule y" were defined
	uses   []causeUse           // references to causes, checked at the end
	builds []causeUse           // references to rules in matches of findings
	packs  map[string]*pack     // of the files that belong to one
	order  []*pack
}

type causeUse struct {
	id string
	at hcl.Range
}

func (l *loader) root(root Root, digest io.Writer) {
	p, err := l.readPack(root, digest)
	if p != nil {
		l.order = append(l.order, p)
	}
	if err == nil {
		err = l.walk(root, p, digest)
	}
	if err != nil {
		l.diags = append(l.diags, &hcl.Diagnostic{
			Severity: hcl.DiagError, Summary: "Cannot read rules",
			Detail: fmt.Sprintf("Reading the rule folder %q: %s.", root.Name, err),
		})
	}
}

func (l *loader) walk(root Root, p *pack, digest io.Writer) error {
	return fs.WalkDir(root.FS, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() || path.Ext(name) != ".hcl" || name == PackFile {
			return nil
		}
		if len(l.files) >= MaxFiles {
			return fmt.Errorf("more than %d rule files", MaxFiles)
		}
		if p != nil {
			l.packs[path.Join(root.Name, name)] = p
		}
		return l.file(root, name, digest)
	})
}

func (l *loader) file(root Root, name string, digest io.Writer) error {
	f, err := root.FS.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	src, err := io.ReadAll(io.LimitReader(f, MaxFile+1))
	if err != nil {
		return err
	}
	shown := path.Join(root.Name, name)
	fmt.Fprintf(digest, "%s\x00%d\x00", name, len(src))
	digest.Write(src)
	l.add(src, shown)
	return nil
}

// add parses a file.
func (l *loader) add(src []byte, name string) {
	file, body, diags := parse(src, name)
	l.files[name] = file
	l.diags = append(l.diags, diags...)
	if body != nil {
		l.bodies = append(l.bodies, body)
	}
}

// parse parses one file after the lexer has found it harmless.
func parse(src []byte, name string) (*hcl.File, *hclsyntax.Body, hcl.Diagnostics) {
	if len(src) > MaxFile {
		return &hcl.File{}, nil, hcl.Diagnostics{refuse(name, hcl.Range{Filename: name}, fmt.Sprintf("The file is larger than %d KiB.", MaxFile>>10))}
	}
	if diag := measure(src, name); diag != nil {
		return &hcl.File{Bytes: src}, nil, hcl.Diagnostics{diag}
	}
	file, diags := hclsyntax.ParseConfig(src, name, hcl.InitialPos)
	for _, d := range diags {
		explainEscape(d)
	}
	if file == nil {
		return &hcl.File{Bytes: src}, nil, diags
	}
	body, _ := file.Body.(*hclsyntax.Body)
	return file, body, diags
}

// measure refuses what would overflow the parser's stack.
func measure(src []byte, name string) *hcl.Diagnostic {
	tokens, _ := hclsyntax.LexConfig(src, name, hcl.InitialPos)
	depth, run, questions := 0, 0, 0
	for _, t := range tokens {
		switch t.Type {
		case hclsyntax.TokenOBrace, hclsyntax.TokenOBrack, hclsyntax.TokenOParen, hclsyntax.TokenTemplateInterp, hclsyntax.TokenTemplateControl, hclsyntax.TokenOQuote, hclsyntax.TokenOHeredoc:
			if depth++; depth > maxNesting {
				return refuse(name, t.Range, fmt.Sprintf("Brackets and templates are nested deeper than %d.", maxNesting))
			}
		case hclsyntax.TokenCBrace, hclsyntax.TokenCBrack, hclsyntax.TokenCParen, hclsyntax.TokenTemplateSeqEnd, hclsyntax.TokenCQuote, hclsyntax.TokenCHeredoc:
			depth = max(0, depth-1)
		}
		switch t.Type {
		case hclsyntax.TokenBang, hclsyntax.TokenMinus, hclsyntax.TokenPlus, hclsyntax.TokenStar, hclsyntax.TokenSlash, hclsyntax.TokenPercent, hclsyntax.TokenAnd, hclsyntax.TokenOr:
			if run++; run > maxRun {
				return refuse(name, t.Range, fmt.Sprintf("There are more than %d operators in a row.", maxRun))
			}
		case hclsyntax.TokenQuestion:
			if questions++; questions > maxRun {
				return refuse(name, t.Range, fmt.Sprintf("There are more than %d conditional expressions in the file.", maxRun))
			}
		default:
			run = 0
		}
	}
	return nil
}

func refuse(_ string, at hcl.Range, detail string) *hcl.Diagnostic {
	return &hcl.Diagnostic{Severity: hcl.DiagError, Summary: "Rule file refused", Detail: detail, Subject: at.Ptr()}
}

// explainEscape shows the two ways to write a backslash of a pattern, which
// HCL's own message does not.
func explainEscape(d *hcl.Diagnostic) {
	if strings.Contains(d.Summary, "escape sequence") {
		d.Detail = "A backslash in a quoted string begins an escape. Write it twice:\n\n" +
			"  pattern = \"exit code \\\\d+\"\n\nor use a heredoc, where backslashes are ordinary characters:\n\n" +
			"  pattern = <<-EOT\n    exit code \\d+\n  EOT"
	}
}

// Error turns diagnostics with errors into an error of one line.
func Error(diags hcl.Diagnostics) error {
	if !diags.HasErrors() {
		return nil
	}
	n := len(diags.Errs())
	if n == 1 {
		return errors.New("1 mistake in the rule files")
	}
	return fmt.Errorf("%d mistakes in the rule files", n)
}
