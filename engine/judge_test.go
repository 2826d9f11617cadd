package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"culprit/engine"
	"culprit/engine/fact"
)

const judgeRules = `
cause "memory.limit" {
  title = "limit"
  severity = "critical"
  leads_to {
    causes = ["peer.lost"]
    predicts {
      among  = "clients"
      weight = 0.5
    }
  }
  dissent "box" {
    fact    = "container.state"
    where   = "same(box, cause.subject) && not box.oom_killed && 'oom' in cause.rules"
    message = "inspect of ${box.name} says no"
    doubt   = 0.1
  }
}
cause "network.down" {
  title = "down"
  severity = "error"
  leads_to {
    causes = ["peer.lost"]
    predicts {
      among  = "peer-clients"
      weight = 0.9
    }
  }
}
cause "peer.lost" {
  title = "lost"
  severity = "error"
  lies_in = "peer"
}
rule "oom" {
  title = "killed"
  cause = "memory.limit"
  confidence = 0.6
  match "oom" {
    fact = "container.event"
    where = "oom.action == 'oom'"
  }
}
rule "lost" {
  cause = "peer.lost"
  match "line" {
    fact = "log.line"
    pattern = "lost (?P<host>[\\w.]+):(?P<port>\\d+)"
  }
  peer = "endpoint(line.capture.host, line.capture.port)"
}
rule "dropped" {
  cause = "network.down"
  match "line" {
    fact = "log.line"
    pattern = "packets to (?P<host>\\w+) dropped"
  }
  peer = "endpoint(line.capture.host, 6379)"
}
`

// client is the state of a container whose settings name redis:6379.
func client(name string, line int) fact.Fact {
	return fact.Fact{Kind: "container.state", Subject: box(name), Origin: fact.Origin{Stream: "inspect.json", Line: line}, Text: name, Data: &fact.ContainerState{
		Name: name, EnvAddresses: []fact.EnvAddress{{Name: "REDIS_URL", Host: "redis", Port: 6379, Line: line + 2}},
	}}
}

// watched says that the logs of containers cover the first minute.
func watched(names ...string) engine.Options {
	var o engine.Options
	for _, n := range names {
		o.Coverage = append(o.Coverage, engine.Coverage{Stream: n + ".log", Parsers: []string{"containerlog"}, Subject: box(n), From: start, To: at(60).At})
	}
	return o
}

func find(t *testing.T, r *engine.Result, cause, subject string) *engine.Diagnosis {
	t.Helper()
	for _, d := range r.Diagnoses {
		if d.Cause.ID == cause && d.Subject.Name == subject {
			return d
		}
	}
	t.Fatalf("no %s on %s in\n%s", cause, subject, said(r))
	return nil
}

func reasons(d *engine.Diagnosis) string {
	var lines []string
	for _, r := range d.Reasons {
		lines = append(lines, fmt.Sprintf("%+.2f %s", r.Change, r.Text))
	}
	return strings.Join(lines, "\n")
}

func TestExpectedEffects(t *testing.T) {
	set := load(t, judgeRules)
	facts := func() []fact.Fact {
		return []fact.Fact{event("redis", "oom", 1), client("worker", 1), client("api", 10), logLine("worker.log", 1, 2, "lost redis:6379")}
	}
	for _, c := range []struct {
		name string
		opts engine.Options
		more []fact.Fact
		want string
	}{
		{"nobody else watched", watched("worker"), nil, "+0.60 killed (events:2)\n+0.20 as expected, worker failed too"},
		{"one did not fail", watched("worker", "api"), nil, "+0.60 killed (events:2)\n-0.05 as expected, worker failed too, but api did not"},
		{"both failed", watched("worker", "api"), []fact.Fact{logLine("api.log", 1, 2, "lost redis:6379")}, "+0.60 killed (events:2)\n+0.20 as expected, api and worker failed too"},
	} {
		r := engine.Diagnose(set, append(facts(), c.more...), c.opts)
		if got := reasons(find(t, r, "memory.limit", "redis")); got != c.want {
			t.Errorf("%s: got\n%s", c.name, got)
		}
	}
	alone := engine.Diagnose(set, []fact.Fact{event("redis", "oom", 1), client("api", 10)}, watched("api"))
	if got := find(t, alone, "memory.limit", "redis"); got.Confidence != 0.3 {
		t.Errorf("its only client did not fail: %s", reasons(got))
	}
}

