package topology

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"culprit/engine/fact"
)

// dockerRoot is where Docker keeps layers, logs and volumes unless told
// otherwise.
const dockerRoot = "/var/lib/docker"

// devices are the things of a host that containers stand on.
type devices struct {
	gpus   map[string]*fact.Subject // by index ("GPU 0"), UUID and PCI address
	mounts []*mount                 // longest mount point first
	byDisk map[string]*mount        // by host and device name, "sda1"
	points map[string]*mount        // by host and mount point
	roots  map[string]string        // Docker's root folder of each host
}

// A mount is one file system of a host, at one place.
type mount struct {
	subject fact.Subject
	host    string
	point   string
	disk    string // sda1, dm-0; empty for overlay, tmpfs and the like
	origin  fact.Origin
}

// A path is a place on the host that a container writes to.
type path struct {
	name   string
	volume string // its volume; empty for a bind mount
	origin fact.Origin
}

// learnProcesses finds the container of each host pid: inspect tells the main
// process, ps and docker top its children, the kernel those it names with their
// cgroup.
func (g *Graph) learnProcesses(facts []fact.Fact) {
	parents := map[process]int{}
	var order []process
	for i := range facts {
		f := &facts[i]
		switch d := f.Data.(type) {
		case *fact.OOMKill:
			g.learnPID(f.Subject.Host, d.PID, d.ContainerID)
		case *fact.GPUError:
			g.learnPID(f.Subject.Host, d.PID, d.ContainerID)
		case *fact.HostProcess:
			p := process{f.Subject.Host, d.PID}
			if _, seen := parents[p]; !seen {
				order = append(order, p)
			}
			parents[p] = d.PPID
		}
	}
	for _, p := range order {
		// Children of children, up to a depth no real tree reaches.
		var chain []process
		at := p
		for range 32 {
			if b := g.byPID[at]; b != nil {
				for _, below := range chain {
					g.byPID[below] = b
				}
				break
			}
			chain = append(chain, at)
			parent, known := parents[at]
			if !known || parent <= 1 {
				break
			}
			at.pid = parent
		}
	}
}

func (g *Graph) learnPID(host string, pid int, container string) {
	b := g.byIDPrefix(container)
	if b == nil || pid <= 0 {
		return
	}
	p := process{host, pid}
	if g.byPID[p] == nil {
		g.byPID[p] = b
	}
}

// learnDevices takes in GPUs and file systems, in an order that does not
// depend on the order of the facts.
func (g *Graph) learnDevices(facts []fact.Fact) {
	g.devices = devices{gpus: map[string]*fact.Subject{}, byDisk: map[string]*mount{}, points: map[string]*mount{}, roots: map[string]string{}}
	var list []*fact.Fact
	for i := range facts {
		switch facts[i].Data.(type) {
		case *fact.GPUDevice, *fact.HostFilesystem, *fact.HostInfo, *fact.GPUProcess:
			list = append(list, &facts[i])
		}
	}
	slices.SortStableFunc(list, compareOrigins)
	for _, f := range list {
		switch d := f.Data.(type) {
		case *fact.GPUDevice:
			g.learnGPU(f.Subject.Host, d)
		case *fact.HostInfo:
			if d.DockerRoot != "" && g.roots[f.Subject.Host] == "" {
				g.roots[f.Subject.Host] = d.DockerRoot
			}
		case *fact.GPUProcess:
			if b := g.byPID[process{f.Subject.Host, d.PID}]; b != nil {
				b.gpu = true
			}
		case *fact.HostFilesystem:
			g.learnMount(f, d)
		}
	}
	slices.SortStableFunc(g.mounts, func(a, b *mount) int {
		return cmp.Or(cmp.Compare(len(b.point), len(a.point)), strings.Compare(a.point, b.point))
	})
	g.stand()
}

// learnGPU joins the names of one card. What one output leaves out another
// tells: the subject grows until the index, the UUID and the PCI address agree.
func (g *Graph) learnGPU(host string, d *fact.GPUDevice) {
	var keys []string
	if d.Index >= 0 {
		keys = append(keys, gpuKey(host, fmt.Sprintf("GPU %d", d.Index)))
	}
	for _, id := range []string{d.UUID, d.PCIAddress} {
		if id != "" {
			keys = append(keys, gpuKey(host, id))
		}
	}
	s := &fact.Subject{Kind: fact.GPU, Host: host}
	for _, k := range keys {
		if known, ok := g.gpus[k]; ok {
			s = known
			break
		}
	}
	if d.Index >= 0 {
		s.Name = fmt.Sprintf("GPU %d", d.Index)
	} else if s.Name == "" {
		s.Name = strings.TrimSpace("GPU " + d.PCIAddress)
	}
	fill(&s.ID, d.PCIAddress)
	if d.UUID != "" {
		s.ID = d.UUID
	}
	for _, k := range keys {
		g.gpus[k] = s
	}
}

