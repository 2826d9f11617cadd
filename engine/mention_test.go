package engine_test

import (
	"slices"
	"strings"
	"testing"

	"culprit/engine"
	"culprit/engine/fact"
)

const lostPeers = `
cause "memory.limit" {
  title = "limit"
  severity = "critical"
  leads_to { causes = ["peer.lost"] }
}
cause "peer.lost" {
  title = "lost"
  severity = "error"
  lies_in = "peer"
}
rule "limit" {
  cause = "memory.limit"
  confidence = 0.9
  match "line" {
    fact = "log.line"
    where = "line.message contains 'out of memory'"
  }
}
rule "lost" {
  cause = "peer.lost"
  confidence = 0.6
  match "line" {
    fact = "log.line"
    where = "line.message contains 'refused'"
  }
}
`

// A lost peer that the rule's pattern does not catch is the container that the
// message names; one that it does not name is what alone fails beside it.
func TestLostPeer(t *testing.T) {
	inspected := func(name string, needs ...string) fact.Fact {
		d := &fact.ContainerState{Name: name, Image: name, Networks: []fact.NetworkEndpoint{{Name: "net", Aliases: []string{name}}}, DependsOn: needs}
		return fact.Fact{Kind: "container.state", Subject: box(name), Data: d, Origin: fact.Origin{Stream: "inspect.json"}}
	}
	oom := func(name string) fact.Fact { return logLine(name+".log", 1, 0, "out of memory") }
	lost := func(message string) fact.Fact { return logLine("api.log", 1, 5, message) }
	for name, c := range map[string]struct {
		facts []fact.Fact
		peer  string
		root  bool
	}{
		"named in a URL":         {[]fact.Fact{oom("llm"), oom("db"), lost("POST http://llm:8000/v1 failed: refused")}, "llm", false},
		"named by a library":     {[]fact.Fact{oom("llm"), oom("db"), lost("HTTPConnectionPool(host='llm', port=80): refused")}, "llm", false},
		"named by libpq":         {[]fact.Fact{oom("llm"), oom("db"), lost(`connection to server at "llm" (172.20.0.4), port 80 refused`)}, "llm", false},
		"two named":              {[]fact.Fact{oom("llm"), oom("db"), lost("via http://db:80 to http://llm:8000 refused")}, "", true},
		"the only one":           {[]fact.Fact{oom("llm"), lost("refused")}, "", false},
		"an address of nobody":   {[]fact.Fact{oom("llm"), lost("http://172.20.0.4:8000/ refused")}, "", false},
		"one of two":             {[]fact.Fact{oom("llm"), oom("db"), lost("refused")}, "", true},
		"known needs, another":   {[]fact.Fact{inspected("api", "db"), inspected("db"), inspected("llm"), oom("llm"), lost("refused")}, "", true},
		"nothing known it needs": {[]fact.Fact{inspected("api"), inspected("llm"), oom("llm"), lost("refused")}, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			r := engine.Diagnose(load(t, lostPeers), c.facts, engine.Options{})
			for _, d := range r.Diagnoses {
				if d.Cause.ID == "peer.lost" && (d.Peer.Name != c.peer || d.Root() != c.root) {
					t.Errorf("peer %q, root %v; want %q, %v", d.Peer.Name, d.Root(), c.peer, c.root)
				}
			}
		})
	}
}

// What a command printed is about the container it names; naming none, it adds
// no root to what containers show of the same cause.
func TestPrinted(t *testing.T) {
	listed := func(name string) fact.Fact {
		return fact.Fact{Kind: "container.summary", Subject: box(name), Data: &fact.ContainerSummary{Name: name}, Origin: fact.Origin{Stream: "ps.txt"}}
	}
	printed := func(message string) fact.Fact {
		f := logLine("up.txt", 1, 5, message)
		f.Subject = fact.Subject{}
		return f
	}
	for name, c := range map[string]struct {
		facts []fact.Fact
		roots string
	}{
		"named":               {[]fact.Fact{listed("shop-api-1"), printed("endpoint shop-api-1 (0a1b): out of memory")}, "shop-api-1"},
		"a word":              {[]fact.Fact{listed("memory"), printed("out of memory")}, ""},
		"a word, called so":   {[]fact.Fact{listed("memory"), printed(`container "memory": out of memory`)}, "memory"},
		"a service":           {[]fact.Fact{listed("shop-api-1"), listed("shop-db-1"), listed("shop-web-1"), printed(`service "api" is out of memory`)}, "shop-api-1"},
		"a container's too":   {[]fact.Fact{listed("api"), logLine("api.log", 1, 0, "out of memory"), printed("out of memory")}, "api"},
		"two containers' too": {[]fact.Fact{logLine("api.log", 1, 0, "out of memory"), logLine("web.log", 1, 0, "out of memory"), printed("out of memory")}, "api web"},
	} {
		t.Run(name, func(t *testing.T) {
			var roots []string
			for _, d := range engine.Diagnose(load(t, lostPeers), c.facts, engine.Options{}).Diagnoses {
				if d.Root() {
					roots = append(roots, d.Subject.Name)
				}
			}
			slices.Sort(roots)
			if got := strings.Join(roots, " "); got != c.roots {
				t.Errorf("roots %q, want %q", got, c.roots)
			}
		})
	}
}

