package lazyregexp

import "testing"

// TestNew: in a test a wrong expression is found at once, so that none is found
// by who reads a log.
func TestNew(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a wrong expression is taken")
		}
	}()
	if r := New(`a+b`); !r.MatchString("xaab") || r.FindString("xaab") != "aab" {
		t.Errorf("%s does not match", r.source)
	}
	New(`a(b`)
}
