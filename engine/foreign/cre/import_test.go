package cre

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

	"culprit/engine/rulefile"
	"culprit/engine/workshop"
)

var update = flag.Bool("update", false, "rewrite the expected notes and rules")

// folder makes a folder of the members of an archive but its .want files.
func folder(a *txtar.Archive) fstest.MapFS {
	files := fstest.MapFS{}
	for _, f := range a.Files {
		if !strings.HasSuffix(f.Name, ".want") {
			files[f.Name] = &fstest.MapFile{Data: f.Data}
		}
	}
	return files
}

// TestImport translates each collection of testdata, loads what was written,
// and runs the logs that stand beside the rules: test.log must make the rule
// fire, test-fp.log must not.
func TestImport(t *testing.T) {
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
			in := folder(archive)
			got, err := Import(in)
			if err != nil {
				t.Fatal(err)
			}
			out := fstest.MapFS{}
			for file, data := range got.Files {
				out[file] = &fstest.MapFile{Data: data}
			}
			set, _, diags := rulefile.Load(rulefile.Root{FS: out})
			if diags.HasErrors() {
				t.Fatal(diags)
			}
			if len(set.Rules) != got.Rules {
				t.Errorf("%d rules are announced, %d written", got.Rules, len(set.Rules))
			}
			cases, err := workshop.ReadCases(out)
			if err != nil {
				t.Fatal(err)
			}
			logs, err := fs.Glob(in, "*/test*.log")
			if err != nil || len(logs) != len(cases) {
				t.Errorf("%d logs became %d cases", len(logs), len(cases))
			}
			tester := workshop.NewTester(set)
			for i := range cases {
				if name == "testdata/set.txtar" && len(cases[i].Also) == 0 && cases[i].Label == "cre-2025-0101" && cases[i].Fires {
					t.Error("the other rule that fires in the log is not declared")
				}
				for _, wrong := range tester.Try(t.Context(), &cases[i]) {
					t.Errorf("%s: %s", cases[i].Name(), wrong)
				}
			}
			golden(t, name, archive, wanted(got.Files, got.Notes))
		})
	}
}

// wanted is what the notes and the first written rule look like.
func wanted[N any](files map[string][]byte, notes []N) []txtar.File {
	var list []txtar.File
	var b bytes.Buffer
	for _, n := range notes {
		fmt.Fprintf(&b, "%+v\n", n)
	}
	list = append(list, txtar.File{Name: "notes.want", Data: b.Bytes()})
	var names []string
	for name := range files {
		if strings.HasSuffix(name, ".hcl") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names[:min(2, len(names))] {
		list = append(list, txtar.File{Name: name + ".want", Data: files[name]})
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

func FuzzImport(f *testing.F) {
	f.Add([]byte("rules:\n  - cre: {id: CRE-2025-0001}\n    rule:\n      set:\n        match: [\"x y z\"]\n"))
	f.Add([]byte("terms: {a: {jq: \"select(.x == 1)\"}}\nrules: [{cre: {id: A}, rule: {sequence: {window: 1s, order: [a, b]}}}]"))
	f.Fuzz(func(t *testing.T, src []byte) {
		got, err := Import(fstest.MapFS{"a.yaml": {Data: src}})
		if err != nil {
			return
		}
		out := fstest.MapFS{}
		for name, data := range got.Files {
			out[name] = &fstest.MapFile{Data: data}
		}
		if _, _, diags := rulefile.Load(rulefile.Root{FS: out}); diags.HasErrors() {
			t.Errorf("what was written does not load: %v", diags)
		}
	})
}
