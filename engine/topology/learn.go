package topology

import (
	"slices"
	"strings"

	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
)

// identity is what a fact says about which container it means.
type identity struct {
	id, name, service, project, host string
	kind                             fact.SubjectKind
	listed                           bool
}

// learn takes in a fact that describes a container.
func (g *Graph) learn(f *fact.Fact) {
	switch d := f.Data.(type) {
	case *fact.ContainerState:
		b := g.box(identity{id: d.ID, name: d.Name, service: d.Service, project: d.Project, host: f.Subject.Host, listed: true}, f.Origin)
		if b == nil {
			return
		}
		b.inspected = b.inspected || d.Image != ""
		b.claim(d.DependsOn, d.EnvAddresses, f.Origin)
		for _, link := range d.Links {
			name, _, _ := strings.Cut(strings.TrimPrefix(link, "/"), ":")
			b.claims = append(b.claims, claim{service: name[strings.LastIndexByte(name, '/')+1:], how: "link", rank: rankLink, at: f.Origin})
		}
		if d.PID > 0 {
			g.byPID[process{f.Subject.Host, d.PID}] = b
		}
		g.learnCommand(b, d)
		b.cgroup, b.netMode = d.CgroupParent, d.NetworkMode
		b.gpu = b.gpu || d.GPURequested
		g.alias(b, d.Hostname)
		for _, n := range d.Networks {
			b.networks = append(b.networks, n.Name)
			for _, a := range n.Aliases {
				g.alias(b, a)
			}
			if n.Address != "" {
				g.byAddress[n.Address] = appendOnce(g.byAddress[n.Address], b)
			}
		}
		for _, m := range d.Mounts {
			if m.Name != "" {
				b.volumes = append(b.volumes, m.Name)
			} else if m.Source != "" {
				b.volumes = append(b.volumes, m.Source)
			}
			if m.Source != "" && !m.ReadOnly {
				b.paths = append(b.paths, path{m.Source, m.Name, f.Origin})
			}
		}
		for _, p := range d.Ports {
			if p.HostPort != 0 {
				g.byPort[p.HostPort] = appendOnce(g.byPort[p.HostPort], b)
			}
		}
	case *fact.ContainerSummary:
		if b := g.box(identity{id: d.ID, name: d.Name, service: d.Service, project: d.Project, host: f.Subject.Host, listed: true}, f.Origin); b != nil {
			g.runs(b, d.Image)
		}
	case *fact.ContainerStats:
		if f.Subject.Kind == fact.Pod {
			return // kubectl top names pods, which describe themselves
		}
		g.box(identity{id: d.ID, name: d.Name, host: f.Subject.Host, listed: true}, f.Origin)
	case *fact.ContainerEvent:
		if d.Type == "container" || d.Type == "" {
			g.box(identity{id: d.ID, name: d.Name, service: d.Service, project: d.Project, host: f.Subject.Host}, f.Origin)
		}
	case *fact.K8sPod:
		g.learnPod(d, f.Origin)
	case *fact.ComposeService:
		// The file says what should run; only an existing container learns
		// from it.
		g.adopt(d)
		for _, b := range g.byAlias[d.Service] {
			b.claim(d.DependsOn, d.EnvAddresses, f.Origin)
			b.gpu = b.gpu || d.GPURequested
		}
	}
}

// adopt makes known whose containers a compose file's are: docker ps names them
// project-service-1 (v2) or project_service_1 (v1) and shows no label.
func (g *Graph) adopt(d *fact.ComposeService) {
	for _, b := range g.boxes {
		name := b.subject.Name
		if b.subject.Service != "" || name == "" || b.subject.Kind != fact.Container {
			continue
		}
		base := strings.TrimRight(name, "0123456789")
		project, mine := "", false
		for _, sep := range []string{"-", "_"} {
			if p, ok := strings.CutSuffix(base, sep+d.Service+sep); ok && base != name && (d.Project == "" || p == d.Project) {
				project, mine = p, true
			}
		}
		if mine || name == d.ContainerName || name == d.Service {
			b.subject.Service = d.Service
			fill(&b.subject.Project, project)
			g.name(b, name)
			g.alias(b, d.Service)
		}
	}
}

// A claim is a dependency as a document states it, not yet resolved to a
// container.
type claim struct {
	service string // name of the peer; empty for an address
	address fact.EnvAddress
	how     string
	rank    rank
	at      fact.Origin
}

func (b *box) claim(services []string, addresses []fact.EnvAddress, at fact.Origin) {
	for _, s := range services {
		b.claims = append(b.claims, claim{service: s, how: "compose depends_on", rank: rankDeclared, at: at})
	}
	for _, a := range addresses {
		line := at
		if a.Line > 0 {
			line.Line = a.Line
		}
		b.claims = append(b.claims, claim{address: a, how: "environment variable " + a.Name, rank: rankAddress, at: line})
	}
}

// podSuffix is what controllers add to a name: the hash of a ReplicaSet and of
// a pod (web-6d4cf56db6-x2lqp), a DaemonSet's pod (agent-x2lqp), a StatefulSet's
// number (redis-0), a Job's (report-28374-x2lqp).
var podSuffix = lazyregexp.New(`(?:-[0-9a-f]{6,10}|-\d+)?-(?:[bcdfghjklmnpqrstvwxz2456789]{5}|\d{1,4})$`)

