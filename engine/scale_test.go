package engine_test

import (
	"fmt"
	"runtime"
	"runtime/metrics"
	"testing"
	"time"

	"culprit/engine"
	"culprit/engine/fact"
	"culprit/engine/rulefile"
	"culprit/rules"
)

// fleet makes n facts of a host on which everything fails: projects of ten
// containers that need each other in a tree, the first of which runs out of
// memory again and again, as inspect, events and the kernel tell, while the
// others lose it and say so in several ways. One in forty facts becomes a
// diagnosis.
func fleet(n int) []fact.Fact {
	const perProject = 10
	containers := n / 200
	facts := make([]fact.Fact, 0, n)
	name := func(i int) (string, fact.Subject) {
		project, service := fmt.Sprintf("p%03d", i/perProject), fmt.Sprintf("s%d", i%perProject)
		s := fact.Subject{Kind: fact.Container, Name: project + "-" + service + "-1", Service: service, Project: project, ID: fmt.Sprintf("%064x", i+1)}
		return service, s
	}
	for i := range containers {
		service, s := name(i)
		d := &fact.ContainerState{
			ID: s.ID, Name: s.Name, Service: service, Project: s.Project, Image: "app:1", Status: "running", Running: true, PID: 1000 + i, MemoryLimitBytes: 64 << 20,
			Networks: []fact.NetworkEndpoint{{Name: s.Project + "_default", Aliases: []string{service}, Address: fmt.Sprintf("172.%d.%d.%d", i/60000, i/250%250, i%250+2)}},
			Mounts:   []fact.Mount{{Type: "volume", Name: s.Name, Source: "/var/lib/docker/volumes/" + s.Name + "/_data", Destination: "/data"}},
		}
		if i%perProject > 0 {
			d.EnvAddresses = []fact.EnvAddress{{Name: "PARENT_URL", Host: fmt.Sprintf("s%d", (i%perProject-1)/2), Port: 6379, Line: i}}
		}
		facts = append(facts, fact.Fact{Kind: "container.state", Subject: s, Data: d, Text: "State.Status=running", Origin: fact.Origin{Stream: "inspect.json", Line: 100 * i}})
	}
	for line := 0; len(facts) < n; line++ {
		i := line % containers
		_, s := name(i)
		when := at(float64(line) / 100)
		if i%perProject == 0 {
			action := []string{"oom", "die", "start"}[line/containers%3]
			if action == "oom" {
				facts = append(facts, fact.Fact{
					Kind: "kernel.oom_kill", Subject: fact.Subject{Kind: fact.Container, ID: s.ID}, Time: when, Origin: fact.Origin{Stream: "dmesg.txt", Line: line, Offset: int64(line) * 100},
					Text: "Memory cgroup out of memory: Killed process " + fmt.Sprint(line) + " (redis-server)",
					Data: &fact.OOMKill{Constraint: "memcg", Process: "redis-server", PID: line, UID: -1, ContainerID: s.ID, LimitID: s.ID, AnonRSSBytes: 60 << 20, LimitBytes: 64 << 20, UsageBytes: 64 << 20},
				})
			}
			facts = append(facts, fact.Fact{
				Kind: "container.event", Subject: s, Time: when, Text: action, Origin: fact.Origin{Stream: "events.jsonl", Line: line},
				Data: &fact.ContainerEvent{Type: "container", Action: action, ID: s.ID, Name: s.Name, ExitCode: 137, Seconds: -1},
			})
			continue
		}
		parent := fmt.Sprintf("s%d", (i%perProject-1)/2)
		message := []string{
			"redis.exceptions.ConnectionError: Error 111 connecting to " + parent + ":6379. Connection refused.",
			"consumer: Cannot connect to redis://" + parent + ":6379/0: Error 111 connecting to " + parent + ":6379. Connection refused..\nTrying again in " + fmt.Sprint(line%32) + ".00 seconds... (" + fmt.Sprint(line) + "/100)",
			"redis.exceptions.ConnectionError: Error -2 connecting to " + parent + ":6379. Name or service not known.",
			"redis.exceptions.TimeoutError: Timeout connecting to server",
			fmt.Sprintf("Traceback (most recent call last):\n  File \"app.py\", line %d, in run\nValueError: job %d failed", line%97, line),
			fmt.Sprintf("WorkerLostError: Worker exited prematurely: signal 9 (SIGKILL) Job: %d.", line),
		}[line/containers%6]
		facts = append(facts, fact.Fact{
			Kind: "log.line", Subject: s, Time: when, Text: message, Origin: fact.Origin{Stream: "logs/" + s.Name + ".log", Line: line, Offset: int64(line) * 100},
			Data: &fact.LogLine{Message: message, Level: "error", Lines: 1},
		})
	}
	return facts
}

func builtin(t testing.TB) *engine.RuleSet {
	t.Helper()
	set, _, diags := rulefile.Load(rulefile.Root{FS: rules.FS})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return set
}

// BenchmarkDiagnose reasons over fleets with all built-in rules; loading these
// and making the facts is not timed. Beside the time it tells the diagnoses
// made, the most memory that objects took meanwhile, garbage and the facts
// included, and what is in use at the end, without the facts.
func BenchmarkDiagnose(b *testing.B) {
	set := builtin(b)
	for _, n := range []int{50_000, 100_000, 200_000, 400_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			facts := fleet(n)
			var before, after runtime.MemStats
			var result *engine.Result
			var most uint64
			b.ReportAllocs()
			for b.Loop() {
				b.StopTimer()
				result = nil
				runtime.GC()
				runtime.ReadMemStats(&before)
				peak := watchHeap()
				b.StartTimer()
				result = engine.Diagnose(set, facts, engine.Options{})
				b.StopTimer()
				most = max(most, peak())
				b.StartTimer()
			}
			runtime.GC()
			runtime.ReadMemStats(&after)
			b.ReportMetric(float64(len(result.Diagnoses)), "diagnoses")
			b.ReportMetric(float64(most)/(1<<20), "MiB-peak")
			b.ReportMetric(float64(after.HeapAlloc-min(before.HeapAlloc, after.HeapAlloc))/(1<<20), "MiB-kept")
			runtime.KeepAlive(facts)
			runtime.KeepAlive(result)
		})
	}
}

// watchHeap measures the heap every few milliseconds until it is asked for the
// most it saw.
func watchHeap() (most func() uint64) {
	done, seen := make(chan struct{}), make(chan uint64)
	go func() {
		sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
		tick := time.NewTicker(2 * time.Millisecond)
		defer tick.Stop()
		high := uint64(0)
		for {
			metrics.Read(sample)
			high = max(high, sample[0].Value.Uint64())
			select {
			case <-tick.C:
			case <-done:
				seen <- high
				return
			}
		}
	}()
	return func() uint64 {
		close(done)
		return <-seen
	}
}
