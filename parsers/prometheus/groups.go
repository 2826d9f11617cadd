package prometheus

import (
	"strconv"
	"strings"

	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
	"culprit/parsers/cgroup"
	"culprit/parsers/df"
	"culprit/parsers/kernel"
	"culprit/parsers/nvidiasmi"
	"culprit/parsers/section"
)

// maxThings bounds how many things of a scrape are told apart.
const maxThings = 20_000

// A thing is what several series are about.
type thing struct {
	fact fact.Fact
	rank int // how telling the line is that the fact is shown with
}

// groups collects the series of a scrape by what they are about.
type groups struct {
	byKey  map[string]*thing
	order  []*thing
	memory *fact.HostMemory
}

func newGroups() *groups { return &groups{byKey: map[string]*thing{}} }

// thing returns the fact of a kind about one subject, made by make where it is
// new; nil beyond the bound.
func (g *groups) thing(s *series, kind string, subject fact.Subject, rank int, empty func() any) any {
	key := kind + "\x00" + subject.Name + "\x00" + subject.ID + "\x00" + subject.Project
	t := g.byKey[key]
	if t == nil {
		if len(g.order) >= maxThings {
			return nil
		}
		t = &thing{fact: fact.Fact{Kind: kind, Subject: subject, Data: empty()}, rank: -1}
		g.byKey[key] = t
		g.order = append(g.order, t)
	}
	if rank > t.rank {
		t.fact.Origin, t.fact.Text, t.rank = s.at, s.text, rank
	}
	return t.fact.Data
}

func (g *groups) emit(emit func(fact.Fact)) {
	for _, t := range g.order {
		switch d := t.fact.Data.(type) {
		case *fact.ContainerStats:
			if d.MemoryLimitBytes > 0 {
				d.MemoryPercent = 100 * float64(d.MemoryBytes) / float64(d.MemoryLimitBytes)
			}
		case *fact.ContainerCPU:
			if d.Periods > 0 {
				d.ThrottledPercent = 100 * float64(d.Throttled) / float64(d.Periods)
			}
		case *fact.GPUDevice:
			if d.MemoryUsedBytes >= 0 && d.MemoryFreeBytes >= 0 {
				d.MemoryTotalBytes = d.MemoryUsedBytes + d.MemoryFreeBytes
			}
		case *fact.HostFilesystem:
			if used := d.UsedBytes; d.SizeBytes > 0 && d.AvailableBytes >= 0 {
				if used < 0 {
					used = d.SizeBytes - d.AvailableBytes
				}
				d.UsedBytes, d.UsedPercent = used, 100-100*float64(d.AvailableBytes)/float64(d.SizeBytes)
			}
			if d.Inodes > 0 && d.InodesFree >= 0 {
				d.InodesUsed = d.Inodes - d.InodesFree
				d.InodesPercent = 100 * float64(d.InodesUsed) / float64(d.Inodes)
			}
		}
		emit(t.fact)
	}
}

func (g *groups) add(s *series) {
	switch {
	case strings.HasPrefix(s.name, "container_"):
		g.cadvisor(s)
	case strings.HasPrefix(s.name, "kube_pod_"):
		g.pod(s)
	case s.name == "kube_node_status_condition":
		if s.value == 1 && len(g.order) < maxThings {
			status := map[string]string{"true": "True", "false": "False", "unknown": "Unknown"}[s.labels["status"]]
			d := &fact.K8sNode{Node: s.labels["node"], Condition: s.labels["condition"], Status: status}
			g.order = append(g.order, &thing{fact: fact.Fact{Kind: "k8s.node", Subject: fact.Subject{Kind: fact.Host, Name: d.Node}, Origin: s.at, Text: s.text, Data: d}})
		}
	case strings.HasPrefix(s.name, "DCGM_"):
		g.gpu(s)
	case strings.HasPrefix(s.name, "node_filesystem_"):
		g.filesystem(s)
	}
}

var fullID = lazyregexp.New(`[0-9a-f]{64}`)

