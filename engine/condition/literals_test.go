package condition

import (
	"fmt"
	"slices"
	"testing"
)

// lookedFor is the clues of a pattern in short: what to look for, then what
// stands in the line, in order (+), or elsewhere in the record (&).
func lookedFor(clues []Clue) []string {
	var list []string
	for _, c := range clues {
		s := fmt.Sprint(c.Any)
		for _, set := range c.Line {
			s += fmt.Sprint("+", set)
		}
		for _, set := range c.Text {
			s += fmt.Sprint("&", set)
		}
		list = append(list, s)
	}
	return list
}

func TestPatternClues(t *testing.T) {
	for pattern, want := range map[string][]string{
		`Connection refused`:                     {"[connection refused]+[Connection refused]"},
		`(?i)Out of memory`:                      {"[out of memory]+[out of memory]"},
		`colou?r table`:                          {"[color table colour table]+[color table colour table]"},
		`frobnicate.*(?:zz|bazaar)`:              {"[frobnicate]+[frobnicate]"},
		`frob[0-9].*(?:error zygote|xylophone)`:  {"[error zygote xylophone]+[frob]+[error zygote xylophone]"},
		`error\s+xylophone`:                      {"[xylophone]&[error]"},
		`^(frobnicate.*|error .* zygote)$`:       {"[frobnicate]+[frobnicate]", "[ zygote]+[error ]+[ zygote]"},
		`.*(?:frobnicate: \d+|zygote=.*error).*`: {"[frobnicate:]+[frobnicate:]", "[zygote=]+[zygote=]+[error]"},
		`"Frobnicate\\n<xyz>"`:                   {"[\"frobnicate]+[\"Frobnicate]+[xyz]"},
		`frobnicated: xylophones`:                {"[frobnicated:]+[frobnicated:]+[xylophones]"},
		`(?i)überfrobnicate`:                     {"[berfrobnicate]+[berfrobnicate]"},
		`größer als das andere`:                  {"[er als das andere]+[er als das andere]"},
		`zu groß`:                                {"[zu groß]+[zu groß]"},
		`\d+`:                                    nil,
		`ab|cdef`:                                nil,
		`" 5\d\d`:                                {"[\" 5]+[\" 5]"},
		`""""`:                                   nil,
	} {
		clues, why := Clues(NewPattern(pattern), nil, "x")
		if got := lookedFor(clues); !slices.Equal(got, want) || (why != "") != (want == nil) {
			t.Errorf("%s: %q %s, want %q", pattern, got, why, want)
		}
	}
}

func TestConditionClues(t *testing.T) {
	for source, want := range map[string][]string{
		`(refused.message contains 'WRONGPASS' || lower(refused.message) contains 'noauth') && refused.level != 'debug'`: {"[wrongpass noauth]"},
		`refused.message contains 'WRONGPASS' || refused.message startsWith 'NOAUTH'`:                                    {"[wrongpass]", "[noauth]"},
		`refused.message contains 'error' && refused.message contains 'xylophone'`:                                       {"[xylophone]&[error]"},
		`refused.message in ['xylophone', 'zygote']`:                                                                     {"[xylophone zygote]"},
		`refused.message matches 'xylo.*zygote'`:                                                                         {"[zygote]&[xylo]"},
		`refused.message contains 'xylophone' || refused.level == 'error'`:                                               nil,
		`!(refused.message contains 'xylophone')`:                                                                        nil,
	} {
		p, err := Compile(source, scope, Bool)
		if err != nil {
			t.Fatal(err)
		}
		clues, why := Clues(nil, p, "refused")
		if got := lookedFor(clues); !slices.Equal(got, want) || (why != "") != (want == nil) {
			t.Errorf("%s: %q %s, want %q", source, got, why, want)
		}
	}
	p, err := Compile(`refused.message contains 'xylophone'`, scope, Bool)
	if err != nil {
		t.Fatal(err)
	}
	clues, _ := Clues(NewPattern(`error.*\d`), p, "refused")
	if got := lookedFor(clues); !slices.Equal(got, []string{"[xylophone]&[error]"}) {
		t.Errorf("pattern and condition: %q", got)
	}
}
