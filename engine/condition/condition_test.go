package condition

import (
	"errors"
	"strings"
	"testing"

	"culprit/engine/fact"
)

var (
	kill    = Variable{Name: "kill", Kind: "kernel.oom_kill"}
	box     = Variable{Name: "box", Kind: "container.state"}
	refused = Variable{Name: "refused", Kind: "log.line", Pattern: NewPattern(`Error \d+ connecting to (?P<host>[\w.-]+):(?P<port>\d+)`)}
	scope   = Scope{kill, box, refused}
)

func env() Env {
	line := &fact.Fact{Kind: "log.line", Data: &fact.LogLine{Message: "Error 111 connecting to cache:6379. Connection refused."}, Subject: fact.Subject{Kind: fact.Container, Name: "worker"}}
	return Env{
		ResolverName: Resolver(noResolver{}),
		"kill":       View(&fact.Fact{Kind: "kernel.oom_kill", Data: &fact.OOMKill{Process: "redis-server", ContainerID: "abc", AnonRSSBytes: 256 << 20}}, kill, nil),
		"box":        Unmatched(box),
		"refused":    View(line, refused, refused.Pattern.Regexp().FindStringSubmatch(Haystack(line))),
	}
}

func TestConditions(t *testing.T) {
	for source, want := range map[string]bool{
		`kill.process == 'redis-server' && kill.anon_rss_bytes > 1000`:              true,
		`kill.subject.name == ''`:                                                   true,
		`refused.capture.port == 6379 && refused.capture.host == 'cache'`:           true,
		`refused.message contains 'refused' and not box.matched`:                    true,
		`box.id == kill.container_id`:                                               false,
		`same(refused, kill)`:                                                       false,
		`endpoint(refused.capture.host, refused.capture.port).name == 'cache:6379'`: true,
		`any(box.mounts, .destination startsWith '/run/secrets')`:                   false,
		`refused.count == 1 && refused.origin.line == 0`:                            true,
	} {
		p, err := Compile(source, scope, Bool)
		if err != nil {
			t.Errorf("%s: %v", source, err)
			continue
		}
		if got, err := p.Bool(env()); err != nil || got != want {
			t.Errorf("%s: got %v %v, want %v", source, got, err, want)
		}
	}
}

func TestMistakesArePlaced(t *testing.T) {
	for _, c := range []struct{ source, word, message string }{
		{`kill.oom_kiled`, "oom_kiled", `kernel.oom_kill has no field "oom_kiled".`},
		{`kill.anon_rs_bytes > 1`, "anon_rs_bytes", `kernel.oom_kill has no field "anon_rs_bytes"; did you mean "anon_rss_bytes"?`},
		{`true && kil.pid == 1`, "kil", `There is no match or variable "kil" here; did you mean "kill"?`},
		{`refused.capture.hst == 'x'`, "hst", `The pattern of refused has no field "hst"; did you mean "host"?`},
		{`kill.subject.nam == ''`, "nam", `kernel.oom_kill.subject has no field "nam"; did you mean "name"?`},
		{`'ä' == 'ä' && kill.procss == ''`, "procss", `kernel.oom_kill has no field "procss"; did you mean "process"?`},
		{`sam(kill, box)`, "sam", `There is no function "sam"; did you mean "same"?`},
	} {
		_, err := Compile(c.source, scope, Bool)
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("%s: no error", c.source)
			continue
		}
		if got := c.source[e.Offset : e.Offset+e.Length]; got != c.word || e.Message != c.message {
			t.Errorf("%s: underlines %q with %q", c.source, got, e.Message)
		}
	}
	for _, source := range []string{`kill.pid`, `kill.pid == 'x'`, `now() > now()`, `reduce([1], #acc)`, `kill.process + kill.process == ''`, `(`, `let x = kill.process; x + x == ''`} {
		if _, err := Compile(source, scope, Bool); err == nil {
			t.Errorf("%s compiles", source)
		}
	}
}

// TestNeed: what a pattern matches has what it needs, and most of what it does
// not match has not.
func TestNeed(t *testing.T) {
	for _, c := range []struct {
		pattern, text string
		has           bool
	}{
		{`(?:redis.{0,9}refused|(?i)broker (?:lost|gone))`, "redis refused", true},
		{`(?:redis.{0,9}refused|(?i)broker (?:lost|gone))`, "BROKER Gone", true},
		{`(?:redis.{0,9}refused|(?i)broker (?:lost|gone))`, "redis accepted, broker found", false},
		{`dial tcp (?P<host>\S+): connection refused`, "dial udp x: connection refused", false},
		{`dial tcp (?P<host>\S+): connection refused`, "dial tcp x:1: connection refused", true},
		{`colou?r [ab]x{2,3}`, "Color bxx", true},
		{`\d+|refused`, "nothing", true}, // nothing is needed
	} {
		tree, ok := NewPattern(c.pattern).parse()
		if !ok {
			t.Fatalf("%s can't be parsed", c.pattern)
		}
		n := need(tree.Simplify())
		if got := n == nil || n.In(strings.ToLower(c.text)); got != c.has {
			t.Errorf("%s in %q: got %v", c.pattern, c.text, got)
		}
	}
}

func TestFindJoin(t *testing.T) {
	for _, source := range []string{`box.matched && box.id == kill.container_id`, `same(kill.subject, box.subject)`} {
		p, err := Compile(source, scope, Bool)
		if err != nil {
			t.Fatal(err)
		}
		j := FindJoin(p, scope, "box")
		if j == nil || len(j.Own.Names()) != 1 || j.Own.Names()[0] != "box" || j.Other.Names()[0] != "kill" {
			t.Errorf("%s: %+v", source, j)
		}
	}
}

func TestTemplate(t *testing.T) {
	compile := func(s string) *Program {
		p, err := Compile(s, scope, Any)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	tpl := NewTemplate([]Part{{Text: "used "}, {Program: compile(`bytes(kill.anon_rss_bytes)`)}, {Text: ", limit "}, {Program: compile(`bytes(box.memory_limit_bytes)`)}})
	if got, ok := tpl.Render(env()); ok || got != "used 256 MiB, limit ?" {
		t.Errorf("got %q %v", got, ok)
	}
}