// container is whom a series of cAdvisor or kube-state-metrics is about; false
// for a cgroup that is no container.
func container(s *series) (fact.Subject, bool) {
	l := s.labels
	id := fullID.FindString(firstOf(l["id"], l["container_id"], l["name"]))
	pod, box := firstOf(l["pod"], l["pod_name"], l["container_label_io_kubernetes_pod_name"]), firstOf(l["container"], l["container_name"], l["container_label_io_kubernetes_container_name"])
	if pod != "" {
		return fact.Subject{Kind: fact.Pod, Name: pod + "/" + box, Service: box, ID: id, Project: firstOf(l["namespace"], l["container_label_io_kubernetes_pod_namespace"])}, box != "" && box != "POD"
	}
	return fact.Subject{
		Kind: fact.Container, Name: l["name"], ID: id,
		Service: l["container_label_com_docker_compose_service"], Project: l["container_label_com_docker_compose_project"],
	}, l["name"] != ""
}

func (g *groups) cadvisor(s *series) {
	subject, ok := container(s)
	if !ok {
		return
	}
	n := int64(s.value)
	stats := func(rank int) *fact.ContainerStats {
		d, _ := g.thing(s, "container.stats", subject, rank, func() any { return &fact.ContainerStats{ID: subject.ID, Name: subject.Name} }).(*fact.ContainerStats)
		return d
	}
	counts := func() *fact.ContainerCgroup {
		d, _ := g.thing(s, "container.cgroup", subject, 1, func() any { return cgroup.New() }).(*fact.ContainerCgroup)
		return d
	}
	cpu := func(rank int) *fact.ContainerCPU {
		d, _ := g.thing(s, "container.cpu", subject, rank, func() any { return &fact.ContainerCPU{} }).(*fact.ContainerCPU)
		return d
	}
	switch s.name {
	case "container_memory_working_set_bytes":
		if d := stats(2); d != nil {
			d.MemoryBytes = n
		}
	case "container_spec_memory_limit_bytes":
		if d := stats(1); d != nil && s.value < 1<<60 { // version 1 of cgroups has a huge number for none
			d.MemoryLimitBytes = n
		}
	case "container_processes":
		if d := stats(1); d != nil {
			d.PIDs = n
		}
	case "container_oom_events_total":
		if d := counts(); d != nil {
			d.OOMKills = n
		}
	case "container_cpu_cfs_periods_total":
		if d := cpu(1); d != nil {
			d.Periods = n
		}
	case "container_cpu_cfs_throttled_periods_total":
		if d := cpu(2); d != nil {
			d.Throttled = n
		}
	case "container_cpu_cfs_throttled_seconds_total":
		if d := cpu(1); d != nil {
			d.ThrottledSeconds = s.value
		}
	}
}

// pod reads kube-state-metrics: a state is the series whose value is 1.
func (g *groups) pod(s *series) {
	subject, ok := container(s)
	if !ok {
		return
	}
	rank := 1
	if strings.HasSuffix(s.name, "_reason") && s.value == 1 {
		if rank = 2; strings.HasSuffix(s.name, "_last_terminated_reason") {
			rank = 3 // why it ended says more than that it waits
		}
	}
	d, _ := g.thing(s, "k8s.pod", subject, rank, func() any {
		return &fact.K8sPod{
			Pod: strings.TrimSuffix(subject.Name, "/"+subject.Service), Namespace: subject.Project, Container: subject.Service, ContainerID: subject.ID,
			ExitCode: -1, MemoryLimitBytes: -1, MemoryRequestBytes: -1, CPUs: -1,
		}
	}).(*fact.K8sPod)
	if d == nil {
		return
	}
	yes := s.value == 1
	switch s.name {
	case "kube_pod_container_status_last_terminated_reason":
		if yes {
			d.LastReason = s.labels["reason"]
		}
	case "kube_pod_container_status_waiting_reason":
		if yes {
			d.State, d.StateReason = "waiting", s.labels["reason"]
		}
	case "kube_pod_container_status_terminated_reason":
		if yes {
			d.State, d.StateReason = "terminated", s.labels["reason"]
		}
	case "kube_pod_container_status_running":
		if yes {
			d.State = "running"
		}
	case "kube_pod_container_status_ready":
		d.Ready = yes
	case "kube_pod_container_status_restarts_total":
		d.RestartCount = int(s.value)
	case "kube_pod_container_status_last_terminated_exitcode":
		d.ExitCode = int(s.value)
	case "kube_pod_container_info":
		d.Image = s.labels["image"]
	case "kube_pod_container_resource_limits":
		if s.labels["resource"] == "memory" {
			d.MemoryLimitBytes = int64(s.value)
		}
	}
}

