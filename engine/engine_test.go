package engine_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"culprit/engine"
	"culprit/engine/fact"
	"culprit/engine/rulefile"
)

// load compiles rules written in a test.
func load(t testing.TB, hcl string) *engine.RuleSet {
	t.Helper()
	set, _, diags := rulefile.Load(rulefile.Root{FS: fstest.MapFS{"r.hcl": {Data: []byte(hcl)}}})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return set
}

const causes = `
cause "memory.limit" {
  title = "limit"
  severity = "critical"
  leads_to { causes = ["peer.lost"] }
}
cause "peer.lost" {
  title = "lost"
  severity = "error"
  leads_to { causes = ["app.failed"] }
}
cause "app.failed" {
  title = "failed"
  severity = "error"
}
`

var start = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

func at(seconds float64) fact.Time {
	return fact.Exact(start.Add(time.Duration(seconds*float64(time.Second))), time.Millisecond)
}

func box(name string) fact.Subject { return fact.Subject{Kind: fact.Container, Name: name} }

func logLine(stream string, n int, seconds float64, message string) fact.Fact {
	return fact.Fact{
		Kind: "log.line", Subject: box(strings.TrimSuffix(stream, ".log")), Time: at(seconds), Text: message,
		Origin: fact.Origin{Stream: stream, Line: n, Offset: int64(n) * 100}, Data: &fact.LogLine{Message: message, Lines: 1},
	}
}

func event(name, action string, seconds float64) fact.Fact {
	return fact.Fact{
		Kind: "container.event", Subject: box(name), Time: at(seconds), Text: action,
		Origin: fact.Origin{Stream: "events", Line: int(seconds) + 1}, Data: &fact.ContainerEvent{Type: "container", Action: action, Name: name, ExitCode: -1},
	}
}

func said(r *engine.Result) string {
	var parts []string
	for _, d := range r.Diagnoses {
		root := ""
		if d.Root() {
			root = " root"
		}
		parts = append(parts, fmt.Sprintf("%s %s %s x%d%s", d.Cause.ID, d.Subject.Name, d.Status, d.Count, root))
	}
	return strings.Join(parts, "\n")
}

