package rulefile

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/hashicorp/hcl/v2"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite the expected diagnostics")

func load(src string) (Files, hcl.Diagnostics) {
	_, files, diags := Load(Root{FS: fstest.MapFS{"a.hcl": {Data: []byte(src)}}})
	return files, diags
}

// TestMistakes holds each mistake of testdata/mistakes.txtar against the
// diagnostics that an author sees. `-update` rewrites them.
func TestMistakes(t *testing.T) {
	const name = "testdata/mistakes.txtar"
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var out []txtar.File
	for i := 0; i < len(archive.Files); i++ {
		f := archive.Files[i]
		id, ok := strings.CutSuffix(f.Name, ".hcl")
		if !ok {
			continue
		}
		files, diags := load(string(f.Data))
		var text bytes.Buffer
		if err := Write(&text, files, diags); err != nil {
			t.Fatal(err)
		}
		if !diags.HasErrors() {
			t.Errorf("%s: no mistake is found", id)
		}
		for _, d := range diags {
			if d.Subject == nil || d.Subject.Start.Line == 0 {
				t.Errorf("%s: %s has no place", id, d.Summary)
			}
		}
		out = append(out, f, txtar.File{Name: id + ".want", Data: text.Bytes()})
		if !*update && i+1 < len(archive.Files) && !bytes.Equal(archive.Files[i+1].Data, text.Bytes()) {
			t.Errorf("%s: got\n%s\nwant\n%s", id, text.Bytes(), archive.Files[i+1].Data)
		}
	}
	if *update {
		archive.Files = out
		if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestDeepNesting: what would overflow the parser's stack is refused before it.
func TestDeepNesting(t *testing.T) {
	for name, src := range map[string]string{
		"parentheses": "a = " + strings.Repeat("(", 200_000),
		"lists":       "a = " + strings.Repeat("[", 200_000),
		"templates":   "a = " + strings.Repeat(`"${`, 60_000),
		"operators":   "a = " + strings.Repeat("!", 200_000) + "true",
		"questions":   "a = " + strings.Repeat("true ? ", 30_000),
		"blocks":      strings.Repeat("b {\n", 60_000),
		"large":       strings.Repeat("# comment\n", 100_000),
	} {
		if _, diags := load(src); !diags.HasErrors() {
			t.Errorf("%s are accepted", name)
		}
	}
}

// TestUnderline: the caret stands under the exact word in quoted strings with
// escapes and in heredocs.
func TestUnderline(t *testing.T) {
	const head = "cause \"a.b\" {\n  title = \"t\"\n  severity = \"error\"\n}\nrule \"r\" {\n  cause = \"a.b\"\n  match \"line\" {\n    fact = \"log.line\"\n    pattern = \"lost\"\n"
	for _, c := range []struct{ where, word string }{
		{"    where = \"line.mesage == 'x'\"\n", "mesage"},
		{"    where = \"line.message == 'a\\\\nb\\\"' && line.levl == 'x'\"\n", "levl"},
		{"    where = <<-EOT\n      line.message == 'x' &&\n      line.levl == 'y'\n    EOT\n", "levl"},
		{"    where = \"line.message == 'ä' && line.levl == 'x'\"\n", "levl"},
	} {
		src := head + c.where + "  }\n}\n"
		_, diags := load(src)
		if len(diags) != 1 || diags[0].Subject == nil {
			t.Errorf("%q: %v", c.where, diags)
			continue
		}
		at := diags[0].Subject
		if got := src[at.Start.Byte:at.End.Byte]; got != c.word {
			t.Errorf("%q underlines %q", c.where, got)
		}
	}
}

func TestDesignExample(t *testing.T) {
	data, err := os.ReadFile("testdata/design.hcl")
	if err != nil {
		t.Fatal(err)
	}
	set, _, diags := Load(Root{FS: fstest.MapFS{"design.hcl": {Data: data}}})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	if len(set.Rules) != 2 || len(set.Causes) != 4 || !strings.HasPrefix(set.Digest, "sha256:") {
		t.Errorf("%d rules, %d causes, digest %s", len(set.Rules), len(set.Causes), set.Digest)
	}
	literals, every := set.Interest().Literals()
	if every || fmt.Sprint(literals) != "[. connection refused connected to redis]" {
		t.Errorf("%q %v", literals, every)
	}
}

func FuzzLoad(f *testing.F) {
	if data, err := os.ReadFile("testdata/design.hcl"); err == nil {
		f.Add(string(data))
	}
	f.Add("rule \"r\" {\n  match \"x\" {\n    fact = \"log.line\"\n    where = \"x.message contains \\\"${\\\"\"\n  }\n}")
	f.Fuzz(func(_ *testing.T, src string) { load(src) })
}