// learnPod takes in a container of a pod. Services are mostly called like what
// made their pods, so that name is the pod's DNS name too.
func (g *Graph) learnPod(d *fact.K8sPod, at fact.Origin) {
	if d.Pod == "" {
		return
	}
	b := g.box(identity{id: d.ContainerID, name: strings.TrimSuffix(d.Pod+"/"+d.Container, "/"), service: d.Container, project: d.Namespace, kind: fact.Pod, listed: true}, at)
	if b == nil {
		return
	}
	b.claim(nil, d.EnvAddresses, at)
	if d.Init {
		return // its names mean the containers that stay
	}
	g.byName[d.Pod] = appendOnce(g.byName[d.Pod], b)
	g.alias(b, podSuffix.ReplaceAllString(d.Pod, ""))
	if d.Address != "" {
		g.byAddress[d.Address] = appendOnce(g.byAddress[d.Address], b)
	}
}

// learnSubjects makes containers of the subjects that no describing fact
// named: a log file, a compose prefix, an id in a cgroup path. A log whose name
// means nothing belongs to the only container there is, when there is one.
func (g *Graph) learnSubjects(origins map[fact.Subject]fact.Origin) {
	var strangers []fact.Subject
	for s := range origins {
		if g.find(s) == nil {
			strangers = append(strangers, s)
		}
	}
	slices.SortFunc(strangers, func(a, b fact.Subject) int {
		return strings.Compare(a.ID+"\x00"+a.Name+"\x00"+a.Service, b.ID+"\x00"+b.Name+"\x00"+b.Service)
	})
	unnamed := slices.DeleteFunc(slices.Clone(strangers), func(s fact.Subject) bool { return s.ID != "" || s.Service != "" })
	if len(g.boxes) == 1 && g.boxes[0].listed && len(unnamed) == 1 {
		g.name(g.boxes[0], unnamed[0].Name)
	}
	for _, s := range strangers {
		if g.find(s) == nil {
			g.box(identity{id: s.ID, name: s.Name, service: s.Service, project: s.Project, host: s.Host, kind: s.Kind}, origins[s])
		}
	}
}

// box returns the container of an identity, made where it is new, and adds
// what the identity says. Containers of one name are one box: a container that
// was recreated is still the same thing to the person who runs it.
func (g *Graph) box(who identity, at fact.Origin) *box {
	if who.id == "" && who.name == "" && who.service == "" {
		return nil
	}
	b := g.byIDPrefix(who.id)
	if b == nil && who.name != "" {
		for _, candidate := range g.byName[who.name] {
			if candidate.subject.Name == who.name {
				b = candidate
			}
		}
	}
	if b == nil && who.id == "" {
		b = g.find(fact.Subject{Name: who.name, Service: who.service, Project: who.project})
	}
	if b == nil {
		b = &box{origin: at}
		b.subject.Kind = fact.Container
		if who.kind != "" {
			b.subject.Kind = who.kind
		}
		g.boxes = append(g.boxes, b)
	}
	b.listed = b.listed || who.listed
	g.inventory = g.inventory || who.listed
	fill(&b.subject.Service, who.service)
	fill(&b.subject.Project, who.project)
	fill(&b.subject.Host, who.host)
	fill(&b.subject.Name, who.name)
	if who.id != "" && !slices.Contains(b.ids, who.id) {
		b.ids = append(b.ids, who.id)
		g.byID[who.id] = b
		if len(who.id) >= shortID {
			g.byID[who.id[:shortID]] = b
			g.alias(b, who.id[:shortID])
		}
		if len(who.id) > len(b.subject.ID) {
			b.subject.ID = who.id
		}
	}
	g.name(b, who.name)
	g.alias(b, who.service)
	return b
}

// name makes a container findable by its name and by the forms of it that
// compose prints: project-service-1, service-1, service.
func (g *Graph) name(b *box, name string) {
	if name == "" {
		return
	}
	g.byName[name] = appendOnce(g.byName[name], b)
	g.alias(b, name)
	if service := swarmService(name); service != "" {
		g.alias(b, service)
		if _, short, ok := strings.Cut(service, "_"); ok { // stack_service
			g.alias(b, short)
		}
	}
	short := name
	if p := b.subject.Project; p != "" && len(name) > len(p)+1 && strings.HasPrefix(name, p) && strings.ContainsAny(name[len(p):len(p)+1], "-_") {
		short = name[len(p)+1:]
		g.byName[short] = appendOnce(g.byName[short], b)
	}
	if base := strings.TrimRight(short, "0123456789"); len(base) > 1 && len(base) < len(short) && strings.ContainsAny(base[len(base)-1:], "-_") {
		g.alias(b, base[:len(base)-1])
	}
	// compose v1 and v2 spell one name with _ and -.
	for _, n := range []string{name, short} {
		for _, other := range []string{strings.ReplaceAll(n, "-", "_"), strings.ReplaceAll(n, "_", "-")} {
			g.byName[other] = appendOnce(g.byName[other], b)
		}
	}
}

func (g *Graph) alias(b *box, name string) {
	if name == "" {
		return
	}
	name = strings.ToLower(name)
	b.aliases = appendOnce(b.aliases, name)
	g.byAlias[name] = appendOnce(g.byAlias[name], b)
}

func fill(field *string, value string) {
	if *field == "" {
		*field = value
	}
}

func appendOnce[T comparable](list []T, v T) []T {
	if slices.Contains(list, v) {
		return list
	}
	return append(list, v)
}