func gpuKey(host, name string) string { return host + "\x00" + strings.ToUpper(name) }

// gpu returns the full form of a GPU, whichever of its names s has.
func (g *Graph) gpu(s fact.Subject) fact.Subject {
	for _, name := range []string{s.ID, s.Name, strings.TrimPrefix(s.Name, "GPU ")} {
		if known, ok := g.gpus[gpuKey(s.Host, name)]; ok && name != "" {
			return *known
		}
	}
	return s
}

func (g *Graph) learnMount(f *fact.Fact, d *fact.HostFilesystem) {
	if f.Subject.Kind != fact.FileSystem || d.Mountpoint == "" {
		return
	}
	disk := ""
	if strings.HasPrefix(d.Device, "/dev/") {
		disk = diskName(d.Device)
	}
	m := &mount{host: f.Subject.Host, point: d.Mountpoint, disk: disk, origin: f.Origin}
	if g.points[m.host+"\x00"+m.point] != nil {
		return
	}
	g.points[m.host+"\x00"+m.point] = m
	m.subject = fact.Subject{Kind: fact.FileSystem, Name: m.point, ID: disk, Host: m.host}
	g.mounts = append(g.mounts, m)
	if disk == "" {
		return
	}
	// A device that is mounted several times is one file system; its
	// shortest mount point names it.
	key := m.host + "\x00" + disk
	if first := g.byDisk[key]; first == nil || len(m.point) < len(first.point) {
		g.byDisk[key] = m
	}
}

func diskName(device string) string { return device[strings.LastIndexByte(device, '/')+1:] }

// fileSystem returns the full form of a file system, named by mount point
// (df) or by device (the kernel).
func (g *Graph) fileSystem(s fact.Subject) fact.Subject {
	if m := g.points[s.Host+"\x00"+s.Name]; m != nil {
		if first := g.byDisk[m.host+"\x00"+m.disk]; m.disk != "" && first != nil {
			return first.subject
		}
		return m.subject
	}
	if m := g.byDisk[s.Host+"\x00"+diskName(s.Name)]; m != nil {
		return m.subject
	}
	if m := g.partition(s.Host, diskName(s.Name)); m != nil {
		return m.subject
	}
	return s
}

// partition returns the only mounted partition of a whole disk, which the
// kernel names in the errors of a device.
func (g *Graph) partition(host, disk string) *mount {
	var found *mount
	for _, m := range g.mounts {
		rest, ok := strings.CutPrefix(m.disk, disk)
		if rest = strings.TrimPrefix(rest, "p"); !ok || m.host != host || disk == "" || strings.Trim(rest, "0123456789") != "" || m.disk == disk {
			continue
		}
		if first := g.byDisk[host+"\x00"+m.disk]; found != nil && first != found {
			return nil
		} else if first != nil {
			found = first
		}
	}
	return found
}

// A ground is a file system that holds a container's data, and which data.
type ground struct {
	fileSystem fact.Subject
	path       path
	proof      fact.Origin
}

// stand works out where each container's data lies: its mounts, and its layer
// and log below Docker's root folder.
func (g *Graph) stand() {
	for _, b := range g.boxes {
		root := cmp.Or(g.roots[b.subject.Host], dockerRoot)
		for _, p := range append(slices.Clone(b.paths), path{name: root, origin: b.origin}) {
			m := g.holding(p.name, b.subject.Host)
			if m == nil {
				continue
			}
			fs := g.fileSystem(m.subject)
			if !slices.ContainsFunc(b.grounds, func(known ground) bool { return known.fileSystem == fs }) {
				b.grounds = append(b.grounds, ground{fs, p, m.origin})
			}
		}
	}
}

// holding returns the file system that a path of the host lies on: the one
// with the longest mount point above it.
func (g *Graph) holding(name, host string) *mount {
	for _, m := range g.mounts {
		if m.host == host && (m.point == "/" || name == m.point || strings.HasPrefix(name, m.point+"/")) {
			return m
		}
	}
	return nil
}

// StandsOn reports whether a container keeps data on a file system or uses a
// GPU, with the proof. known is false when the input does not tell.
func (g *Graph) StandsOn(s, ground fact.Subject) (e Edge, yes, known bool) {
	b := g.find(s)
	if b == nil || b.subject.Host != ground.Host {
		return e, false, false
	}
	switch ground.Kind {
	case fact.FileSystem:
		for _, on := range b.grounds {
			if on.fileSystem == ground {
				how := "data in " + on.path.name
				if on.path.volume != "" {
					how = "data of volume " + on.path.volume
				}
				return Edge{From: b.subject, To: ground, How: how, Proof: on.proof}, true, true
			}
		}
		// A container nobody inspected may have mounts of its own.
		return e, false, len(b.grounds) > 0 && b.inspected
	case fact.GPU:
		return Edge{From: b.subject, To: ground, How: "uses the GPU", Proof: b.origin}, b.gpu, b.gpu
	}
	return e, false, false
}
