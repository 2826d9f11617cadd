package topology

import (
	"slices"
	"strconv"
	"strings"

	"culprit/engine/fact"
)

// connect works out who needs whom from compose labels, links and the
// addresses in environment variables.
func (g *Graph) connect() {
	for _, b := range g.boxes {
		for _, service := range b.depends {
			g.edge(b, g.peer(service, b), "compose depends_on")
		}
		for _, link := range b.links {
			name, _, _ := strings.Cut(strings.TrimPrefix(link, "/"), ":")
			g.edge(b, g.peer(name[strings.LastIndexByte(name, '/')+1:], b), "link")
		}
		for _, a := range b.addresses {
			g.edge(b, g.listener(a.Host, a.Port, b), "environment variable "+a.Name)
		}
	}
}

func (g *Graph) edge(from, to *box, how string) {
	if to == nil || from == to {
		return
	}
	if !slices.Contains(g.needs[from], to) {
		g.needs[from] = append(g.needs[from], to)
	}
	g.edges = append(g.edges, Edge{From: from.subject, To: to.subject, How: how, Proof: from.origin})
}

// Observe adds a dependency that a log showed: from talked to, or tried to.
func (g *Graph) Observe(from, to fact.Subject, proof fact.Origin) {
	a, b := g.find(from), g.find(to)
	if a == nil || b == nil || a == b || slices.Contains(g.needs[a], b) {
		return
	}
	g.needs[a] = append(g.needs[a], b)
	g.edges = append(g.edges, Edge{From: a.subject, To: b.subject, How: "log", Proof: proof})
}

// Edges lists who needs whom, with the proof of each.
func (g *Graph) Edges() []Edge { return g.edges }

// Containers lists the canonical subjects of all containers.
func (g *Graph) Containers() []fact.Subject {
	subjects := make([]fact.Subject, len(g.boxes))
	for i, b := range g.boxes {
		subjects[i] = b.subject
	}
	return subjects
}

// Endpoint returns the container that listens on host and port as seen by
// from. An address of no known container gives an endpoint subject "host:port".
func (g *Graph) Endpoint(host string, port int, from fact.Subject) fact.Subject {
	if host == "" {
		return fact.Subject{}
	}
	if b := g.listener(host, port, g.find(from)); b != nil {
		return b.subject
	}
	name := strings.ToLower(host)
	if port > 0 {
		if strings.Contains(name, ":") {
			name = "[" + name + "]"
		}
		name += ":" + strconv.Itoa(port)
	}
	return fact.Subject{Kind: fact.Endpoint, Name: name, Host: from.Host}
}

// listener returns the container behind an address as seen by from (nil: from
// nowhere in particular).
func (g *Graph) listener(host string, port int, from *box) *box {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	switch {
	case host == "":
		return nil
	case host == "localhost" || host == "::1" || strings.HasPrefix(host, "127."):
		// Inside a container its own loopback: no other container. On the host
		// (or in its network namespace) a published port.
		if from == nil || from.netMode == "host" {
			return only(g.byPort[port], "")
		}
		return nil
	case host == "host.docker.internal" || host == "host.containers.internal" || host == "gateway.docker.internal":
		return only(g.byPort[port], "")
	}
	if b := only(g.byAddress[host], ""); b != nil {
		return b
	}
	return g.peer(host, from)
}

// peer returns the container of a DNS name as seen by from. Of several
// replicas the first by name stands for all.
func (g *Graph) peer(name string, from *box) *box {
	name = strings.ToLower(name)
	candidates := g.byAlias[name]
	if len(candidates) == 0 && strings.Contains(name, ".") {
		// service.namespace.svc.cluster.local, name.network
		candidates = g.byAlias[name[:strings.IndexByte(name, '.')]]
		if from != nil && from.subject.Kind != fact.Pod && !strings.Contains(name, ".svc") && !slices.Contains(from.networks, name[strings.IndexByte(name, '.')+1:]) {
			candidates = nil
		}
	}
	if from != nil && len(candidates) > 1 {
		near := slices.DeleteFunc(slices.Clone(candidates), func(b *box) bool { return !near(b, from) })
		if len(near) > 0 {
			candidates = near
		}
	}
	if len(candidates) == 0 {
		return nil
	}
	return slices.MinFunc(candidates, func(a, b *box) int { return strings.Compare(a.subject.Name+a.subject.ID, b.subject.Name+b.subject.ID) })
}

// near reports whether two containers can know each other by name.
func near(a, b *box) bool {
	if a.subject.Project != "" && a.subject.Project == b.subject.Project {
		return true
	}
	return intersect(a.networks, b.networks)
}

func intersect(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
}

// DependsOn reports whether a needs b to work, directly or through others.
func (g *Graph) DependsOn(a, b fact.Subject) bool {
	from, to := g.find(a), g.find(b)
	if from == nil || to == nil || from == to {
		return false
	}
	seen := map[*box]bool{from: true}
	for queue := []*box{from}; len(queue) > 0; queue = queue[1:] {
		for _, next := range g.needs[queue[0]] {
			if next == to {
				return true
			}
			if !seen[next] {
				seen[next] = true
				queue = append(queue, next)
			}
		}
	}
	return false
}

// Needs lists what a subject needs directly.
func (g *Graph) Needs(s fact.Subject) []fact.Subject {
	var subjects []fact.Subject
	if b := g.find(s); b != nil {
		for _, n := range g.needs[b] {
			subjects = append(subjects, n.subject)
		}
	}
	return subjects
}

// Shares reports whether both subjects use one thing: "host", "volume",
// "network", "cgroup" (a common parent with a limit) or "gpu".
func (g *Graph) Shares(a, b fact.Subject, what string) bool {
	if what == "host" {
		return a.Host == b.Host || a.Host == "" || b.Host == ""
	}
	x, y := g.find(a), g.find(b)
	if x == nil || y == nil || x == y {
		return false
	}
	switch what {
	case "volume":
		return intersect(x.volumes, y.volumes)
	case "network":
		return intersect(x.networks, y.networks)
	case "cgroup":
		return x.cgroup != "" && x.cgroup == y.cgroup
	case "gpu":
		return x.gpu && y.gpu
	default:
		return false
	}
}

func splitHostPort(name string) (string, int) {
	i := strings.LastIndexByte(name, ':')
	if i < 0 {
		return name, 0
	}
	port, err := strconv.Atoi(name[i+1:])
	if err != nil {
		return name, 0
	}
	return strings.Trim(name[:i], "[]"), port
}
