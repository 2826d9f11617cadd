package condition

import (
	"fmt"
	"testing"
)

func TestSearchFindsWhatThePatternFinds(t *testing.T) {
	patterns := []string{
		`(?m)^[A-Z]\w*(?:Error|Exception): .+`, `(?m)^(?P<a>\w+)?: (?P<b>\d+)$`, `(?mi)^[ks]el|^kel`, `(?m)^$`, `(?m)^(?:ab|\bcd|)x*`, `(?m)^é+$`,
		`(?m)^[^a]b`, `(?m)^a\nb`, `(?ms)^a.*\z`, `(?m)^\Aab`, `(?m)^\B`, `(?m)^(?:|a)b{2,3}`, `(?m)^Error|other`, `\w+Error\b`, `^ab`, `(?m)^.b`, `(?m)^(?:a?){0,2}c`,
	}
	texts := []string{
		"", "\n", "a", "ab", "x\nValueError: bad\nKeyError: k", "ValueError: ", "x: 12\nky: 7", ": 5\n", "Kelvin", "\u212aEL", "ſel", "no\n\u017fel", "é", "éé\nx", "\xffb", "x\n\xffb",
		"a\nb", "x\na\nb\n", "\n\nab", "xab\nab", "cd\nabxx", "bb", "abbb", "an other Error", "Error\nother", "a\n", "\ncdx", "aac\nc", "b\nc",
	}
	for _, p := range patterns {
		pattern := NewPattern(p)
		s := NewSearch(pattern)
		for _, text := range texts {
			if got, want := fmt.Sprintf("%q", s.In(text)), fmt.Sprintf("%q", pattern.Regexp().FindStringSubmatch(text)); got != want {
				t.Errorf("%s in %q: %s, want %s", p, text, got, want)
			}
		}
	}
}
