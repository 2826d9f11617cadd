package watch

import (
	"bytes"
	"fmt"
	"testing"

	"culprit/engine/fact"
	"culprit/engine/source"
)

// TestWindow: what is kept is bounded, whole lines, the newest, and facts of it
// have the place that they have in the whole stream.
func TestWindow(t *testing.T) {
	w := NewWindow()
	line := func(i int) string { return fmt.Sprintf("line %07d\n", i) }
	n := 0
	for range 2000 {
		var b bytes.Buffer
		for range 500 {
			b.WriteString(line(n))
			n++
		}
		if !w.Room("a", b.Len()) {
			w.seen()
		}
		w.Add("a", fact.Subject{}, b.Bytes())
		if size := len(w.tails["a"].data); size > 2*keepMost {
			t.Fatalf("%d bytes are kept", size)
		}
	}
	a := w.tails["a"]
	if want := line(a.lines); !bytes.HasPrefix(a.data, []byte(want)) || !bytes.HasSuffix(a.data, []byte(line(n-1))) || len(a.data) < keepMost || a.bytes != int64(a.lines*len(want)) {
		t.Errorf("after %d lines, %d bytes: %.30q, %d bytes", a.lines, a.bytes, a.data, len(a.data))
	}
	facts := []fact.Fact{{Origin: fact.Origin{Stream: "a", Line: 1}}, {Origin: fact.Origin{Stream: "b", Line: 1}}}
	w.place(facts)
	if facts[0].Origin.Line != a.lines+1 || facts[0].Origin.Offset != a.bytes || facts[1].Origin.Line != 1 {
		t.Errorf("%+v", facts)
	}
}

// TestWindowRoom: lines that nobody has looked at are not pushed out.
func TestWindowRoom(t *testing.T) {
	w := NewWindow()
	block := bytes.Repeat([]byte("0123456789abcde\n"), keepMost/16/2)
	for range 2 {
		if !w.Room("a", len(block)) {
			t.Fatal("no room in an empty window")
		}
		w.Add("a", fact.Subject{}, block)
	}
	if w.Room("a", 16) {
		t.Error("room where fresh lines would be pushed out")
	}
	w.seen()
	if !w.Room("a", len(block)) {
		t.Error("no room after a look")
	}
	for range 200 {
		w.Lose(&source.Gap{Stream: "a", Reason: "gone"})
	}
	gaps := 0
	for _, err := range w.Streams(t.Context()) {
		if err != nil {
			gaps++
		}
	}
	if gaps != 100 {
		t.Errorf("%d gaps are kept", gaps)
	}
}
