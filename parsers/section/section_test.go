package section

import (
	"bytes"
	"io"
	"runtime"
	"strings"
	"testing"
)

func lines(t *testing.T, text string) []string {
	t.Helper()
	r := NewReader(strings.NewReader(text), Context{})
	var out []string
	for {
		l, ok := r.Next()
		if !ok {
			return out
		}
		out = append(out, string(l.Bytes))
	}
}

func TestLines(t *testing.T) {
	got := lines(t, "one\r\n\x1b[31mred\x1b[0m\n\x00\x00tail\n\nlast")
	if want := "one|red|tail||last"; strings.Join(got, "|") != want {
		t.Errorf("%q", got)
	}
}

func TestOffsets(t *testing.T) {
	r := NewReader(strings.NewReader("ab\ncde\nf"), Context{Stream: "s"})
	r.Next()
	if head, ok := r.PeekLine(); !ok || string(head) != "cde" {
		t.Errorf("peek %q", head)
	}
	l, _ := r.Next()
	if o := r.Origin(l); o.Line != 2 || o.Offset != 3 || o.Stream != "s" {
		t.Errorf("%+v", o)
	}
}

// endless yields n bytes without a line end, then a last line.
type endless struct{ n int64 }

func (e *endless) Read(p []byte) (int, error) {
	if e.n <= 0 {
		if e.n == 0 {
			e.n = -1
			return copy(p, "\nlast\n"), nil
		}
		return 0, io.EOF
	}
	k := min(int64(len(p)), e.n)
	for i := range p[:k] {
		p[i] = 'x'
	}
	e.n -= k
	return int(k), nil
}

// TestGiantLine: a line of 1 GiB costs no more memory than a long one, hides
// nothing behind it, and what is left out is counted.
func TestGiantLine(t *testing.T) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	const size = 1 << 30
	r := NewReader(&endless{n: size}, Context{})
	l, ok := r.Next()
	if !ok || !l.Truncated || len(l.Bytes) > 3*MaxLine {
		t.Fatalf("%v %v %d", ok, l.Truncated, len(l.Bytes))
	}
	if last, ok := r.Next(); !ok || string(last.Bytes) != "last" || last.Offset != size+1 {
		t.Errorf("%q at %d", last.Bytes, last.Offset)
	}
	if s := r.Skipped(); len(s) != 1 || s[0].Bytes < size-3*MaxLine {
		t.Errorf("%+v", s)
	}
	runtime.ReadMemStats(&after)
	if grown := int64(after.TotalAlloc - before.TotalAlloc); grown > 64<<20 {
		t.Errorf("allocated %d MiB for one line", grown>>20)
	}
}

func TestReadJSON(t *testing.T) {
	r := NewReader(strings.NewReader("[\n {\"a\": \"]}\\\"\"}\n]\nnext\n"), Context{})
	doc, ok := r.ReadJSON()
	if !ok || !doc.Complete || !bytes.Contains(doc.Bytes, []byte(`"a"`)) || doc.LineOf(3) != 2 {
		t.Errorf("%v %+v", ok, doc)
	}
	if l, _ := r.PeekLine(); string(l) != "next" {
		t.Errorf("left %q", l)
	}
	r = NewReader(strings.NewReader("{\n \"a\": 1,\n"), Context{})
	if doc, ok := r.ReadJSON(); !ok || doc.Complete {
		t.Error("a cut document is not complete")
	}
}

func FuzzReader(f *testing.F) {
	f.Add([]byte("a\n\x1b[1mb\x1b]0;t\x07c\r\n\x00d"))
	f.Fuzz(func(t *testing.T, data []byte) {
		r := NewReader(bytes.NewReader(data), Context{})
		for {
			before := r.offset
			if _, ok := r.Next(); !ok {
				break
			}
			if r.offset <= before {
				t.Fatal("no progress")
			}
		}
		if r.offset != int64(len(data)) {
			t.Fatalf("read %d of %d bytes", r.offset, len(data))
		}
	})
}
