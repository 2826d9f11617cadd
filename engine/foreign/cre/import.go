// Package cre translates rules of the Common Reliability Enumerations
// (github.com/prequel-dev/cre, run by preq) to culprit's language. Windows,
// sequences, sets, counts and negation keep their meaning; a rule is named by
// its id in lower case, and its test logs become its cases.
package cre

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"go.yaml.in/yaml/v3"
	"golang.org/x/tools/txtar"

	"culprit/engine/foreign"
	"culprit/engine/rulefile"
)

// Import translates a rule file, or all below a folder; root is "." for all.
func Import(folder fs.FS, root string) (*foreign.Translation, error) {
	t := &foreign.Translation{}
	licence := licenceOf(folder)
	count := 0
	err := fs.WalkDir(folder, root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		if ext := path.Ext(name); ext != ".yaml" && ext != ".yml" {
			return nil
		}
		if count++; count > foreign.MaxFiles {
			return fmt.Errorf("more than %d rule files", foreign.MaxFiles)
		}
		return importFile(t, folder, name, licence)
	})
	if err != nil {
		return nil, err
	}
	if t.Rules == 0 && len(t.Notes) == 0 {
		return nil, errors.New("there are no CRE rules (YAML files with a rules list) in it")
	}
	t.AddPack("cre", licence, "Imported Common Reliability Enumerations")
	return t, foreign.DeclareOthers(t)
}

// licenceOf names the licence of a collection by the text of its licence file.
func licenceOf(folder fs.FS) string {
	for _, name := range []string{"LICENSE", "LICENSE.md", "LICENSE.txt"} {
		text, err := fs.ReadFile(folder, name)
		if err != nil {
			continue
		}
		switch {
		case bytes.Contains(text, []byte("Apache License")):
			return "Apache-2.0"
		case bytes.Contains(text, []byte("MIT License")):
			return "MIT"
		}
		return foreign.Sentence(string(text))
	}
	return ""
}

func importFile(t *foreign.Translation, folder fs.FS, name, licence string) error {
	src, err := foreign.ReadFile(folder, name)
	if err != nil {
		return err
	}
	rules, named, err := read(src)
	if err != nil {
		t.Note(name, true, "it is no CRE file: %v", err)
		return nil
	}
	for i := range rules {
		translateRule(t, folder, name, licence, &rules[i], named)
	}
	return nil
}

// read collects the rules and terms of all documents of a file.
func read(src []byte) ([]rule, map[string]term, error) {
	var rules []rule
	named := map[string]term{}
	d := yaml.NewDecoder(bytes.NewReader(src))
	for {
		var doc document
		err := d.Decode(&doc)
		if errors.Is(err, io.EOF) {
			return rules, named, nil
		}
		if err != nil {
			return nil, nil, err
		}
		rules = append(rules, doc.Rules...)
		for name, definition := range doc.Terms {
			named[name] = definition
		}
	}
}

func translateRule(t *foreign.Translation, folder fs.FS, name, licence string, r *rule, named map[string]term) {
	id := r.CRE.ID
	if id == "" {
		id = r.Meta.ID
	}
	where := name + ": " + id
	if id == "" {
		t.Note(name, true, "a rule has no id")
		return
	}
	p, err := analyze(r, named)
	if err != nil {
		t.Note(where, true, "%v", err)
		return
	}
	slug := freeSlug(t, rulefile.Slug(id))
	src := write(r, p, slug, licence)
	if err := foreign.Check(src); err != nil {
		t.Note(where, true, "%v", err)
		return
	}
	file := t.Add(slug+".hcl", src)
	t.Rules++
	for _, remark := range p.remarks {
		t.Note(where, false, "%s", remark)
	}
	if cases := casesOf(folder, path.Dir(name), slug); cases != nil {
		t.Add(strings.TrimSuffix(file, ".hcl")+".txtar", cases)
	}
}

// freeSlug numbers a rule whose id an earlier rule has already: both are kept.
func freeSlug(t *foreign.Translation, slug string) string {
	free := slug
	for n := 2; t.Files[free+".hcl"] != nil; n++ {
		free = fmt.Sprintf("%s-%d", slug, n)
	}
	return free
}

// casesOf takes over the logs that a rule is tested with.
func casesOf(folder fs.FS, dir, slug string) []byte {
	a := &txtar.Archive{Comment: []byte("The logs that the rule is tested with where it comes from.\n")}
	for _, log := range []struct{ file, kind string }{{"test.log", "fires"}, {"test-fp.log", "quiet"}} {
		data, err := fs.ReadFile(folder, path.Join(dir, log.file))
		// A txtar can't hold a text that looks like one of its own marks.
		if err != nil || len(data) > foreign.MaxFile || bytes.HasPrefix(data, []byte("-- ")) || bytes.Contains(data, []byte("\n-- ")) {
			continue
		}
		a.Files = append(a.Files, txtar.File{Name: log.kind + "/" + slug + "/" + log.file, Data: data})
	}
	if len(a.Files) == 0 {
		return nil
	}
	return txtar.Format(a)
}
