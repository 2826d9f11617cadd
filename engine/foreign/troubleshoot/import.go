// Package troubleshoot translates textAnalyze analyzers of troubleshoot.sh
// specs to culprit's language: each failing or warning outcome becomes a rule
// on the lines of the files it names.
package troubleshoot

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strconv"

	"go.yaml.in/yaml/v3"

	"culprit/engine/foreign"
	"culprit/engine/rulefile"
)

type spec struct {
	Spec struct {
		Analyzers     []map[string]yaml.Node `yaml:"analyzers"`
		HostAnalyzers []map[string]yaml.Node `yaml:"hostAnalyzers"`
	} `yaml:"spec"`
}

type textAnalyze struct {
	CheckName     string                `yaml:"checkName"`
	CollectorName string                `yaml:"collectorName"`
	FileName      string                `yaml:"fileName"`
	ExcludeFiles  []string              `yaml:"excludeFiles"`
	Regex         string                `yaml:"regex"`
	RegexGroups   string                `yaml:"regexGroups"`
	Outcomes      []map[string]*outcome `yaml:"outcomes"`
}

type outcome struct {
	When    string `yaml:"when"`
	Message string `yaml:"message"`
	URI     string `yaml:"uri"`
}

// Import translates one spec, or all YAML files below a folder.
func Import(folder fs.FS, root string) (*foreign.Translation, error) {
	t := &foreign.Translation{}
	err := fs.WalkDir(folder, root, func(name string, entry fs.DirEntry, err error) error {
		ext := path.Ext(name)
		if err != nil || entry.IsDir() || ext != ".yaml" && ext != ".yml" && name != root {
			return err
		}
		src, err := foreign.ReadFile(folder, name)
		if err != nil {
			return err
		}
		return importFile(t, name, src)
	})
	if err != nil {
		return nil, err
	}
	if t.Rules == 0 && len(t.Notes) == 0 {
		return nil, errors.New("there are no troubleshoot specs (YAML with spec.analyzers) in it")
	}
	t.AddPack("troubleshoot", "", "Imported textAnalyze analyzers of troubleshoot specs")
	return t, nil
}

func importFile(t *foreign.Translation, name string, src []byte) error {
	d := yaml.NewDecoder(bytes.NewReader(src))
	for {
		var doc spec
		err := d.Decode(&doc)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			t.Note(name, true, "it is no YAML of a troubleshoot spec: %v", err)
			return nil
		}
		for i, analyzer := range append(doc.Spec.Analyzers, doc.Spec.HostAnalyzers...) {
			for kind, node := range analyzer {
				where := fmt.Sprintf("%s: analyzer %d", name, i+1)
				if kind != "textAnalyze" {
					t.Note(where, true, "%s is no textAnalyze", kind)
					continue
				}
				var a textAnalyze
				if err := node.Decode(&a); err != nil {
					t.Note(where, true, "%v", err)
					continue
				}
				translate(t, where, &a)
			}
		}
	}
}

// translate makes a rule of each outcome that is no pass.
func translate(t *foreign.Translation, where string, a *textAnalyze) {
	base := rulefile.Slug(a.CheckName)
	if a.CheckName == "" {
		base = rulefile.Slug(a.CollectorName + " " + a.FileName)
	} else {
		where += ": " + a.CheckName
	}
	bad, err := outcomes(a)
	if err != nil {
		t.Note(where, true, "%v", err)
		return
	}
	for _, o := range bad {
		slug := base
		for i := 2; t.Files[slug+".hcl"] != nil; i++ {
			slug = base + "-" + strconv.Itoa(i)
		}
		src, err := write(a, &o, slug)
		if err == nil {
			err = foreign.Check(src)
		}
		if err != nil {
			t.Note(where, true, "%v", err)
			continue
		}
		t.Add(slug+".hcl", src)
		t.Rules++
	}
	if len(bad) > 0 && spans(a) {
		t.Note(where, false, "the regex spans lines; culprit looks at one record at a time")
	}
}
