package compare

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"culprit/engine/fact"
)

// A Check is a row of the list a person goes through when something works on
// one machine and not on the other.
type Check struct {
	Area    string
	Name    string
	A, B    string // empty: not collected
	Verdict string // same, differs, unknown
	Collect string // what would tell, where a side lacks it
}

// Verdicts of a check.
const (
	verdictSame    = "same"
	verdictDiffers = "differs"
	verdictUnknown = "unknown"
)

// checks is the list: resources, runtime, GPU, network, permissions, security,
// firewall. tell returns the value of a side, empty when it was not collected.
var checks = []struct {
	area, name, kind string
	tell             func(*view) string
}{
	{"resources", "CPUs", "host.info", field("host.info", "cpus")},
	{"resources", "memory", "host.memory", first(field("host.memory", "total_bytes"), field("host.info", "memory_bytes"))},
	{"resources", "memory available", "host.memory", field("host.memory", "available_bytes")},
	{"resources", "swap", "host.memory", swap},
	{"resources", "fullest disk", "host.filesystem", fullest},
	{"resources", "container limits", "container.state", each(func(d *fact.ContainerState) string {
		if d.MemoryLimitBytes > 0 {
			return Bytes(d.MemoryLimitBytes)
		}
		return ""
	})},
	{"runtime", "kernel", "host.info", field("host.info", "kernel")},
	{"runtime", "system", "host.info", field("host.info", "os")},
	{"runtime", "architecture", "host.info", field("host.info", "architecture")},
	{"runtime", "Docker", "host.info", field("host.info", "docker_version")},
	{"runtime", "storage driver", "host.info", field("host.info", "storage_driver")},
	{"runtime", "cgroup version", "host.info", field("host.info", "cgroup_version")},
	{"gpu", "GPUs", "gpu.device", devices},
	{"gpu", "driver", "gpu.driver", first(field("gpu.driver", "driver_version"), field("gpu.device", "driver_version"))},
	{"gpu", "CUDA", "gpu.driver", first(field("gpu.driver", "cuda_version"), field("gpu.device", "cuda_version"))},
	{"gpu", "containers with a GPU", "container.state", each(func(d *fact.ContainerState) string { return yes(d.GPURequested) })},
	{"network", "networks", "docker.object", first(names("docker.object", func(d *fact.DockerObject) string {
		if d.Object == "network" {
			return d.Name
		}
		return ""
	}), networks)},
	{"network", "published ports", "container.state", each(func(d *fact.ContainerState) string {
		var ports []string
		for _, p := range d.Ports {
			if p.HostPort > 0 {
				ports = append(ports, fmt.Sprint(p.HostPort))
			}
		}
		slices.Sort(ports)
		return strings.Join(slices.Compact(ports), "+")
	})},
	{"network", "DNS servers", "container.state", each(func(d *fact.ContainerState) string { return strings.Join(d.DNS, "+") })},
	{"file permissions", "container users", "container.state", each(func(d *fact.ContainerState) string { return d.User })},
	{"file permissions", "bind mounts", "container.state", each(func(d *fact.ContainerState) string {
		var list []string
		for _, m := range d.Mounts {
			if m.Type == "bind" {
				list = append(list, m.Destination)
			}
		}
		slices.Sort(list)
		return strings.Join(list, "+")
	})},
	{"file permissions", "files", "file.entry", names("file.entry", func(d *fact.FileEntry) string {
		return strings.TrimSpace(d.Path + " " + cmp.Or(d.Mode, d.Type) + " " + strings.Trim(d.Owner+":"+d.Group, ":"))
	})},
	{"SELinux/AppArmor", "SELinux", "host.setting", setting("selinux")},
	{"SELinux/AppArmor", "AppArmor", "host.setting", setting("apparmor")},
	{"SELinux/AppArmor", "denials", "kernel.audit", denials},
	{"SELinux/AppArmor", "security options", "container.state", each(func(d *fact.ContainerState) string { return strings.Join(d.SecurityOpt, "+") })},
	{"firewall", "rules that drop", "host.firewall", drops},
}

