package metrics

import (
	"strings"
	"testing"
)

func TestWrite(t *testing.T) {
	f := Family{Name: "a_total", Help: "What \\ is\nread.", Type: "counter"}
	f.Add(1, "kind", "file")
	f.Add(1234567890123, "kind", "a\"b\\c\nd\xff", "other", "x")
	var b strings.Builder
	if err := Write(&b, []Family{f, Gauge("b", "B.", 0.5), Counter("c_total", "C.", 3)}); err != nil {
		t.Fatal(err)
	}
	want := `# HELP a_total What \\ is\nread.
# TYPE a_total counter
a_total{kind="file"} 1
a_total{kind="a\"b\\c\nd�",other="x"} 1.234567890123e+12
# HELP b B.
# TYPE b gauge
b 0.5
# HELP c_total C.
# TYPE c_total counter
c_total 3
`
	if b.String() != want {
		t.Errorf("%s\nwant\n%s", b.String(), want)
	}
}