// TestRival: were the network down, the other client would have failed too.
func TestRival(t *testing.T) {
	facts := []fact.Fact{
		event("redis", "oom", 1), client("worker", 1), client("api", 10),
		logLine("worker.log", 1, 2, "lost redis:6379"), logLine("worker.log", 2, 2, "packets to redis dropped"),
	}
	r := engine.Diagnose(load(t, judgeRules), facts, watched("worker", "api"))
	d := find(t, r, "peer.lost", "worker")
	if len(d.CausedBy) != 1 || d.CausedBy[0].Cause.ID != "memory.limit" || len(d.Rivals) != 1 || d.Rivals[0].Why != "api should have failed too and did not" {
		t.Errorf("caused by %d, rivals %+v", len(d.CausedBy), d.Rivals)
	}
}

func TestDissent(t *testing.T) {
	state := fact.Fact{Kind: "container.state", Subject: box("redis"), Origin: fact.Origin{Stream: "inspect.json", Line: 7}, Text: "redis", Data: &fact.ContainerState{Name: "redis"}}
	d := find(t, engine.Diagnose(load(t, judgeRules), []fact.Fact{event("redis", "oom", 1), state}, engine.Options{}), "memory.limit", "redis")
	if len(d.Dissent) != 1 || d.Dissent[0].Text != "inspect of redis says no" || d.Dissent[0].Evidence.Line() != 7 || d.Confidence >= 0.6 {
		t.Errorf("dissent %+v, %s", d.Dissent, reasons(d))
	}
}

func TestCauseBeyondTheInput(t *testing.T) {
	set := load(t, judgeRules)
	lost := func(names ...string) []fact.Fact {
		var facts []fact.Fact
		for i, n := range names {
			facts = append(facts, logLine(n+".log", i+1, float64(i+2), "lost redis:6379"))
		}
		return facts
	}
	for _, c := range []struct {
		name  string
		facts []fact.Fact
		opts  engine.Options
		text  string
		argv  string
	}{
		{"two lost it", lost("worker", "api"), engine.Options{}, "redis:6379 was not captured; api and worker lost it from 10:00:02Z on, so the cause lies there",
			"docker logs -t --since 2026-11-23T09:55:01Z redis"},
		{"one lost it", lost("worker"), engine.Options{}, "redis:6379 was not captured; worker lost it from 10:00:02Z on, and why is not in the input",
			"docker logs -t --since 2026-11-23T09:55:01Z redis"},
		{"another kept it", append(lost("worker"), client("worker", 1), client("api", 10)), watched("worker", "api"),
			"api did not lose redis:6379 meanwhile: look at the settings and the network of worker first", ""},
		{"itself", []fact.Fact{logLine("worker.log", 1, 2, "lost localhost:6379")}, engine.Options{},
			"inside a container localhost is the container itself: nothing in worker listens there", ""},
	} {
		b := find(t, engine.Diagnose(set, c.facts, c.opts), "peer.lost", "worker").Beyond
		if b == nil || b.Text != c.text || len(b.Collect) > 0 != (c.argv != "") || len(b.Collect) > 0 && strings.Join(b.Collect[0], " ") != c.argv {
			t.Errorf("%s: got %+v", c.name, b)
		}
	}
	told := engine.Diagnose(set, append(lost("worker", "api"), event("redis", "oom", 1)), engine.Options{})
	if d := find(t, told, "peer.lost", "worker"); d.Beyond != nil || d.Root() {
		t.Errorf("what happened to redis is known, got %+v", d.Beyond)
	}
}
