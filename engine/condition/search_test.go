package condition

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
	"testing"
)

func TestSearchFindsWhatThePatternFinds(t *testing.T) {
	patterns := []string{
		`(?m)^[A-Z]\w*(?:Error|Exception): .+`, `(?m)^(?P<a>\w+)?: (?P<b>\d+)$`, `(?mi)^[ks]el|^kel`, `(?m)^$`, `(?m)^(?:ab|\bcd|)x*`, `(?m)^é+$`,
		`(?m)^[^a]b`, `(?m)^a\nb`, `(?ms)^a.*\z`, `(?m)^\Aab`, `(?m)^\B`, `(?m)^(?:|a)b{2,3}`, `(?m)^Error|other`, `\w+Error\b`, `^ab`, `(?m)^.b`, `(?m)^(?:a?){0,2}c`,
		`ab|b`, `(?i)(?P<x>error) (?P<y>\d+)|key(?P<z>error)`, `\bother|(?i)value(?:error|s)|x$`, `(?i)(?:k|s)elvin|ab\B.`, `(bb)+|a(b*)`, `^ab|b\nb`, `(?:ab)?cd|dx`, `(?i)\bel\b`, `(?i:er)ror|an (?:other )?`, `é+|(?i)É`, `(?:x|ab|b){2}`, `a(?:|b)b`, `[xX]:? \d`,
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
			if got, want := s.Has(text), pattern.Regexp().MatchString(text); got != want {
				t.Errorf("%s in %q: %v, want %v", p, text, got, want)
			}
		}
	}
}

func FuzzSearch(f *testing.F) {
	f.Add(`(?i)(?P<x>error) \d+|key(error)\b|x*y`, "an Error 5, keyerror, xxy")
	f.Add(`\bab|(?m)^b(?:c|d)?`, "cab\nbd ab")
	f.Add(`(?i)[ks]el|kel`, "\u212aEL Sel")
	f.Fuzz(func(t *testing.T, source, text string) {
		if _, err := syntax.Parse(source, syntax.Perl); err != nil || len(source) > 200 || strings.Contains(source, "{") {
			return // a repetition may compile to very much
		}
		if _, err := regexp.Compile(source); err != nil {
			return
		}
		pattern := NewPattern(source)
		s := NewSearch(pattern)
		for _, text := range []string{text, "ab " + text + "\n" + strings.ToUpper(text)} {
			if got, want := fmt.Sprintf("%q", s.In(text)), fmt.Sprintf("%q", pattern.Regexp().FindStringSubmatch(text)); got != want {
				t.Errorf("%s in %q: %s, want %s", source, text, got, want)
			}
			if got, want := s.Has(text), pattern.Regexp().MatchString(text); got != want {
				t.Errorf("%s in %q: %v, want %v", source, text, got, want)
			}
		}
	})
}
