package rulefile

import (
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"culprit/rules"
)

// sources are all rule files of ours.
func sources(t testing.TB) map[string]string {
	files := map[string]string{}
	err := fs.WalkDir(rules.FS, ".", func(name string, _ fs.DirEntry, err error) error {
		if err == nil && path.Ext(name) == ".hcl" {
			src, err := fs.ReadFile(rules.FS, name)
			files[name] = string(src)
			return err
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// twin holds the plain reader against HCL: what it reads, HCL reads without a
// complaint, and the same. read is false when it leaves the file to HCL.
func twin(src string) (read bool, err error) {
	f := &ruleFile{name: "a.hcl", src: src}
	tree, ok := new(plain).read(f)
	if !ok {
		return false, nil
	}
	_, body, diags := parse([]byte(src), f.name)
	if len(diags) > 0 {
		return true, diags
	}
	got, want := shown(tree), shown(fromHCL(f, body, nil))
	if got != want {
		return true, fmt.Errorf("read plainly:\n%s\nread by HCL:\n%s", got, want)
	}
	return true, nil
}

// shown writes all that a rule is made of.
func shown(n node) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %q in line %d {\n", n.kind, n.labels, n.line)
	for _, name := range attributesOf(n) {
		fmt.Fprintf(&b, "%s = %s\n", name, shownValue(n.attr(name).value))
	}
	for _, inner := range n.nodes {
		b.WriteString(shown(inner))
	}
	b.WriteString("}\n")
	return b.String()
}

func attributesOf(n node) []string {
	names := make([]string, len(n.attrs))
	for i, a := range n.attrs {
		names[i] = a.name
	}
	return names
}

func shownValue(v value) string {
	if v.hcl != nil && v.kind == isOther {
		v.evaluate()
	}
	var list []string
	for _, e := range v.list {
		list = append(list, shownValue(e))
	}
	return fmt.Sprintf("%d %v %v %q %q", v.kind, v.truth, v.number, v.text, list)
}

// TestPlain: nearly all of our files are plain, and what is done to them leaves
// a file that both read alike or HCL alone.
func TestPlain(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	plain, mutants, alike := 0, 0, 0
	files := sources(t)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		src := files[name]
		read, err := twin(src)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if read {
			plain++
		} else {
			t.Logf("%s is left to HCL", name)
		}
		for range 20 {
			mutants++
			mutant := mutate(r, src)
			read, err := twin(mutant)
			if err != nil {
				t.Fatalf("%s: %v in\n%s", name, err, mutant)
			}
			if read {
				alike++
			}
		}
	}
	if plain*100 < len(files)*97 {
		t.Errorf("only %d of %d files are plain", plain, len(files))
	}
	t.Logf("%d of %d files, %d of %d mutants are plain", plain, len(files), alike, mutants)
	if alike*4 < mutants {
		t.Errorf("only %d of %d mutants are plain", alike, mutants)
	}
}

// pieces are what a mutant may get.
var pieces = []string{
	"\n", " ", "\t", "\"", "'", "\\", "\\n", "\\\"", "\\u00e9", "\\x", "$", "$$", "${", "${a.b}", "${f(a, \"x\")}", "$${", "%{", "%", "{", "}", "[", "]", ",", "=", "(", ")",
	"#", "# x\n", "//", "/*", "*/", "<<EOT\n", "<<-EOT\n", "EOT\n", "    EOT\n", "true", "false", "null", "1", "0.5", "-1", "1e3", "007", "é", "e\u0301", "\u00a0", "\r\n", "\x00", "\xff",
	"a = 1\n", "a = [\"x\", [1, true]]\n", "x \"y\" {\n  z = 2\n}\n", "a ? b : c", "a == b", "a - b", ".", ":", "::", ";", "~", "!", "&&",
}

// mutate changes a few places of a text.
func mutate(r *rand.Rand, src string) string {
	for range 1 + r.IntN(3) {
		at := r.IntN(len(src) + 1)
		end := at
		if r.IntN(3) == 0 {
			end = min(len(src), at+1+r.IntN(8))
		}
		piece := ""
		if r.IntN(3) > 0 {
			piece = pieces[r.IntN(len(pieces))]
		}
		src = src[:at] + piece + src[end:]
	}
	return src
}

func FuzzPlain(f *testing.F) {
	for _, src := range sources(f) {
		if len(src) < 1000 {
			f.Add(src)
		}
	}
	if data, err := os.ReadFile("testdata/design.hcl"); err == nil {
		f.Add(string(data))
	}
	f.Fuzz(func(t *testing.T, src string) {
		if _, err := twin(src); err != nil {
			t.Error(err)
		}
	})
}
