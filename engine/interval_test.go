package engine_test

import (
	"fmt"
	"testing"
	"time"

	"culprit/engine"
	"culprit/engine/fact"
)

const courseRules = causes + `
until "back" {
  causes  = ["peer.lost"]
  fact    = "log.line"
  pattern = "peer is back"
}
rule "lost" {
  cause = "peer.lost"
  quiet = "5m"
  match "line" {
    fact = "log.line"
    pattern = "peer lost"
  }
}
rule "oom" {
  cause = "memory.limit"
  match "oom" {
    fact = "container.event"
    where = "oom.action == 'oom'"
  }
}
`

func TestEpisodes(t *testing.T) {
	set := load(t, courseRules)
	facts := []fact.Fact{
		logLine("a.log", 1, 0, "peer lost"), logLine("a.log", 2, 10, "peer lost"), logLine("a.log", 3, 20, "peer lost"), logLine("a.log", 4, 30, "peer lost"),
		logLine("a.log", 5, 40, "peer is back"),
		logLine("a.log", 6, 60, "peer lost"),
		logLine("a.log", 7, 900, "peer lost"), // long after: another one
		logLine("a.log", 8, 910, "peer is back"),
	}
	d := find(t, engine.Diagnose(set, facts, engine.Options{}), "peer.lost", "a")
	var got string
	for _, e := range d.Episodes {
		end := "silence"
		if e.Ended != nil {
			end = fmt.Sprint("line ", e.Ended.Origin.Line)
		}
		got += fmt.Sprintf("%s-%s x%d %s; ", e.First.At.Format("04:05"), e.Last.At.Format("04:05"), e.Count, end)
	}
	if got != "00:00-00:30 x4 line 5; 01:00-01:00 x1 silence; 15:00-15:00 x1 line 8; " {
		t.Errorf("got %s", got)
	}
	if d.Status != engine.StatusResolved || d.Healed == nil || d.Healed.By.Origin.Line != 8 {
		t.Errorf("%s, healed %+v", d.Status, d.Healed)
	}
}

func TestCadenceAndRestarts(t *testing.T) {
	var facts []fact.Fact
	for i := range 6 {
		facts = append(facts, event("redis", "oom", float64(12*i)), event("redis", "die", float64(12*i)+0.1), event("redis", "start", float64(12*i)+1))
	}
	d := find(t, engine.Diagnose(load(t, courseRules), facts, engine.Options{}), "memory.limit", "redis")
	if d.Cadence.Round(time.Second) != 12*time.Second || d.Restarts.Count != 6 || d.Restarts.Every.Round(time.Second) != 12*time.Second || len(d.Episodes) != 1 || d.Healed != nil {
		t.Errorf("cadence %s, restarts %+v, %d episodes", d.Cadence, d.Restarts, len(d.Episodes))
	}
}

// TestFlood: a million equal lines are one episode, and what is kept of them
// does not grow with them.
func TestFlood(t *testing.T) {
	var facts []fact.Fact
	for i := range 200 {
		facts = append(facts, logLine("a.log", i+1, float64(i)/1000, "peer lost"))
	}
	// What ingest makes of the rest.
	folded := logLine("a.log", 201, 0.2, "peer lost")
	folded.Repeats, folded.Last = 1_000_000-201, at(1000)
	d := find(t, engine.Diagnose(load(t, courseRules), append(facts, folded), engine.Options{}), "peer.lost", "a")
	if len(d.Episodes) != 1 || d.Episodes[0].Count != 1_000_000 || d.Count != 1_000_000 || len(d.Findings[0].Evidence) > 4 || d.Last.At != at(1000).At {
		t.Errorf("%d episodes, %d times, %d pieces of evidence, until %s", len(d.Episodes), d.Count, len(d.Findings[0].Evidence), d.Last.At)
	}
}

// TestEpisodesAreBounded: troubles that come and go for ever end up in the last
// episode that is kept.
func TestEpisodesAreBounded(t *testing.T) {
	var facts []fact.Fact
	for i := range 500 {
		facts = append(facts, logLine("a.log", i+1, float64(i)*1000, "peer lost"))
	}
	d := find(t, engine.Diagnose(load(t, courseRules), facts, engine.Options{}), "peer.lost", "a")
	sum := 0
	for _, e := range d.Episodes {
		sum += e.Count
	}
	if len(d.Episodes) > 32 || sum != 500 {
		t.Errorf("%d episodes with %d hits", len(d.Episodes), sum)
	}
}

// TestWitnessWithoutSubject: who can't name the card speaks of the only one
// that is named.
func TestWitnessWithoutSubject(t *testing.T) {
	set := load(t, causes+`
rule "xid" {
  cause = "app.failed"
  match "x" {
    fact = "gpu.error"
    where = "x.code == 79"
  }
}
rule "said" {
  cause = "app.failed"
  match "line" {
    fact = "log.line"
    pattern = "GPU is lost"
  }
}`)
	line := logLine("paste", 1, 2, "GPU is lost")
	line.Subject = fact.Subject{}
	card := func(pci string) fact.Fact {
		return fact.Fact{Kind: "gpu.error", Subject: fact.Subject{Kind: fact.GPU, Name: "GPU " + pci, ID: pci}, Time: at(1), Text: "Xid", Origin: fact.Origin{Stream: "dmesg", Line: len(pci)}, Data: &fact.GPUError{Code: 79, PCIAddress: pci}}
	}
	if got := said(engine.Diagnose(set, []fact.Fact{line, card("a")}, engine.Options{})); got != "app.failed GPU a active x1 root" {
		t.Errorf("one card: got\n%s", got)
	}
	if got := len(engine.Diagnose(set, []fact.Fact{line, card("a"), card("bb")}, engine.Options{}).Diagnoses); got != 3 {
		t.Errorf("two cards: %d diagnoses", got)
	}
}
