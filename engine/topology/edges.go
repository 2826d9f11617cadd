package topology

import (
	"slices"
	"strconv"
	"strings"

	"culprit/engine/fact"
)

// An Edge says that one subject needs another, and how that is known.
type Edge struct {
	From, To fact.Subject
	How      string      // "environment variable REDIS_URL", "compose depends_on", "link", "connection", "log", "data in /var/lib/docker"
	Proof    fact.Origin // where it was read

	rank rank
}

// A rank says how telling an edge is; of several between two containers the
// most telling one is the proof.
type rank uint8

const (
	rankAddress rank = iota // names host and port
	rankDeclared
	rankLink
	rankConnection
	rankLog
)

// maxHops bounds how many dependencies in a row still count as one: what is
// further away is held up by what lies between.
const maxHops = 6

// connect works out who needs whom: from what documents claim, and from open
// connections.
func (g *Graph) connect(facts []fact.Fact) {
	for _, b := range g.boxes {
		for _, c := range b.claims {
			to := g.peer(c.service, b)
			if c.service == "" {
				to = g.listener(c.address.Host, c.address.Port, b)
			}
			if to == nil && c.address.Host != "" {
				name := g.Endpoint(c.address.Host, c.address.Port, b.subject).Name
				g.seekers[name] = appendOnce(g.seekers[name], b)
			}
			g.edge(b, to, Edge{How: c.how, Proof: c.at, rank: c.rank})
		}
	}
	g.connections(facts)
}

// connections reads dependencies from established connections between the
// addresses of two containers. The client is the one whose own port is not
// the one that is listened on; the higher port is taken for it.
func (g *Graph) connections(facts []fact.Fact) {
	var sockets []*fact.Fact
	for i := range facts {
		if d, ok := facts[i].Data.(*fact.HostSocket); ok && d.State == "established" && d.Peer != "" {
			sockets = append(sockets, &facts[i])
		}
	}
	slices.SortStableFunc(sockets, compareOrigins)
	for _, f := range sockets {
		d := f.Data.(*fact.HostSocket)
		host, port := splitHostPort(d.Peer)
		from, to := only(g.byAddress[d.Address], ""), only(g.byAddress[host], "")
		if from == nil {
			from = g.byPID[process{f.Subject.Host, d.PID}]
		}
		if from == nil || to == nil {
			continue
		}
		if d.Port < port {
			from, to = to, from
		}
		g.edge(from, to, Edge{How: "connection", Proof: f.Origin, rank: rankConnection})
	}
}

func (g *Graph) edge(from, to *box, e Edge) {
	if from == nil || to == nil || from == to {
		return
	}
	pair := [2]*box{from, to}
	e.From, e.To = from.subject, to.subject
	best, known := g.proofs[pair]
	if !known {
		g.needs[from] = append(g.needs[from], to)
		g.needed[to] = append(g.needed[to], from)
		g.pairs = append(g.pairs, pair)
	}
	if !known || e.rank < best.rank {
		g.proofs[pair] = e
	}
}

// Observe adds a dependency that a log showed: from talked to, or tried to.
func (g *Graph) Observe(from, to fact.Subject, proof fact.Origin) {
	g.edge(g.find(from), g.find(to), Edge{How: "log", Proof: proof, rank: rankLog})
}

