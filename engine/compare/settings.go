package compare

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"culprit/engine/fact"
)

// An aspect is what of a kind of fact is a setting: something a person chose or
// installed, not a reading that changes by itself.
type aspect struct {
	area   string
	kind   string
	key    func(*fact.Fact) string // whose setting; empty for the host's
	fields []string
	// zero: an empty value means "none"; else it means "not printed".
	zero bool
	// present: the thing itself being there or not is a difference.
	present bool
}

func host(*fact.Fact) string        { return "" }
func container(f *fact.Fact) string { return subjectKey(f.Subject) }
func data[T any](name func(T) string) func(*fact.Fact) string {
	return func(f *fact.Fact) string {
		if d, ok := f.Data.(T); ok {
			return name(d)
		}
		return ""
	}
}

// aspects lists what is compared; the areas are those of the checklist.
var aspects = []aspect{
	{area: "limits", kind: "container.state", key: container, zero: true, fields: []string{
		"memory_limit_bytes", "memory_swap_bytes", "memory_reservation_bytes", "shm_size_bytes", "cpus", "pids_limit", "nofile_limit", "oom_kill_disabled", "cgroup_parent",
	}},
	{area: "images", kind: "container.state", key: container, zero: true, present: true, fields: []string{"image", "image_id", "platform", "runtime", "entrypoint", "command", "working_dir"}},
	{area: "environment", kind: "container.state", key: container, zero: true, fields: []string{"env_names", "env_empty", "env_addresses"}},
	{area: "network", kind: "container.state", key: container, zero: true, fields: []string{"network_mode", "networks", "ports", "links", "extra_hosts", "dns"}},
	{area: "permissions", kind: "container.state", key: container, zero: true, fields: []string{"mounts", "user", "privileged", "read_only_root", "cap_add", "cap_drop", "devices"}},
	{area: "security", kind: "container.state", key: container, zero: true, fields: []string{"security_opt"}},
	{area: "gpu", kind: "container.state", key: container, zero: true, fields: []string{"gpu_requested"}},
	{area: "lifecycle", kind: "container.state", key: container, zero: true, fields: []string{
		"restart_policy", "max_retries", "health_test", "stop_signal", "stop_timeout_seconds", "depends_on", "log_driver", "log_max_size",
	}},
	{area: "images", kind: "container.summary", key: container, fields: []string{"image"}, present: true},
	{area: "limits", kind: "compose.service", key: container, zero: true, fields: []string{"memory_limit_bytes"}},
	{area: "images", kind: "compose.service", key: container, zero: true, fields: []string{"image", "command"}},
	{area: "environment", kind: "compose.service", key: container, zero: true, fields: []string{"env_names", "env_empty", "env_addresses", "secrets"}},
	{area: "network", kind: "compose.service", key: container, zero: true, fields: []string{"ports", "networks"}},
	{area: "permissions", kind: "compose.service", key: container, zero: true, fields: []string{"volumes"}},
	{area: "gpu", kind: "compose.service", key: container, zero: true, fields: []string{"gpu_requested"}},
	{area: "lifecycle", kind: "compose.service", key: container, zero: true, fields: []string{"depends_on", "depends_healthy", "restart_policy", "health_test"}},
	{area: "network", kind: "docker.object", key: data(func(d *fact.DockerObject) string { return d.Object + " " + d.Name }), fields: []string{"driver", "subnets", "mtu"}, present: true},
	{area: "resources", kind: "host.info", key: host, fields: []string{"cpus", "memory_bytes"}},
	{area: "resources", kind: "host.memory", key: host, fields: []string{"total_bytes", "swap_total_bytes"}},
	{area: "resources", kind: "host.filesystem", key: data(func(d *fact.HostFilesystem) string { return d.Mountpoint }), fields: []string{"type", "size_bytes", "inodes", "read_only"}},
	{area: "versions", kind: "host.info", key: host, fields: []string{
		"os", "kernel", "architecture", "docker_version", "api_version", "storage_driver", "docker_root", "cgroup_version", "cgroup_driver", "default_runtime", "runtimes", "live_restore", "zone", "clock_synced",
	}},
	{area: "gpu", kind: "gpu.driver", key: host, fields: []string{"driver_version", "library_version", "cuda_version", "devices", "failure"}},
	{area: "gpu", kind: "gpu.device", key: data(func(d *fact.GPUDevice) string { return fmt.Sprintf("GPU %d", max(d.Index, 0)) }), fields: []string{
		"name", "memory_total_bytes", "driver_version", "cuda_version", "ecc_mode", "compute_mode", "mig", "persistence", "power_limit_watts",
	}, present: true},
	{area: "permissions", kind: "file.entry", key: data(func(d *fact.FileEntry) string { return d.Path }), fields: []string{"type", "mode", "owner", "group", "target"}},
	{area: "security", kind: "host.setting", key: data(func(d *fact.HostSetting) string { return d.Name }), fields: []string{"value"}},
	{area: "firewall", kind: "host.firewall", key: data(func(d *fact.FirewallRule) string { return strings.TrimSpace(d.Table + " " + d.Rule) }), present: true},
	{area: "services", kind: "host.unit", key: data(func(d *fact.UnitState) string { return d.Unit }), fields: []string{"load", "active"}},
	{area: "network", kind: "probe.result", key: data(func(d *fact.ProbeResult) string { return strings.TrimSpace(d.Tool + " " + d.Host) }), fields: []string{"outcome"}},
}

