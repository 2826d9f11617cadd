// Package topology works out, from facts alone, which names mean the same
// subject and which subjects need each other: that "redis:6379" in a worker's
// log is the container shop-redis-1, that a cgroup path in dmesg is that
// container too, and that the worker depends on it.
//
// It works from whatever there is: full docker inspect output, a lone
// docker ps, or nothing but the prefixes of a compose log.
package topology

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"culprit/engine/fact"
)

// shortID is how many digits of a container id Docker prints.
const shortID = 12

// A Graph is the identity and dependency graph of one input. It is built once
// and then only read; methods may be called from several goroutines.
type Graph struct {
	boxes     []*box
	byID      map[string]*box   // full and 12-digit ids
	byName    map[string][]*box // container names, without project prefix too
	byAlias   map[string][]*box // DNS names: service, network aliases, host names
	byAddress map[string][]*box // IPv4 addresses
	byPort    map[int][]*box    // published host ports
	byPID     map[process]*box  // host pids
	byCommand map[string][]*box // programs that containers run, as the kernel names them
	inventory bool              // the input listed its containers
	needs     map[*box][]*box   // dependencies, direct
	needed    map[*box][]*box   // the same, backwards
	proofs    map[[2]*box]Edge  // the most telling edge of each dependency
	pairs     [][2]*box         // those with a proof, in the order they were found
	seekers   map[string][]*box // who needs an address that no known container has
	devices                     // what containers stand on
}

// A process is a pid of one host.
type process struct {
	host string
	pid  int
}

// A box is one container, over all its generations under one name.
type box struct {
	subject   fact.Subject
	project   string // compose's, as names tell it where no label does
	ids       []string
	aliases   []string
	networks  []string
	volumes   []string // volume names and bind sources
	claims    []claim  // what the input says it needs
	paths     []path   // where it writes to on the host
	grounds   []ground // what that lies on
	cgroup    string   // parent cgroup
	netMode   string
	gpu       bool
	listed    bool // inspect, ps or stats showed it
	inspected bool // inspect did, so its mounts are known
	origin    fact.Origin
}

// New builds the graph of the given facts. The order of facts does not matter.
func New(facts []fact.Fact) *Graph { return build(essence(facts)) }

func build(facts []fact.Fact, subjects map[fact.Subject]fact.Origin) *Graph {
	g := &Graph{
		byID: map[string]*box{}, byName: map[string][]*box{}, byAlias: map[string][]*box{},
		byAddress: map[string][]*box{}, byPort: map[int][]*box{}, byPID: map[process]*box{}, byCommand: map[string][]*box{},
		needs: map[*box][]*box{}, needed: map[*box][]*box{}, proofs: map[[2]*box]Edge{}, seekers: map[string][]*box{},
	}
	// The most telling kinds come first, so that a later mention finds the
	// full description of its container.
	for _, kind := range []string{"container.state", "container.summary", "container.stats", "container.event", "k8s.pod", "compose.service"} {
		var ofKind []*fact.Fact
		for i := range facts {
			if facts[i].Kind == kind {
				ofKind = append(ofKind, &facts[i])
			}
		}
		// A pod as a whole comes after its containers: it may be one of them.
		slices.SortStableFunc(ofKind, func(a, b *fact.Fact) int { return cmp.Or(cmp.Compare(whole(a), whole(b)), compareOrigins(a, b)) })
		for _, f := range ofKind {
			g.learn(f)
		}
	}
	g.learnSubjects(subjects)
	g.nameServices()
	g.learnProcesses(facts)
	g.learnDevices(facts)
	g.connect(facts)
	return g
}

// whole is 1 for a fact about a pod rather than one of its containers.
func whole(f *fact.Fact) int {
	if d, ok := f.Data.(*fact.K8sPod); ok && d.Container == "" {
		return 1
	}
	return 0
}

func compareOrigins(a, b *fact.Fact) int {
	return cmp.Or(cmp.Compare(a.Origin.Stream, b.Origin.Stream), cmp.Compare(a.Origin.Offset, b.Origin.Offset), cmp.Compare(a.Origin.Line, b.Origin.Line))
}