// Edges lists who needs whom, with the best proof of each.
func (g *Graph) Edges() []Edge {
	edges := make([]Edge, len(g.pairs))
	for i, p := range g.pairs {
		edges[i] = g.proofs[p]
	}
	return edges
}

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
	if s, ok := g.Listener(host, port, from); ok {
		return s
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

// Listener returns the container that listens on host and port as seen by from.
func (g *Graph) Listener(host string, port int, from fact.Subject) (fact.Subject, bool) {
	if b := g.listener(host, port, g.find(from)); b != nil {
		return b.subject, true
	}
	return fact.Subject{}, false
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
	if a.project != "" && a.project == b.project {
		return true
	}
	return intersect(a.networks, b.networks)
}

func intersect(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
}

// DependsOn reports whether a needs b to work, directly or through others. It
// needs a file system when what it needs keeps its data there.
func (g *Graph) DependsOn(a, b fact.Subject) bool {
	if b.Kind != fact.FileSystem {
		return len(g.Path(a, b)) > 0
	}
	from := g.find(a)
	if from == nil {
		return false
	}
	b = g.fileSystem(b)
	seen := map[*box]bool{from: true}
	for level := []*box{from}; len(level) > 0; {
		var next []*box
		for _, at := range level {
			for _, to := range g.needs[at] {
				if slices.ContainsFunc(to.grounds, func(on ground) bool { return on.fileSystem == b }) {
					return true
				}
				if !seen[to] {
					seen[to] = true
					next = append(next, to)
				}
			}
		}
		level = next
	}
	return false
}

// Path is the shortest proof that a needs b: the edges from a to b, at most
// maxHops of them. It is empty when a does not need b.
func (g *Graph) Path(a, b fact.Subject) []Edge {
	from, to := g.find(a), g.find(b)
	if from == nil || to == nil || from == to {
		return nil
	}
	came := map[*box]*box{from: nil}
	level := []*box{from}
	for hops := 0; hops < maxHops && len(level) > 0; hops++ {
		var next []*box
		for _, at := range level {
			for _, n := range g.needs[at] {
				if _, seen := came[n]; seen {
					continue
				}
				came[n] = at
				if n == to {
					return g.trace(came, to)
				}
				next = append(next, n)
			}
		}
		level = next
	}
	return nil
}

func (g *Graph) trace(came map[*box]*box, to *box) []Edge {
	var path []Edge
	for at := to; came[at] != nil; at = came[at] {
		path = append(path, g.proofs[[2]*box{came[at], at}])
	}
	slices.Reverse(path)
	return path
}

// Needs lists what a subject needs directly.
func (g *Graph) Needs(s fact.Subject) []fact.Subject { return subjects(g.needs[g.find(s)]) }

// Clients lists who needs a subject directly; of an address that no known
// container has, those whose settings name it.
func (g *Graph) Clients(s fact.Subject) []fact.Subject {
	if s.Kind == fact.Endpoint {
		return subjects(g.seekers[s.Name])
	}
	return subjects(g.needed[g.find(s)])
}

// Dependents lists who needs a subject, directly or through others, nearest
// first.
func (g *Graph) Dependents(s fact.Subject) []fact.Subject {
	to := g.find(s)
	if to == nil {
		return nil
	}
	seen := map[*box]bool{to: true}
	var found []*box
	level := []*box{to}
	for hops := 0; hops < maxHops && len(level) > 0; hops++ {
		var next []*box
		for _, at := range level {
			for _, n := range g.needed[at] {
				if !seen[n] {
					seen[n] = true
					next = append(next, n)
				}
			}
		}
		found = append(found, next...)
		level = next
	}
	return subjects(found)
}

func subjects(boxes []*box) []fact.Subject {
	var list []fact.Subject
	for _, b := range boxes {
		list = append(list, b.subject)
	}
	return list
}

// Shares reports whether both subjects use one thing: "host", "volume",
// "network", "cgroup" (a common parent with a limit), "gpu" or "filesystem"
// (that their data lies on).
func (g *Graph) Shares(a, b fact.Subject, what string) bool {
	if what == "host" {
		return a.Host == b.Host || a.Host == "" || b.Host == ""
	}
	if what == "filesystem" && b.Kind == fact.FileSystem {
		_, yes, _ := g.StandsOn(a, b)
		return yes
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
	case "filesystem":
		return slices.ContainsFunc(x.grounds, func(a ground) bool {
			return slices.ContainsFunc(y.grounds, func(b ground) bool { return a.fileSystem == b.fileSystem })
		})
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
