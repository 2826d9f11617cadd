package rules_test

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"iter"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/txtar"

	"culprit/engine"
	"culprit/engine/ingest"
	"culprit/engine/rulefile"
	"culprit/engine/scan"
	"culprit/engine/source"
	"culprit/rules"
)

// A case file <name>.txtar stands beside <name>.hcl and holds
//
//	-- fires/<rule>/<file> --   an input in which the rule finds its cause
//	-- quiet/<rule>/<file> --   a near miss in which its cause must not be said
//	-- also/<rule> --           causes that may be said besides in the firing input
//
// "<rule>~2" is a further input of the same rule.

// memory is a source over the files of one case.
type memory map[string][]byte

func (m memory) Kind() string { return "folder" }
func (m memory) Name() string { return "case" }
func (m memory) Streams(context.Context) iter.Seq2[source.Stream, error] {
	return func(yield func(source.Stream, error) bool) {
		for _, name := range slices.Sorted(maps.Keys(m)) {
			open := func(context.Context) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(m[name])), nil }
			if !yield(source.Stream{Name: name, Size: -1, Open: open}, nil) {
				return
			}
		}
	}
}

// A ruleSet is the embedded rules, ready to run over many cases.
type ruleSet struct {
	*engine.RuleSet
	interest *scan.Set
}

var load = sync.OnceValues(func() (ruleSet, error) {
	set, _, diags := rulefile.Load(rulefile.Root{FS: rules.FS})
	if diags.HasErrors() {
		return ruleSet{}, diags
	}
	return ruleSet{set, scan.Compile(set.Interest())}, nil
})

func loaded(t *testing.T) ruleSet {
	t.Helper()
	set, err := load()
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func diagnose(t *testing.T, set ruleSet, files memory) []*engine.Diagnosis {
	t.Helper()
	in, err := ingest.Run(context.Background(), []ingest.NamedSource{files}, ingest.Options{Interest: set.interest})
	if err != nil {
		t.Fatal(err)
	}
	var coverage []engine.Coverage
	for _, s := range in.Coverage.Streams {
		coverage = append(coverage, engine.Coverage{Stream: s.Name, Parsers: s.Parsers, Subject: s.Subject, From: s.From, To: s.To})
	}
	result := engine.Diagnose(set.RuleSet, in.Facts, engine.Options{Coverage: coverage})
	return append(result.Diagnoses, result.Risks...)
}

// inputs groups the members of a case file by kind and rule.
func inputs(a *txtar.Archive) (cases map[string]map[string]memory, also map[string][]string) {
	cases, also = map[string]map[string]memory{"fires": {}, "quiet": {}}, map[string][]string{}
	for _, f := range a.Files {
		parts := strings.SplitN(f.Name, "/", 3)
		switch {
		case parts[0] == "also" && len(parts) == 2:
			also[parts[1]] = strings.Fields(string(f.Data))
		case cases[parts[0]] != nil && len(parts) == 3:
			if cases[parts[0]][parts[1]] == nil {
				cases[parts[0]][parts[1]] = memory{}
			}
			cases[parts[0]][parts[1]][parts[2]] = f.Data
		}
	}
	return cases, also
}

func ruleOf(input string) string { name, _, _ := strings.Cut(input, "~"); return name }

func TestRules(t *testing.T) {
	set := loaded(t)
	byID := map[string]*engine.Rule{}
	fired, quiet := map[string]bool{}, map[string]bool{}
	for _, r := range set.Rules {
		byID[r.ID] = r
	}
	files, err := fs.Glob(rules.Cases, "*/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	for _, name := range files {
		data, err := fs.ReadFile(rules.Cases, name)
		if err != nil {
			t.Fatal(err)
		}
		cases, also := inputs(txtar.Parse(data))
		for id, files := range cases["fires"] {
			rule := byID[ruleOf(id)]
			if rule == nil {
				t.Errorf("%s: there is no rule %s", name, id)
				continue
			}
			fired[rule.ID] = true
			t.Run("fires/"+id, func(t *testing.T) { t.Parallel(); fires(t, set, rule, diagnose(t, set, files), also[rule.ID]) })
		}
		for id, files := range cases["quiet"] {
			rule := byID[ruleOf(id)]
			if rule == nil {
				t.Errorf("%s: there is no rule %s", name, id)
				continue
			}
			quiet[rule.ID] = true
			t.Run("quiet/"+id, func(t *testing.T) {
				t.Parallel()
				for _, d := range diagnose(t, set, files) {
					if d.Cause.ID == rule.Cause && d.Status == engine.StatusActive {
						t.Errorf("%s is said: %s", d.Cause.ID, d.Message)
					}
				}
			})
		}
		for _, r := range set.Rules {
			if strings.TrimSuffix(r.Defined.File, path.Ext(r.Defined.File)) != strings.TrimSuffix(name, ".txtar") {
				continue
			}
			if !fired[r.ID] || !quiet[r.ID] {
				t.Errorf("rule %s needs a firing and a quiet case in %s", r.ID, name)
			}
		}
	}
	for _, r := range set.Rules {
		if !fired[r.ID] || !quiet[r.ID] {
			t.Errorf("rule %s has no firing or no quiet case", r.ID)
		}
	}
}

// fires checks that the rule found its cause, and that no cause is said that
// nobody declared.
func fires(t *testing.T, set ruleSet, rule *engine.Rule, diagnoses []*engine.Diagnosis, also []string) {
	found := false
	for _, d := range diagnoses {
		for _, f := range d.Findings {
			found = found || f.Rule == rule
			for _, e := range f.Evidence {
				if e.Text() == "" || e.Fact.Origin.Stream == "" {
					t.Errorf("%s: evidence without text or place", f.Rule.ID)
				}
			}
		}
		if d.Cause.Risk && !set.Causes[rule.Cause].Risk {
			continue // most failing containers run risks as well
		}
		if d.Cause.ID != rule.Cause && !slices.Contains(also, d.Cause.ID) {
			t.Errorf("says %s too (%s): %s", d.Cause.ID, d.Findings[0].Rule.ID, d.Message)
		}
	}
	if !found {
		t.Errorf("does not fire")
	}
}

func TestEveryCauseIsComplete(t *testing.T) {
	for id, c := range loaded(t).Causes {
		if c.Summary == "" || len(c.Fixes) == 0 || len(c.Prevent) == 0 || len(c.References) == 0 {
			t.Errorf("%s lacks a summary, fix, prevention or reference", id)
		}
		for _, f := range c.Fixes {
			if f.Risk == engine.RiskDestructive && f.Stage == engine.StageNow {
				t.Errorf("%s: the first step %s is destructive", id, f.ID)
			}
		}
	}
}
