package report

import (
	"os/exec"
	"regexp"
	"testing"
)

var forbidden = regexp.MustCompile(`[\x00-\x1f\x7f\x{80}-\x{9f}\x{2028}\x{2029}\x{202a}-\x{202e}\x{2066}-\x{2069}]`)

func FuzzSafe(f *testing.F) {
	f.Add("\x1b]8;;http://evil\x07x\x1b[2J\u202e\u2028\x9b31m\xff")
	f.Fuzz(func(t *testing.T, text string) {
		if out := safe(text); forbidden.MatchString(out) {
			t.Errorf("%q became %q", text, out)
		}
	})
}

// TestShellQuote reads arguments back through a real shell.
func TestShellQuote(t *testing.T) {
	for _, arg := range []string{"plain", "two words", "$(reboot)", "it's", "a;b|c&d", "", "*", "`x`", "\\", "\n"} {
		out, err := exec.Command("sh", "-c", "printf '%s' "+ShellQuote([]string{arg})).Output()
		if err != nil || string(out) != arg {
			t.Errorf("%q came back as %q, %v", arg, out, err)
		}
	}
}
