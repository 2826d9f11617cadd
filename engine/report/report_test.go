package report

import (
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// canaries are one secret of each class in the places it is met.
var canaries = map[string]string{
	"URL":            "redis://user:CANARY@cache:6379/0",
	"URL, no user":   "Cannot connect to amqp://:CANARY@rabbit//",
	"DSN":            "host=db password=CANARY user=x",
	"bearer":         "Authorization: Bearer CANARY.abc-def",
	"basic":          `{"Authorization":"Basic CANARYabc="}`,
	"env":            "POSTGRES_PASSWORD=CANARY",
	"env, quoted":    `API_TOKEN="CANARY with blanks"`,
	"JSON":           `{"db_password": "CANARY", "x": 1}`,
	"option":         "mysql --password=CANARY -h db",
	"redis-cli":      "redis-cli -a CANARY ping",
	"private key":    "-----BEGIN RSA PRIVATE KEY-----\nCANARY\n-----END RSA PRIVATE KEY-----",
	"AWS key":        "AKIACANARYCANARYCANA",
	"GitHub token":   "ghp_CANARYCANARYCANARYCANARY",
	"JSON web token": "eyJCANARYCANARY.eyJCANARYCANARY.CANARY",
}

func TestRedaction(t *testing.T) {
	for name, text := range canaries {
		r := newRedactor()
		out := r.text(text)
		if strings.Contains(out, "CANARY") || !strings.Contains(out, "[secret#1]") {
			t.Errorf("%s: %q", name, out)
		}
		if again := r.text(out); again != out {
			t.Errorf("%s: redacting twice gives %q", name, again)
		}
	}
	r := newRedactor()
	if a, b := r.text("PASSWORD=one"), r.text("redis://:one@x"); !strings.Contains(a, "#1") || !strings.Contains(b, "#1") {
		t.Errorf("one secret has two names: %q %q", a, b)
	}
	for _, harmless := range []string{"redis://:**@cache:6379", "password authentication failed for user \"shop\"", "token expired", "PASSWORD=${DB_PASSWORD}", "SECRET=***"} {
		if got := newRedactor().text(harmless); got != harmless {
			t.Errorf("%q became %q", harmless, got)
		}
	}
}

func FuzzRedact(f *testing.F) {
	f.Add("password=")
	f.Fuzz(func(t *testing.T, before string) {
		if strings.ContainsAny(before, "\"'\n ") {
			t.Skip()
		}
		if out := newRedactor().text("x " + before + " DB_PASSWORD=s3cr3t-canary"); strings.Contains(out, "s3cr3t-canary") {
			t.Errorf("%q", out)
		}
	})
}

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
