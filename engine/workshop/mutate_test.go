package workshop

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"culprit/engine"
	"culprit/engine/rulefile"
)

const shop = `
cause "shop.order-lost" {
  title    = "An order was lost"
  severity = "error"
}
rule "order-lost" {
  cause  = "shop.order-lost"
  within = "1m"
  match "line" {
    fact    = "log.line"
    pattern = "lost order (?P<number>\\d+)"
    where   = "line.level == 'error' && line.capture.number > 100"
    count   = 2
  }
}
`

func shopSet(t *testing.T, src string) *engine.RuleSet {
	t.Helper()
	set, _, diags := rulefile.Load(rulefile.Root{FS: fstest.MapFS{"shop.hcl": {Data: []byte(src)}}})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return set
}

func shopCases(t *testing.T, src string) []Case {
	t.Helper()
	cases, err := ReadCases(fstest.MapFS{"shop.txtar": {Data: []byte(src)}})
	if err != nil {
		t.Fatal(err)
	}
	return cases
}

const shopFires = `-- fires/order-lost/shop.log --
2026-11-23 10:00:00,000 ERROR shop: lost order 4711
2026-11-23 10:00:01,000 ERROR shop: lost order 4712
`

// TestSurvivors: a quiet case that differs in one thing kills the mutant of
// that thing and no other.
func TestSurvivors(t *testing.T) {
	set := shopSet(t, shop)
	for _, test := range []struct {
		name, quiet string
		killed      string // words of the mutants that the case kills, by |
	}{
		{"level", "2026-11-23 10:00:00,000 INFO shop: lost order 4711\n2026-11-23 10:00:01,000 INFO shop: lost order 4712\n", "line.level"},
		{"number", "2026-11-23 10:00:00,000 ERROR shop: lost order 7\n2026-11-23 10:00:01,000 ERROR shop: lost order 8\n", "line.capture.number"},
		{"count", "2026-11-23 10:00:00,000 ERROR shop: lost order 4711\n", "count = 1"},
		{"within", "2026-11-23 10:00:00,000 ERROR shop: lost order 4711\n2026-11-23 11:00:00,000 ERROR shop: lost order 4712\n", "without within|count = 1"},
	} {
		cases := shopCases(t, shopFires+"-- quiet/order-lost/shop.log --\n"+test.quiet)
		tester := NewTester(set)
		for i := range cases {
			if wrong := tester.Try(t.Context(), &cases[i]); len(wrong) > 0 {
				t.Errorf("%s: %s: %s", test.name, cases[i].Name(), wrong)
			}
		}
		survivors, err := tester.Survivors(t.Context(), set.Rules, cases)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range Mutants(set.Rules[0]) {
			lives := false
			for _, s := range survivors {
				lives = lives || s.Change == m.Change
			}
			killed := slices.ContainsFunc(strings.Split(test.killed, "|"), func(words string) bool { return strings.Contains(m.Change, words) })
			if lives == killed {
				t.Errorf("%s: mutant %q lives: %t", test.name, m.Change, lives)
			}
		}
	}
}

func TestTryNamesWhatIsWrong(t *testing.T) {
	tester := NewTester(shopSet(t, shop))
	for want, src := range map[string]string{
		"it does not fire":        "-- fires/order-lost/shop.log --\n2026-11-23 10:00:00,000 INFO shop: all well\n",
		"shop.order-lost is said": strings.Replace(shopFires, "fires/", "quiet/", 1),
		"there is no rule":        strings.Replace(shopFires, "order-lost", "order-lots", 1),
	} {
		cases := shopCases(t, src)
		if wrong := tester.Try(t.Context(), &cases[0]); len(wrong) == 0 || !strings.Contains(wrong[0], want) {
			t.Errorf("want %q, got %q", want, wrong)
		}
	}
	if _, err := ReadCases(fstest.MapFS{"x.txtar": {Data: []byte("-- fire/x/y --\n")}}); err == nil {
		t.Error("a member that is no part of a case is accepted")
	}
}
