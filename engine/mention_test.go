package engine_test

import (
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