// checklist fills the rows.
func checklist(a, b *view) []Check {
	list := make([]Check, 0, len(checks))
	for _, c := range checks {
		row := Check{Area: c.area, Name: c.name, A: c.tell(a), B: c.tell(b), Verdict: verdictSame}
		switch {
		case row.A == "" || row.B == "":
			row.Verdict, row.Collect = verdictUnknown, fact.KindByName(c.kind).Collect
		case row.A != row.B:
			row.Verdict = verdictDiffers
		}
		list = append(list, row)
	}
	return list
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

// field is the first known value of a host's field.
func field(kind, name string) func(*view) string {
	return func(v *view) string {
		value, ok := value(aspect{}, name, v.kinds[kind])
		if !ok {
			return ""
		}
		return show(name, value)
	}
}

// first is the first of several sources that tells.
func first(sources ...func(*view) string) func(*view) string {
	return func(v *view) string {
		for _, s := range sources {
			if text := s(v); text != "" {
				return text
			}
		}
		return ""
	}
}

// each writes what every container has, "none" when no container has any.
func each(of func(*fact.ContainerState) string) func(*view) string {
	return func(v *view) string {
		var list []string
		for _, f := range v.kinds["container.state"] {
			if d, ok := f.Data.(*fact.ContainerState); ok {
				if text := of(d); text != "" {
					list = append(list, subjectKey(f.Subject)+" "+text)
				}
			}
		}
		if len(v.kinds["container.state"]) == 0 {
			return ""
		}
		return listed(list)
	}
}

func listed(list []string) string {
	slices.Sort(list)
	list = slices.Compact(list)
	return cmp.Or(strings.Join(list, ", "), "none")
}

// names writes what every fact of a kind is called.
func names[T any](kind string, name func(T) string) func(*view) string {
	return func(v *view) string {
		var list []string
		for _, f := range v.kinds[kind] {
			if d, ok := f.Data.(T); ok {
				if text := name(d); text != "" {
					list = append(list, text)
				}
			}
		}
		if len(list) == 0 {
			return ""
		}
		return listed(list)
	}
}

func networks(v *view) string {
	var list []string
	for _, f := range v.kinds["container.state"] {
		if d, ok := f.Data.(*fact.ContainerState); ok {
			for _, n := range d.Networks {
				list = append(list, n.Name)
			}
		}
	}
	if len(v.kinds["container.state"]) == 0 {
		return ""
	}
	return listed(list)
}

func swap(v *view) string {
	for _, f := range v.kinds["host.memory"] {
		if d, ok := f.Data.(*fact.HostMemory); ok && d.SwapTotalBytes >= 0 {
			if d.SwapTotalBytes == 0 {
				return "none"
			}
			return Bytes(d.SwapTotalBytes)
		}
	}
	return ""
}

// fullest is the fullest file system that holds data.
func fullest(v *view) string {
	var worst *fact.HostFilesystem
	for _, f := range v.kinds["host.filesystem"] {
		d, ok := f.Data.(*fact.HostFilesystem)
		if !ok || d.UsedPercent < 0 || d.ReadOnly || strings.HasPrefix(d.Device, "tmpfs") || strings.HasPrefix(d.Device, "/dev/loop") || d.Device == "overlay" {
			continue
		}
		if worst == nil || d.UsedPercent > worst.UsedPercent {
			worst = d
		}
	}
	if worst == nil {
		return ""
	}
	return fmt.Sprintf("%s %.0f %%", worst.Mountpoint, worst.UsedPercent)
}

func devices(v *view) string {
	return names("gpu.device", func(d *fact.GPUDevice) string {
		text := fmt.Sprintf("%d: %s", max(d.Index, 0), d.Name)
		if d.MemoryTotalBytes > 0 {
			text += " " + Bytes(d.MemoryTotalBytes)
		}
		return text
	})(v)
}

func setting(name string) func(*view) string {
	return names("host.setting", func(d *fact.HostSetting) string {
		if d.Name == name || strings.HasPrefix(d.Name, name+".") {
			return strings.TrimPrefix(strings.TrimPrefix(d.Name, name), ".") + " " + d.Value
		}
		return ""
	})
}

func denials(v *view) string {
	if !v.side.Result.Looked("kernel.audit") {
		return ""
	}
	if n := len(v.kinds["kernel.audit"]); n > 0 {
		return fmt.Sprint(n)
	}
	return "none"
}

func drops(v *view) string {
	if len(v.kinds["host.firewall"]) == 0 {
		return ""
	}
	var list []string
	for _, f := range v.kinds["host.firewall"] {
		if d, ok := f.Data.(*fact.FirewallRule); ok && (strings.Contains(d.Action, "DROP") || strings.Contains(d.Action, "REJECT") || strings.Contains(d.Action, "DENY")) {
			list = append(list, strings.TrimSpace(d.Chain+" "+d.Rule))
		}
	}
	return listed(list)
}
