package rulefile

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"culprit/rules"
)

// BenchmarkLoad reads rules: ours, which are trusted, and those of a stranger,
// which are checked; look also works out what they look for in logs.
func BenchmarkLoad(b *testing.B) {
	for _, c := range []struct {
		name string
		root Root
		look bool
	}{
		{"builtin", Root{FS: rules.FS, Trusted: true}, false},
		{"builtin/look", Root{FS: rules.FS, Trusted: true}, true},
		{"checked", Root{FS: rules.FS}, false},
		{"made-1000/look", Root{FS: made(1000)}, true},
		{"made-10000/look", Root{FS: made(10_000)}, true},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				set, _, diags := Load(c.root)
				if diags.HasErrors() {
					b.Fatal(diags)
				}
				if c.look {
					set.Interest()
				}
			}
		})
	}
}

// made are rules of one pattern each, 200 a file.
func made(n int) fs.FS {
	files := fstest.MapFS{"cause.hcl": {Data: []byte("cause \"made.up\" {\n  title = \"Made up\"\n  severity = \"error\"\n  summary = \"It is.\"\n}\n")}}
	var src strings.Builder
	for i := range n {
		fmt.Fprintf(&src, "rule \"made-%d\" {\n  cause   = \"made.up\"\n  message = \"${line.found}\"\n\n  match \"line\" {\n    fact    = \"log.line\"\n    pattern = <<-EOT\n      worker %d (?:refused|lost) its lease: (?P<why>.*)\n    EOT\n  }\n}\n", i, i)
		if i%200 == 199 {
			files[fmt.Sprintf("made-%d.hcl", i)] = &fstest.MapFile{Data: []byte(src.String())}
			src.Reset()
		}
	}
	return files
}