// things groups the facts of an aspect by what they belong to.
func (v *view) things(x aspect) map[string][]*fact.Fact {
	byKey := map[string][]*fact.Fact{}
	for _, f := range v.kinds[x.kind] {
		k := x.key(f)
		byKey[k] = append(byKey[k], f)
	}
	return byKey
}

// differences compares the settings of both sides.
func differences(a, b *view) []*Difference {
	var list []*Difference
	for _, x := range aspects {
		if len(a.kinds[x.kind]) == 0 || len(b.kinds[x.kind]) == 0 {
			continue // one side did not look
		}
		if x.kind == "container.summary" && len(a.kinds["container.state"]) > 0 && len(b.kinds["container.state"]) > 0 {
			continue // inspect says it better
		}
		ta, tb := a.things(x), b.things(x)
		for _, k := range keys(ta, tb) {
			d := &Difference{Area: x.area, Kind: x.kind, Subject: k}
			switch {
			case len(ta[k]) == 0 || len(tb[k]) == 0:
				isBox := x.kind == "container.state" || x.kind == "container.summary"
				inOther := isBox && (len(ta[k]) > 0 && b.boxes[k] || len(tb[k]) > 0 && a.boxes[k])
				if x.present && !inOther {
					d.A, d.B = there(ta[k]), there(tb[k])
					list = append(list, d)
				}
			default:
				list = append(list, fields(x, k, ta[k], tb[k])...)
			}
		}
	}
	return list
}

func there(facts []*fact.Fact) string {
	if len(facts) > 0 {
		return "present"
	}
	return "absent"
}

func keys(a, b map[string][]*fact.Fact) []string {
	all := make([]string, 0, len(a)+len(b))
	for k := range a {
		all = append(all, k)
	}
	for k := range b {
		if _, both := a[k]; !both {
			all = append(all, k)
		}
	}
	slices.Sort(all)
	return all
}

// fields compares the fields of one thing.
func fields(x aspect, key string, a, b []*fact.Fact) []*Difference {
	var list []*Difference
	for _, name := range x.fields {
		va, okA := value(x, name, a)
		vb, okB := value(x, name, b)
		if !okA || !okB {
			continue // not printed on one side
		}
		d := &Difference{Area: x.area, Kind: x.kind, Field: name, Subject: key}
		if va.Kind() == reflect.Slice {
			la, lb := members(va), members(vb)
			d.OnlyA, d.OnlyB = without(la, lb), without(lb, la)
			if len(d.OnlyA)+len(d.OnlyB) == 0 {
				continue
			}
			ordered := name == "entrypoint" || name == "command"
			if ordered {
				d.OnlyA, d.OnlyB = nil, nil
			}
			d.A, d.B = strings.Join(la, ", "), strings.Join(lb, ", ")
			if ordered {
				d.A, d.B = strings.Join(la, " "), strings.Join(lb, " ")
			}
		} else {
			d.A, d.B = show(name, va), show(name, vb)
		}
		if d.A != d.B {
			d.A, d.B = cmp.Or(d.A, "none"), cmp.Or(d.B, "none")
			list = append(list, d)
		}
	}
	return list
}

// value is the first known value of a field among the facts of one thing.
func value(x aspect, name string, facts []*fact.Fact) (reflect.Value, bool) {
	for _, f := range facts {
		s := reflect.Indirect(reflect.ValueOf(f.Data))
		for _, field := range fact.Fields(f.Data) {
			if field.Name != name {
				continue
			}
			v := s.Field(field.Index)
			if known(v, x.zero) {
				return v, true
			}
		}
	}
	return reflect.Value{}, false
}

// known reports whether a value was printed: -1 and, where zero does not mean
// "none", the empty value stand for unknown.
func known(v reflect.Value, zero bool) bool {
	if zero {
		return true
	}
	switch v.Kind() {
	case reflect.Int, reflect.Int64:
		return v.Int() >= 0
	case reflect.Float64:
		return v.Float() >= 0
	case reflect.Bool:
		return true
	}
	return !v.IsZero()
}

func without(list, other []string) []string {
	var only []string
	for _, x := range list {
		if !slices.Contains(other, x) {
			only = append(only, x)
		}
	}
	return only
}