func TestMatching(t *testing.T) {
	oomThenDie := `
rule "r" {
  cause = "memory.limit"
  within = "10s"
  ordered = true
  match "oom" {
    fact = "container.event"
    where = "oom.action == 'oom'"
  }
  match "die" {
    fact = "container.event"
    where = "same(die, oom) && die.action == 'die'"
  }
}`
	three := `
rule "r" {
  cause = "peer.lost"
  within = "10s"
  match "line" {
    fact = "log.line"
    pattern = "peer lost"
    count = 3
  }
}`
	until := `
rule "r" {
  cause = "peer.lost"
  match "line" {
    fact = "log.line"
    pattern = "peer lost"
  }
  until "back" {
    fact = "log.line"
    pattern = "peer is back"
    where = "same(back, line)"
  }
}`
	absent := `
rule "r" {
  cause = "peer.lost"
  match "line" {
    fact = "log.line"
    pattern = "peer lost"
  }
  absent "oom" {
    fact = "container.event"
    where = "same(oom, line) && oom.action == 'oom'"
    within = "10s"
  }
}`
	optional := `
rule "r" {
  cause = "peer.lost"
  confidence = 0.5
  match "line" {
    fact = "log.line"
    pattern = "peer lost"
  }
  match "oom" {
    fact = "container.event"
    where = "same(oom, line)"
    optional = true
  }
}`
	for _, c := range []struct {
		name, rules string
		facts       []fact.Fact
		want        string
	}{
		{"sequence", oomThenDie, []fact.Fact{event("a", "oom", 1), event("a", "die", 2)}, "memory.limit a active x1 root"},
		{"wrong order", oomThenDie, []fact.Fact{event("a", "die", 1), event("a", "oom", 2)}, ""},
		{"too far apart", oomThenDie, []fact.Fact{event("a", "oom", 1), event("a", "die", 12)}, ""},
		{"at the window's edge", oomThenDie, []fact.Fact{event("a", "oom", 1), event("a", "die", 11)}, "memory.limit a active x1 root"},
		{"another container", oomThenDie, []fact.Fact{event("a", "oom", 1), event("b", "die", 2)}, ""},
		{"count reached", three, []fact.Fact{logLine("a.log", 1, 1, "peer lost"), logLine("a.log", 2, 2, "peer lost"), logLine("a.log", 3, 9, "peer lost")}, "peer.lost a active x3 root"},
		{"count over two containers", three, []fact.Fact{logLine("a.log", 1, 1, "peer lost"), logLine("a.log", 2, 2, "peer lost"), logLine("b.log", 3, 3, "peer lost")}, ""},
		{"count too slow", three, []fact.Fact{logLine("a.log", 1, 1, "peer lost"), logLine("a.log", 2, 9, "peer lost"), logLine("a.log", 3, 19, "peer lost")}, ""},
		{"healed", until, []fact.Fact{logLine("a.log", 1, 1, "peer lost"), logLine("a.log", 2, 5, "peer is back")}, "peer.lost a resolved x1 root"},
		{"healed, then again", until, []fact.Fact{logLine("a.log", 1, 1, "peer lost"), logLine("a.log", 2, 5, "peer is back"), logLine("a.log", 3, 9, "peer lost")}, "peer.lost a active x2 root"},
		{"another one healed", until, []fact.Fact{logLine("a.log", 1, 1, "peer lost"), logLine("b.log", 2, 5, "peer is back")}, "peer.lost a active x1 root"},
		{"absent", absent, []fact.Fact{logLine("a.log", 1, 1, "peer lost"), event("a", "die", 1)}, "peer.lost a active x1 root"},
		{"present", absent, []fact.Fact{logLine("a.log", 1, 1, "peer lost"), event("a", "oom", 5)}, ""},
		{"present, but long ago", absent, []fact.Fact{logLine("a.log", 1, 60, "peer lost"), event("a", "oom", 5)}, "peer.lost a active x1 root"},
		{"optional is not needed", optional, []fact.Fact{logLine("a.log", 1, 1, "peer lost")}, "peer.lost a active x1 root"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := said(engine.Diagnose(load(t, causes+c.rules), c.facts, engine.Options{})); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
	with := engine.Diagnose(load(t, causes+optional), []fact.Fact{logLine("a.log", 1, 1, "peer lost"), event("a", "oom", 1)}, engine.Options{}).Diagnoses[0]
	if with.Confidence <= 0.5 {
		t.Errorf("an optional match strengthens, got %g", with.Confidence)
	}
	unknown := engine.Diagnose(load(t, causes+absent), []fact.Fact{logLine("a.log", 1, 1, "peer lost")},
		engine.Options{Coverage: []engine.Coverage{{Stream: "a.log", Parsers: []string{"containerlog"}}}}).Diagnoses[0]
	if unknown.Confidence >= rulefile.DefaultConfidence || len(unknown.Findings[0].Unknown) != 1 {
		t.Errorf("an absent that was not looked for lowers confidence, got %g", unknown.Confidence)
	}
}

const chainRules = causes + `
rule "oom" {
  cause = "memory.limit"
  match "oom" {
    fact = "container.event"
    where = "oom.action == 'oom'"
  }
}
rule "lost" {
  cause = "peer.lost"
  match "line" {
    fact = "log.line"
    pattern = "lost (?P<host>\\w+):(?P<port>\\d+)"
  }
  peer = "endpoint(line.capture.host, line.capture.port)"
}
rule "failed" {
  cause = "app.failed"
  match "line" {
    fact = "log.line"
    pattern = "request failed"
  }
}
`

func chainFacts() []fact.Fact {
	return []fact.Fact{
		event("redis", "oom", 1),
		logLine("worker.log", 1, 2, "lost redis:6379"),
		logLine("worker.log", 2, 3, "lost redis:6379"),
		logLine("worker.log", 3, 3, "request failed"),
		logLine("other.log", 1, 4, "lost mail:25"),
	}
}

const chainSaid = `memory.limit redis active x1 root
peer.lost other active x1 root
peer.lost worker active x2
app.failed worker active x1`

func TestChain(t *testing.T) {
	r := engine.Diagnose(load(t, chainRules), chainFacts(), engine.Options{})
	if got := said(r); got != chainSaid {
		t.Errorf("got\n%s\nwant\n%s", got, chainSaid)
	}
	if !r.Topology.DependsOn(box("worker"), box("redis")) {
		t.Error("the worker's log shows that it needs redis")
	}
}

// TestOrderOfFactsIsNothing: whatever order facts come in, the same is said.
func TestOrderOfFactsIsNothing(t *testing.T) {
	set := load(t, chainRules)
	random := rand.New(rand.NewPCG(7, 7))
	for range 50 {
		facts := chainFacts()
		random.Shuffle(len(facts), func(i, j int) { facts[i], facts[j] = facts[j], facts[i] })
		if got := said(engine.Diagnose(set, facts, engine.Options{})); got != chainSaid {
			t.Fatalf("got\n%s", got)
		}
	}
}

// TestEffectBeforeItsCause: what was over before the cause began is not its
// effect.
func TestEffectBeforeItsCause(t *testing.T) {
	facts := []fact.Fact{event("redis", "oom", 3600), logLine("worker.log", 1, 2, "lost redis:6379")}
	want := "memory.limit redis active x1 root\npeer.lost worker active x1 root"
	if got := said(engine.Diagnose(load(t, chainRules), facts, engine.Options{})); got != want {
		t.Errorf("got\n%s", got)
	}
}

// TestCircle: causes that lead to each other are cut at the weaker link.
func TestCircle(t *testing.T) {
	set := load(t, strings.Replace(chainRules, `title = "failed"`, `title = "failed"
  leads_to { causes = ["memory.limit"] }`, 1))
	roots := 0
	for _, d := range engine.Diagnose(set, append(chainFacts(), logLine("redis.log", 1, 1, "request failed")), engine.Options{}).Diagnoses {
		if d.Root() && d.Subject.Name == "redis" {
			roots++
		}
	}
	if roots != 1 {
		t.Errorf("%d roots on redis, want 1", roots)
	}
}

func TestTwoLinesOfOneRecordAreOneWitness(t *testing.T) {
	set := load(t, causes+`
rule "a" {
  cause = "peer.lost"
  confidence = 0.6
  match "line" {
    fact = "log.line"
    pattern = "peer lost"
  }
}
rule "b" {
  cause = "peer.lost"
  confidence = 0.5
  match "line" {
    fact = "log.line"
    pattern = "lost"
  }
}`)
	d := engine.Diagnose(set, []fact.Fact{logLine("a.log", 1, 1, "peer lost")}, engine.Options{}).Diagnoses
	if len(d) != 1 || d[0].Confidence != 0.6 || len(d[0].Findings) != 2 {
		t.Errorf("%s, %g", said(&engine.Result{Diagnoses: d}), d[0].Confidence)
	}
}

// TestFindingsAreFacts: a rule may build on what others found, and what is
// built on is applied first, whatever the rules are called.
func TestFindingsAreFacts(t *testing.T) {
	set := load(t, chainRules+`
cause "all.lost" {
  title = "all"
  severity = "error"
  leads_to { causes = ["peer.lost"] }
}
rule "a-all" {
  cause = "all.lost"
  match "lost" {
    fact = "finding"
    where = "lost.cause == 'peer.lost' && lost.peer.name startsWith 'redis'"
  }
  match "other" {
    fact = "finding"
    where = "other.rule == 'lost' && not same(other, lost)"
  }
  absent "failed" {
    fact = "finding"
    where = "failed.rule == 'failed' && same(failed, other)"
  }
  peer = "lost.peer"
  message = "${lost.subject} lost ${lost.peer} ${lost.count} times"
}`)
	r := engine.Diagnose(set, chainFacts(), engine.Options{})
	found := ""
	for _, d := range r.Diagnoses {
		if d.Cause.ID == "all.lost" {
			found = fmt.Sprintf("%s, %s:%d", d.Message, d.Findings[0].Evidence[0].Fact.Origin.Stream, d.Findings[0].Evidence[0].Line())
		}
	}
	if found != "worker lost redis 2 times, worker.log:1" {
		t.Errorf("got %q of\n%s", found, said(r))
	}
}
