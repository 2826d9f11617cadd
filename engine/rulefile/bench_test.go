package rulefile

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
)

// BenchmarkLoad reads and checks a thousand rules of one pattern each, and
// works out what they look for.
func BenchmarkLoad(b *testing.B) {
	var src strings.Builder
	src.WriteString("cause \"made.up\" {\n  title = \"Made up\"\n  severity = \"error\"\n  summary = \"It is.\"\n}\n")
	for i := range 1000 {
		fmt.Fprintf(&src, "rule \"made-%d\" {\n  cause = \"made.up\"\n  message = \"${line.found}\"\n  match \"line\" {\n    fact = \"log.line\"\n    pattern = \"worker %d (?:refused|lost) its lease: (?P<why>.*)\"\n  }\n}\n", i, i)
	}
	files := fstest.MapFS{"made.hcl": {Data: []byte(src.String())}}
	b.SetBytes(int64(src.Len()))
	b.ReportAllocs()
	for b.Loop() {
		set, _, diags := Load(Root{FS: files})
		if diags.HasErrors() {
			b.Fatal(diags)
		}
		set.Interest()
	}
}
