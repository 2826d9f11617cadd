package topology

import (
	"maps"
	"reflect"
	"slices"

	"culprit/engine/fact"
)

// essence is all that a graph is built of: the facts that describe containers and
// hosts, with the fields that matter, and the containers that facts are about,
// with the place of the first.
func essence(facts []fact.Fact) (told []fact.Fact, subjects map[fact.Subject]fact.Origin) {
	subjects = map[fact.Subject]fact.Origin{}
	var last fact.Subject
	for i := range facts {
		f := &facts[i]
		if data := essential(f.Data); data != nil {
			told = append(told, fact.Fact{Kind: f.Kind, Subject: f.Subject, Origin: f.Origin, Data: data})
		}
		s := f.Subject
		if i > 0 && s == last || s.Kind != fact.Container && s.Kind != fact.Pod || s.Name+s.Service+s.ID == "" {
			continue
		}
		last = s
		if _, seen := subjects[s]; !seen {
			subjects[s] = f.Origin
		}
	}
	return told, subjects
}

// essential is what the graph reads of a fact; nil when it is nothing. Numbers
// that change from reading to reading are not in it.
func essential(data any) any {
	switch d := data.(type) {
	case *fact.ContainerState, *fact.ContainerEvent, *fact.K8sPod, *fact.ComposeService:
		return d
	case *fact.ContainerSummary:
		return &fact.ContainerSummary{ID: d.ID, Name: d.Name, Service: d.Service, Project: d.Project, Image: d.Image}
	case *fact.ContainerStats:
		return &fact.ContainerStats{ID: d.ID, Name: d.Name}
	case *fact.OOMKill:
		return &fact.OOMKill{PID: d.PID, ContainerID: d.ContainerID}
	case *fact.GPUError:
		return &fact.GPUError{PID: d.PID, ContainerID: d.ContainerID}
	case *fact.HostProcess:
		return &fact.HostProcess{PID: d.PID, PPID: d.PPID}
	case *fact.GPUDevice:
		return &fact.GPUDevice{Index: d.Index, UUID: d.UUID, PCIAddress: d.PCIAddress}
	case *fact.GPUProcess:
		return &fact.GPUProcess{PID: d.PID}
	case *fact.HostInfo:
		return &fact.HostInfo{DockerRoot: d.DockerRoot}
	case *fact.HostFilesystem:
		return &fact.HostFilesystem{Device: d.Device, Mountpoint: d.Mountpoint}
	case *fact.HostSocket:
		if d.State == "established" && d.Peer != "" {
			return &fact.HostSocket{State: d.State, Address: d.Address, Port: d.Port, Peer: d.Peer, PID: d.PID}
		}
	}
	return nil
}

// A Cache gives the graph of facts again as long as what it is built of is the
// same. It is used by one goroutine.
type Cache struct {
	graph    *Graph
	told     []fact.Fact
	subjects map[fact.Subject]fact.Origin
}

// Graph is New. What is observed in the graph it returns stays there. Same says
// that it is the graph of the last call.
func (c *Cache) Graph(facts []fact.Fact) (g *Graph, same bool) {
	told, subjects := essence(facts)
	same = c.graph != nil && maps.Equal(c.subjects, subjects) && slices.EqualFunc(c.told, told, func(a, b fact.Fact) bool {
		return a.Kind == b.Kind && a.Subject == b.Subject && a.Origin == b.Origin && SameData(a.Data, b.Data)
	})
	if !same {
		c.graph, c.told, c.subjects = build(told, subjects), told, subjects
	}
	return c.graph.fork(), same
}

// SameData reports whether two facts of one kind hold the same data.
func SameData(a, b any) bool { return a == b || reflect.DeepEqual(a, b) }

// fork copies what Observe changes.
func (g *Graph) fork() *Graph {
	own := *g
	own.proofs, own.pairs = maps.Clone(g.proofs), slices.Clip(g.pairs)
	own.needs, own.needed = clipped(g.needs), clipped(g.needed)
	return &own
}

func clipped(lists map[*box][]*box) map[*box][]*box {
	own := make(map[*box][]*box, len(lists))
	for b, list := range lists {
		own[b] = slices.Clip(list)
	}
	return own
}