// Canonical returns the full form of a subject: a container with all its
// names, an endpoint as the container that listens there. A subject the graph
// does not know is returned as it is.
func (g *Graph) Canonical(s fact.Subject) fact.Subject {
	return g.SeenFrom(s, fact.Subject{Host: s.Host})
}

// SeenFrom is Canonical where names mean what they mean to from: "db" is
// another container in another project.
func (g *Graph) SeenFrom(s, from fact.Subject) fact.Subject {
	switch s.Kind {
	case fact.Container, fact.Pod, "":
		if b := g.find(s); b != nil {
			return b.subject
		}
	case fact.Endpoint:
		host, port := splitHostPort(s.Name)
		return g.Endpoint(host, port, from)
	case fact.Process:
		if pid, err := strconv.Atoi(s.ID); err == nil {
			if b := g.byPID[process{s.Host, pid}]; b != nil {
				return b.subject
			}
		}
		if b := only(g.byCommand[s.Name], ""); b != nil {
			return b.subject
		}
		if s.Name != "" {
			s.ID = "" // a program that is started again is the same one
		}
	case fact.GPU:
		return g.gpu(s)
	case fact.FileSystem:
		return g.fileSystem(s)
	}
	return s
}

// Same reports whether two subjects are one thing.
func (g *Graph) Same(a, b fact.Subject) bool {
	if a.Zero() || b.Zero() {
		return false
	}
	a, b = g.Canonical(a), g.Canonical(b)
	if a.Kind != b.Kind {
		return false
	}
	if a.ID != "" && b.ID != "" && a.Kind != fact.Container {
		return a.ID == b.ID
	}
	if a.Name != "" || b.Name != "" {
		return a.Name == b.Name && a.Project == b.Project
	}
	return a.ID == b.ID && a.Service == b.Service
}

// Inventory reports whether the input lists its containers.
func (g *Graph) Inventory() bool { return g.inventory }

// Aliases lists the DNS names of all containers, sorted.
func (g *Graph) Aliases() []string { return slices.Sorted(maps.Keys(g.byAlias)) }

// Known reports whether the input itself lists the subject: an OOM report of a
// container that is gone for weeks explains nothing. Without a list of
// containers every subject counts as known.
func (g *Graph) Known(s fact.Subject) bool {
	if !g.inventory || s.Kind != fact.Container {
		return true
	}
	b := g.find(s)
	return b != nil && b.listed
}

// Named returns the container of exactly this name.
func (g *Graph) Named(name string) (fact.Subject, bool) {
	if b := only(g.byName[name], ""); b != nil && b.subject.Name == name {
		return b.subject, true
	}
	return fact.Subject{}, false
}

// Inspected reports whether the settings of a container are in the input.
func (g *Graph) Inspected(s fact.Subject) bool {
	b := g.find(s)
	return b != nil && b.inspected
}

// find returns the container a subject means, or nil.
func (g *Graph) find(s fact.Subject) *box {
	if b := g.byIDPrefix(s.ID); b != nil {
		return b
	}
	for _, name := range []string{s.Name, s.Service} {
		if name == "" {
			continue
		}
		if b := g.byIDPrefix(name); b != nil {
			return b
		}
		for _, index := range []map[string][]*box{g.byName, g.byAlias} {
			if b := only(index[name], s.Project); b != nil {
				return b
			}
		}
	}
	return nil
}

// only returns the one candidate, or the one of the given project.
func only(candidates []*box, project string) *box {
	if len(candidates) == 1 {
		return candidates[0]
	}
	var found *box
	for _, b := range candidates {
		if project != "" && b.subject.Project == project {
			if found != nil {
				return nil
			}
			found = b
		}
	}
	return found
}

func (g *Graph) byIDPrefix(id string) *box {
	if len(id) < shortID || !hex(id) {
		return nil
	}
	if b := g.byID[id]; b != nil {
		return b
	}
	if b := g.byID[id[:shortID]]; b != nil {
		for _, full := range b.ids {
			if strings.HasPrefix(full, id) || strings.HasPrefix(id, full) {
				return b
			}
		}
	}
	return nil
}

func hex(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return s != ""
}