// gpu reads the DCGM exporter; its frame buffer counts MiB.
func (g *groups) gpu(s *series) {
	l := s.labels
	index, err := strconv.Atoi(l["gpu"])
	if err != nil {
		return
	}
	subject := fact.Subject{Kind: fact.GPU, Name: "GPU " + l["gpu"], ID: firstOf(l["UUID"], kernel.PCIAddress(l["pci_bus_id"]))}
	n := int64(s.value)
	if s.name == "DCGM_FI_DEV_XID_ERRORS" {
		if n > 0 {
			d := &fact.GPUError{Code: int(n), PCIAddress: kernel.PCIAddress(l["pci_bus_id"]), Message: "last Xid in the metrics of DCGM"}
			d.Title, d.Class = kernel.Xid(d.Code)
			g.thing(s, "gpu.error", subject, 1, func() any { return d })
		}
		return
	}
	d, _ := g.thing(s, "gpu.device", subject, 0, func() any {
		d := nvidiasmi.NewDevice()
		d.Index, d.Name, d.UUID, d.DriverVersion = index, l["modelName"], l["UUID"], l["DCGM_FI_DRIVER_VERSION"]
		d.PCIAddress = kernel.PCIAddress(l["pci_bus_id"])
		return d
	}).(*fact.GPUDevice)
	if d == nil {
		return
	}
	switch s.name {
	case "DCGM_FI_DEV_FB_USED":
		d.MemoryUsedBytes = n << 20
	case "DCGM_FI_DEV_FB_FREE":
		d.MemoryFreeBytes = n << 20
	case "DCGM_FI_DEV_GPU_TEMP":
		d.TemperatureC = s.value
	case "DCGM_FI_DEV_GPU_UTIL":
		d.UtilizationPercent = s.value
	case "DCGM_FI_DEV_POWER_USAGE":
		d.PowerWatts = s.value
	case "DCGM_FI_DEV_ECC_SBE_VOL_TOTAL":
		d.ECCCorrected = n
	case "DCGM_FI_DEV_ECC_DBE_VOL_TOTAL":
		d.ECCUncorrected = n
	case "DCGM_FI_DEV_ROW_REMAP_FAILURE":
		d.RemapFailed = n > 0
	case "DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS":
		d.RemappedRows = n
	}
}

func (g *groups) filesystem(s *series) {
	l := s.labels
	subject := fact.Subject{Kind: fact.FileSystem, Name: l["mountpoint"]}
	d, _ := g.thing(s, "host.filesystem", subject, 0, func() any {
		d := df.New()
		d.Device, d.Mountpoint, d.Type = l["device"], l["mountpoint"], l["fstype"]
		return d
	}).(*fact.HostFilesystem)
	if d == nil {
		return
	}
	switch n := int64(s.value); s.name {
	case "node_filesystem_size_bytes":
		d.SizeBytes = n
	case "node_filesystem_avail_bytes":
		d.AvailableBytes = n
	case "node_filesystem_files":
		d.Inodes = n
	case "node_filesystem_files_free":
		d.InodesFree = n
	case "node_filesystem_readonly":
		d.ReadOnly = n == 1
	}
}

// plain reads a series without labels: node_exporter's memory.
func (g *groups) plain(r *section.Reader, l section.Line, line string) {
	name, number, _ := strings.Cut(line, " ")
	if !strings.HasPrefix(name, "node_memory_") {
		return
	}
	number, _, _ = strings.Cut(strings.TrimSpace(number), " ") // a time may follow
	value, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return
	}
	s := &series{at: r.Origin(l), text: line}
	if g.memory == nil {
		g.memory = &fact.HostMemory{TotalBytes: -1, UsedBytes: -1, FreeBytes: -1, AvailableBytes: -1, SwapTotalBytes: -1, SwapUsedBytes: -1, SwapFreeBytes: -1}
		g.thing(s, "host.memory", fact.Subject{Kind: fact.Host}, 0, func() any { return g.memory })
	}
	n := int64(value)
	switch name {
	case "node_memory_MemTotal_bytes":
		g.memory.TotalBytes = n
	case "node_memory_MemFree_bytes":
		g.memory.FreeBytes = n
	case "node_memory_MemAvailable_bytes":
		g.memory.AvailableBytes = n
		g.thing(s, "host.memory", fact.Subject{Kind: fact.Host}, 1, nil)
	case "node_memory_SwapTotal_bytes":
		g.memory.SwapTotalBytes = n
	case "node_memory_SwapFree_bytes":
		g.memory.SwapFreeBytes = n
	}
}

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
