package condition

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"culprit/engine/fact"
)

// TestLater: what is compiled at its first use says the same as what was
// compiled before, from whatever goroutine it is asked first.
func TestLater(t *testing.T) {
	pattern := NewPattern(`lost (?P<what>\w+) after (?P<tries>\d+)`)
	line := Variable{Name: "line", Kind: "log.line", Pattern: pattern}
	f := &fact.Fact{Kind: "log.line", Data: &fact.LogLine{Message: "lost redis after 3 tries"}}
	const source = "line.capture.what == 'redis' && line.capture.tries > 2"
	now, err := Compile(source, Scope{line}, Bool)
	if err != nil {
		t.Fatal(err)
	}
	later := Later(source, Scope{line}, Bool)
	broken := Later("line.nothing", Scope{line}, Bool)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			env := Env{"line": View(f, line, pattern.Regexp().FindStringSubmatch("lost redis after 3 tries"))}
			if ok, err := later.Bool(env); !ok || err != nil {
				t.Errorf("%v, %v", ok, err)
			}
			if !slices.Equal(later.Names(), now.Names()) {
				t.Errorf("names: %q", later.Names())
			}
			if _, err := broken.Value(env); err == nil {
				t.Error("what can't be compiled has a value")
			}
		})
	}
	wg.Wait()
}

// TestManyScopes: what is kept of scopes has a bound, whatever a stranger's
// rules call their facts.
func TestManyScopes(t *testing.T) {
	for i := range 3 * maxDialects {
		name := fmt.Sprintf("line%d", i)
		p, err := Compile(name+".message contains 'lost'", Scope{{Name: name, Kind: "log.line"}}, Bool)
		if err != nil {
			t.Fatal(err)
		}
		env := Env{name: View(&fact.Fact{Kind: "log.line", Data: &fact.LogLine{Message: "lost"}}, Variable{Name: name, Kind: "log.line"}, nil)}
		if ok, err := p.Bool(env); !ok || err != nil {
			t.Errorf("%s: %v, %v", name, ok, err)
		}
	}
	if n := len(dialects.known); n > maxDialects {
		t.Errorf("%d scopes are kept", n)
	}
}
