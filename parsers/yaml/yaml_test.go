package yaml

import (
	"strings"
	"testing"
)

func TestJSON(t *testing.T) {
	node, err := Read([]byte("x-base: &base {restart: always}\nweb:\n  <<: *base\n  1: yes\n  list: [a, ~]\n"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := JSON(node)
	if want := `{"web":{"1":"yes","list":["a",null],"restart":"always"},"x-base":{"restart":"always"}}`; err != nil || string(got) != want {
		t.Errorf("%s %v, want %s", got, err, want)
	}
}

func TestBomb(t *testing.T) {
	var b strings.Builder
	b.WriteString("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n")
	for i := range 12 {
		n := string(rune('a' + i))
		previous := "a0"
		if i > 0 {
			previous = string(rune('a'+i-1)) + "1"
		}
		b.WriteString(n + "1: &" + n + "1 [" + strings.Repeat("*"+previous+",", 10) + "]\n")
	}
	node, err := Read([]byte(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := JSON(node); err == nil || !strings.Contains(err.Error(), "alias") {
		t.Errorf("a document that expands to 10^13 nodes: %v", err)
	}
	if _, err := Read([]byte("[" + strings.Repeat("[", 20_000))); err == nil {
		t.Error("20000 levels were accepted")
	}
	if _, err := Read(make([]byte, MaxDocument+1)); err == nil {
		t.Error("an over-long document was accepted")
	}
}
