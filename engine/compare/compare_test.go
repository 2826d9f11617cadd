package compare

import (
	"slices"
	"strings"
	"testing"

	"culprit/engine"
	"culprit/engine/fact"
)

// TestAspects: every field that is compared exists, so that a renamed one is
// found here and not by a user who misses a difference.
func TestAspects(t *testing.T) {
	for _, x := range aspects {
		kind := fact.KindByName(x.kind)
		if kind == nil {
			t.Errorf("there is no kind %q", x.kind)
			continue
		}
		for _, name := range x.fields {
			if !slices.ContainsFunc(fact.Fields(kind.Zero), func(f fact.Field) bool { return f.Name == name }) {
				t.Errorf("%s has no field %q", x.kind, name)
			}
		}
	}
	for _, c := range checks {
		if fact.KindByName(c.kind) == nil {
			t.Errorf("there is no kind %q", c.kind)
		}
	}
}

func side(name string, facts ...fact.Fact) *Side {
	set := &engine.RuleSet{Causes: map[string]*engine.Cause{}}
	return &Side{Name: name, Facts: facts, Result: engine.Diagnose(set, facts, engine.Options{})}
}

func box(name string, d fact.ContainerState) fact.Fact {
	d.Name = name
	return fact.Fact{Kind: "container.state", Subject: fact.Subject{Kind: fact.Container, Name: name}, Data: &d}
}

func info(d fact.HostInfo) fact.Fact {
	return fact.Fact{Kind: "host.info", Subject: fact.Subject{Kind: fact.Host}, Data: &d}
}

func said(c *Comparison) string {
	var list []string
	for _, d := range c.Differences {
		list = append(list, strings.Join([]string{d.Kind, d.Subject, d.Field, d.A, d.B}, "|"))
	}
	return strings.Join(list, "\n")
}

// TestDifferences: limits, images and lists are compared per container; what a
// side did not print is no difference, and neither is another project's name.
func TestDifferences(t *testing.T) {
	a := side("server",
		box("shop-cache-1", fact.ContainerState{Image: "redis:7", MemoryLimitBytes: 256 << 20, EnvNames: []string{"A", "B"}, Networks: []fact.NetworkEndpoint{{Name: "back", Address: "10.0.0.2"}}}),
		info(fact.HostInfo{Kernel: "6.8.0", DockerVersion: "27.1", CPUs: -1, MemoryBytes: -1}),
		fact.Fact{Kind: "gpu.driver", Data: &fact.GPUDriver{DriverVersion: "550"}},
	)
	b := side("local",
		box("shop-cache-1", fact.ContainerState{Image: "redis:7", MemoryLimitBytes: 16 << 20, EnvNames: []string{"A", "C"}, Networks: []fact.NetworkEndpoint{{Name: "back", Address: "10.0.0.3"}}}),
		box("shop-extra-1", fact.ContainerState{Image: "x"}),
		info(fact.HostInfo{Kernel: "5.15.0", CPUs: 4, MemoryBytes: -1}),
	)
	c := Compare(&engine.RuleSet{}, a, b)
	want := strings.Join([]string{
		"container.state|shop-cache|memory_limit_bytes|256 MiB|16 MiB",
		"container.state|shop-extra||absent|present",
		"container.state|shop-cache|env_names|A, B|A, C",
		"host.info||kernel|6.8.0|5.15.0",
	}, "\n")
	if got := said(c); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	if len(c.Blind) != 1 || c.Blind[0].Kind != "gpu.driver" || !c.Blind[0].A {
		t.Errorf("not compared: %+v", c.Blind)
	}
	for _, row := range c.Checklist {
		if row.Name == "CPUs" && row.Verdict != "unknown" || row.Name == "kernel" && row.Verdict != "differs" || row.Name == "container users" && row.Verdict != "same" {
			t.Errorf("%+v", row)
		}
	}
}