// A server's own words of a rejection belong to the client that quotes them.
func TestQuotedRejection(t *testing.T) {
	rules := `
cause "auth.rejected" {
  title = "rejected"
  severity = "error"
}
rule "rejected" {
  cause = "auth.rejected"
  confidence = 0.9
  match "line" {
    fact = "log.line"
    where = "line.message contains 'does not exist'"
  }
}
`
	said := `database "metabase" does not exist`
	for name, c := range map[string]struct {
		client string
		roots  int
	}{
		"quoted":      {"Initialization FAILED\nCaused by: PSQLException: FATAL: " + said, 1},
		"another one": {`Caused by: PSQLException: FATAL: database "grafana" does not exist`, 2},
		"as plain":    {said, 2},
	} {
		t.Run(name, func(t *testing.T) {
			facts := []fact.Fact{logLine("pg.log", 1, 1, said), logLine("metabase.log", 1, 1.2, c.client)}
			roots := 0
			for _, d := range engine.Diagnose(load(t, rules), facts, engine.Options{}).Diagnoses {
				if d.Root() {
					roots++
				} else if d.Subject.Name != "pg" {
					t.Errorf("%s is explained", d.Subject.Name)
				}
			}
			if roots != c.roots {
				t.Errorf("%d roots, want %d", roots, c.roots)
			}
		})
	}
}

// What was told of a failure explains nothing that the failure itself explains.
func TestHearsay(t *testing.T) {
	printed := logLine("up.txt", 1, 1, "out of memory")
	printed.Subject = fact.Subject{}
	facts := []fact.Fact{logLine("api.log", 1, 0, "out of memory"), printed, logLine("web.log", 1, 2, "GET http://api:80/ refused")}
	for _, d := range engine.Diagnose(load(t, lostPeers), facts, engine.Options{}).Diagnoses {
		if d.Cause.ID == "peer.lost" && (len(d.CausedBy) != 1 || d.CausedBy[0].Subject.Name != "api") {
			t.Errorf("%s was lost because of %d diagnoses, the first of %v", d.Peer.Name, len(d.CausedBy), d.CausedBy[0].Subject)
		}
	}
}

// Where nothing tells who needs whom, the log that has each rejection a moment
// earlier is the server's; clients that fail at about one time are several.
func TestEchoedRejection(t *testing.T) {
	rules := `
cause "auth.rejected" {
  title = "rejected"
  severity = "error"
}
rule "rejected" {
  cause = "auth.rejected"
  confidence = 0.9
  match "line" {
    fact = "log.line"
    where = "line.message contains 'refused'"
  }
}
`
	for delay, want := range map[float64]int{0.1: 1, 1.5: 2} {
		var facts []fact.Fact
		for i := range 3 {
			at := float64(10 * i)
			facts = append(facts, logLine("rabbit.log", i+1, at, "PLAIN login refused: user 'celery'"), logLine("worker.log", i+1, at+delay, "ACCESS_REFUSED, login was refused by the broker"))
		}
		roots := 0
		for _, d := range engine.Diagnose(load(t, rules), facts, engine.Options{}).Diagnoses {
			if d.Root() {
				roots++
			} else if d.Subject.Name != "rabbit" {
				t.Errorf("%s is explained", d.Subject.Name)
			}
		}
		if roots != want {
			t.Errorf("%v seconds apart there are %d roots, want %d", delay, roots, want)
		}
	}
}
