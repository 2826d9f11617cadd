// Package foreigntest tests importers of rules: what they write loads, and does
// what the rules did where they come from.
package foreigntest

import (
	"bytes"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"culprit/engine"
	"culprit/engine/foreign"
	"culprit/engine/rulefile"
	"culprit/engine/workshop"
)

var update = flag.Bool("update", false, "rewrite the expected notes and rules")

// Import is an importer.
type Import func(folder fs.FS, root string) (*foreign.Translation, error)

// shownRules is how many written files an archive holds to be read by people.
const shownRules = 2

// Run translates each collection of testdata/*.txtar, loads what was written
// and runs the cases that came with it, and those of the archive's members
// fires/… and quiet/…. The notes and the first rules are held against the
// members that end in .want; -update rewrites them.
func Run(t *testing.T, read Import) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal("no cases", err)
	}
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			in, more := split(archive)
			got, err := read(in, ".")
			if err != nil {
				t.Fatal(err)
			}
			out, set := load(t, got)
			if len(set.Rules) != got.Rules {
				t.Errorf("%d rules are announced, %d written", got.Rules, len(set.Rules))
			}
			out["more.txtar"] = &fstest.MapFile{Data: txtar.Format(more)}
			cases, err := workshop.ReadCases(out)
			if err != nil {
				t.Fatal(err)
			}
			if logs, err := fs.Glob(in, "*/test*.log"); err != nil || len(logs)+len(more.Files) != len(cases) {
				t.Errorf("%d logs and %d members became %d cases", len(logs), len(more.Files), len(cases))
			}
			tester := workshop.NewTester(set)
			for i := range cases {
				for _, wrong := range tester.Try(t.Context(), &cases[i]) {
					t.Errorf("%s: %s", cases[i].Name(), wrong)
				}
			}
			golden(t, name, archive, wanted(got))
		})
	}
}

// split parts the collection of an archive from its cases.
func split(archive *txtar.Archive) (in fstest.MapFS, cases *txtar.Archive) {
	in, cases = fstest.MapFS{}, &txtar.Archive{}
	for _, f := range archive.Files {
		switch {
		case strings.HasSuffix(f.Name, ".want"):
		case strings.HasPrefix(f.Name, "fires/"), strings.HasPrefix(f.Name, "quiet/"):
			cases.Files = append(cases.Files, f)
		default:
			in[f.Name] = &fstest.MapFile{Data: f.Data}
		}
	}
	return in, cases
}

func load(t *testing.T, got *foreign.Translation) (fstest.MapFS, *engine.RuleSet) {
	t.Helper()
	out := fstest.MapFS{}
	for name, data := range got.Files {
		out[name] = &fstest.MapFile{Data: data}
	}
	set, _, diags := rulefile.Load(rulefile.Root{FS: out})
	if diags.HasErrors() {
		t.Fatalf("what was written does not load: %v", diags)
	}
	return out, set
}

func wanted(got *foreign.Translation) []txtar.File {
	var notes bytes.Buffer
	for _, n := range got.Notes {
		fmt.Fprintf(&notes, "%s: %s (lost: %t)\n", n.Where, n.Reason, n.Lost)
	}
	list := []txtar.File{{Name: "notes.want", Data: notes.Bytes()}}
	var names []string
	for name := range got.Files {
		if strings.HasSuffix(name, ".hcl") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names[:min(shownRules, len(names))] {
		list = append(list, txtar.File{Name: name + ".want", Data: got.Files[name]})
	}
	return list
}

func golden(t *testing.T, name string, archive *txtar.Archive, want []txtar.File) {
	t.Helper()
	if *update {
		archive.Files = append(slices.DeleteFunc(archive.Files, func(f txtar.File) bool { return strings.HasSuffix(f.Name, ".want") }), want...)
		if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	for _, w := range want {
		i := slices.IndexFunc(archive.Files, func(f txtar.File) bool { return f.Name == w.Name })
		if i < 0 || !bytes.Equal(archive.Files[i].Data, w.Data) {
			t.Errorf("%s is now\n%s", w.Name, w.Data)
		}
	}
}

// Fuzz feeds an importer with one file of any content: whatever it writes must
// load. The seeds are the collections of testdata.
func Fuzz(f *testing.F, read Import, file string) {
	names, _ := filepath.Glob("testdata/*.txtar")
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		in, _ := split(archive)
		for _, member := range in {
			f.Add(member.Data)
		}
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		got, err := read(fstest.MapFS{file: {Data: src}}, ".")
		if err == nil {
			load(t, got)
		}
	})
}
