package metrics

import (
	"runtime"
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

// TestProcess: the figures are there and in their units.
func TestProcess(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux tells them")
	}
	got := map[string]float64{}
	for _, f := range Process() {
		got[f.Name] = f.Samples[0].Value
	}
	if got["go_goroutines"] < 1 || got["process_resident_memory_bytes"] < 1<<20 || got["process_open_fds"] < 3 || got["process_cpu_seconds_total"] <= 0 || got["process_cpu_seconds_total"] > 1000 {
		t.Errorf("%v", got)
	}
}
