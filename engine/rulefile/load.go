// Package rulefile reads rule files: HCL with `cause`, `rule` and `until` blocks whose
// conditions are expressions over facts. Every mistake is an hcl.Diagnostic
// with file, line and the exact word, and all mistakes of all files are
// reported at once.
//
// Most files are plain enough for a reader of our own, which costs a twentieth of
// HCL; whatever it does not know, and all files once anything in them is wrong,
// HCL reads. It alone decides what a file says and where its mistakes stand.
//
// Rule files are untrusted input. A file is measured by the lexer before HCL
// parses it, because its recursive parser overflows the stack (which no recover
// catches) on deeply nested brackets (hashicorp/hcl#809).
package rulefile

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/hashicorp/hcl/v2"

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
	// Trusted files are our own and have been checked by tests: nothing in them
	// needs to be found harmless, and patterns and expressions are compiled when
	// they are first needed.
	Trusted bool
}

// Files are the sources of a load, by the names diagnostics use.
type Files map[string]*hcl.File

// Load reads all *.hcl files below the roots. When diagnostics have errors the
// rule set is incomplete and must not be used.
func Load(roots ...Root) (*engine.RuleSet, Files, hcl.Diagnostics) {
	l := loadRoots(roots, true)
	if l.guessed && len(l.diags) > 0 {
		l = loadRoots(roots, false) // HCL knows where the mistakes stand
	}
	return l.set, l.files, l.diags
}

// loadRoots reads the roots; plain lets the plain reader read what it can.
func loadRoots(roots []Root, plain bool) *loader {
	l := newLoader()
	l.plain = plain
	digest := sha256.New()
	for _, root := range roots {
		l.root(root, digest)
	}
	l.finish()
	l.set.Digest = "sha256:" + hex.EncodeToString(digest.Sum(nil))
	return l
}

// Check loads one file that stands for itself, from memory.
func Check(src []byte, name string) (*engine.RuleSet, hcl.Diagnostics) {
	l := newLoader()
	l.take(name, l.read(unparsed{name, src}, false, nil))
	l.finish()
	return l.set, l.diags
}

// finish makes the rule set of the trees.
func (l *loader) finish() {
	for i := range l.trees {
		l.causes(&l.trees[i])
	}
	for i := range l.trees {
		l.untils(&l.trees[i])
		l.rules(&l.trees[i])
		l.trees[i] = node{} // thousands of rules take twice the room of what is kept of them
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
		ranges: map[string]*hcl.Range{},
		packs:  map[string]*pack{},
	}
}

type loader struct {
	files   Files
	trees   []node // of the files
	plain   bool   // the plain reader may read what it can
	guessed bool   // and has read some of it
	set     *engine.RuleSet
	diags   hcl.Diagnostics
	ranges  map[string]*hcl.Range // where "cause x" and "rule y" were defined
	uses    []causeUse            // references to causes, checked at the end
	builds  []causeUse            // references to rules in matches of findings
	packs   map[string]*pack      // of the files that belong to one
	order   []*pack
}

type causeUse struct {
	id string
	at *hcl.Range
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
	var found []unparsed
	err := fs.WalkDir(root.FS, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() || path.Ext(name) != ".hcl" || name == PackFile {
			return nil
		}
		if len(l.files)+len(found) >= MaxFiles {
			return fmt.Errorf("more than %d rule files", MaxFiles)
		}
		if p != nil {
			l.packs[path.Join(root.Name, name)] = p
		}
		src, err := readFile(root.FS, name)
		if err != nil {
			return err
		}
		fmt.Fprintf(digest, "%s\x00%d\x00", name, len(src))
		digest.Write(src)
		found = append(found, unparsed{path.Join(root.Name, name), src})
		return nil
	})
	l.addAll(found, root.Trusted)
	return err
}

func readFile(fsys fs.FS, name string) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var b bytes.Buffer
	if info, err := f.Stat(); err == nil {
		b.Grow(int(min(info.Size(), MaxFile)) + bytes.MinRead)
	}
	_, err = b.ReadFrom(io.LimitReader(f, MaxFile+1))
	return b.Bytes(), err
}

// unparsed is a rule file as it was read; parsed is what became of it.
type unparsed struct {
	name string
	src  []byte
}

type parsed struct {
	file  *hcl.File
	tree  node
	ok    bool
	plain bool
	diags hcl.Diagnostics
}

// addAll parses files on all cores and takes them in in their order.
func (l *loader) addAll(found []unparsed, trusted bool) {
	done := make([]parsed, len(found))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			var p plain
			for i := int(next.Add(1)) - 1; i < len(found); i = int(next.Add(1)) - 1 {
				done[i] = l.read(found[i], trusted, &p)
			}
		})
	}
	wg.Wait()
	for i, d := range done {
		l.take(found[i].name, d)
	}
}

// read parses a file, by the plain reader where that may and can.
func (l *loader) read(f unparsed, trusted bool, p *plain) parsed {
	// Nobody writes to the bytes, and the rules keep pieces of the text.
	s := &ruleFile{name: f.name, src: unsafe.String(unsafe.SliceData(f.src), len(f.src)), trusted: trusted}
	if l.plain {
		if tree, ok := p.read(s); ok {
			return parsed{file: &hcl.File{Bytes: f.src}, tree: tree, ok: true, plain: true}
		}
	}
	file, body, diags := parseAs(f.src, f.name, trusted)
	d := parsed{file: file, diags: diags}
	if d.ok = body != nil; d.ok {
		d.tree = fromHCL(s, body, nil)
	}
	return d
}

func (l *loader) take(name string, d parsed) {
	l.files[name] = d.file
	l.diags = append(l.diags, d.diags...)
	l.guessed = l.guessed || d.plain
	if d.ok {
		l.trees = append(l.trees, d.tree)
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
