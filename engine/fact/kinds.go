package fact

import (
	"reflect"
	"strings"
)

// A Kind declares a sort of fact to rules and to the documentation.
type Kind struct {
	Name string // "kernel.oom_kill"
	Doc  string // one sentence
	Zero any    // pointer to a zero value of its data; gives conditions their types
}

// Kinds lists every kind of fact, in the order of the reference. Adding one is
// a struct with `expr` and `doc` tags and a row here.
var Kinds = []Kind{
	{"log.line", "One record of a container's or program's log.", &LogLine{}},
	{"container.state", "A container as docker or podman inspect shows it.", &ContainerState{}},
	{"container.summary", "A container as docker ps or compose ps lists it.", &ContainerSummary{}},
	{"container.event", "Something the container engine did or saw.", &ContainerEvent{}},
	{"container.stats", "What a container uses, from docker stats.", &ContainerStats{}},
	{"container.cpu", "CPU throttling of a cgroup, from cpu.stat.", &ContainerCPU{}},
	{"compose.service", "A service as its compose file declares it.", &ComposeService{}},
	{"docker.object", "A Docker network or volume.", &DockerObject{}},
	{"docker.disk", "What Docker's own data takes on disk.", &DockerDisk{}},
	{"kernel.message", "A kernel log record of no more special kind.", &KernelMessage{}},
	{"kernel.oom_kill", "A process killed by the kernel for lack of memory.", &OOMKill{}},
	{"kernel.segfault", "A crash of a process that the kernel logged.", &Segfault{}},
	{"kernel.io_error", "A block device or file system that failed.", &IOError{}},
	{"kernel.fs_readonly", "A file system that went read-only or was shut down.", &FSReadOnly{}},
	{"kernel.audit", "A denial by SELinux, AppArmor or seccomp.", &Audit{}},
	{"gpu.device", "A GPU with its memory, temperature and error counters.", &GPUDevice{}},
	{"gpu.process", "A process that uses a GPU.", &GPUProcess{}},
	{"gpu.error", "An error the NVIDIA driver logged (Xid).", &GPUError{}},
	{"gpu.driver", "The NVIDIA driver, or its failure to answer.", &GPUDriver{}},
	{"host.memory", "Memory and swap of the host.", &HostMemory{}},
	{"host.filesystem", "A mounted file system and its fill.", &HostFilesystem{}},
	{"host.info", "Kernel, clock, load and container engine of the host.", &HostInfo{}},
	{"host.setting", "A kernel, limit or security setting.", &HostSetting{}},
	{"host.process", "A process of the host or of a container.", &HostProcess{}},
	{"host.socket", "A socket and its owner.", &HostSocket{}},
	{"host.firewall", "A firewall rule or chain policy.", &FirewallRule{}},
	{"host.unit", "A systemd unit.", &UnitState{}},
	{"file.entry", "A file with its mode and owner, or its absence.", &FileEntry{}},
	{"probe.result", "The answer to a check: ping, curl, redis-cli, pg_isready.", &ProbeResult{}},
	{"k8s.pod", "A container of a Kubernetes pod.", &K8sPod{}},
	{"k8s.event", "A Kubernetes event.", &K8sEvent{}},
	{"source.gap", "Part of the input that was lost or not collected.", &SourceGap{}},
}

var kindByName = func() map[string]*Kind {
	m := make(map[string]*Kind, len(Kinds))
	for i := range Kinds {
		m[Kinds[i].Name] = &Kinds[i]
	}
	return m
}()

// KindByName returns the row of a kind, or nil for an unknown name.
func KindByName(name string) *Kind { return kindByName[name] }

// A Field is one field of a kind's data, or of a struct inside it.
type Field struct {
	Name  string       // as conditions write it: "anon_rss_bytes"
	Doc   string       // what it holds, with unit and the value for "unknown"
	Type  reflect.Type // Go type of the value
	Index int          // index in the struct
}

// Fields lists the fields of a struct type or of a pointer to one, by its
// `expr` and `doc` tags, in declaration order.
func Fields(data any) []Field { return FieldsOf(reflect.TypeOf(data)) }

// FieldsOf is Fields for a type.
func FieldsOf(t reflect.Type) []Field {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	fields := make([]Field, 0, t.NumField())
	for i := range t.NumField() {
		sf := t.Field(i)
		if name := sf.Tag.Get("expr"); name != "" {
			fields = append(fields, Field{Name: name, Doc: sf.Tag.Get("doc"), Type: sf.Type, Index: i})
		}
	}
	return fields
}

// TypeName is the name of a field's type as the reference shows it: string,
// number, boolean, time, list of …, map, or the fields of a struct.
func (f Field) TypeName() string { return typeName(f.Type) }

func typeName(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Pointer:
		return typeName(t.Elem())
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "boolean"
	case reflect.Int, reflect.Int64, reflect.Int32:
		return "integer"
	case reflect.Float64:
		return "number"
	case reflect.Slice:
		return "list of " + typeName(t.Elem())
	case reflect.Map:
		return "map of " + typeName(t.Elem())
	case reflect.Struct:
		if t.PkgPath() == "time" {
			return "time"
		}
		return "{" + strings.Join(fieldNames(t), ", ") + "}"
	default:
		return t.String()
	}
}

func fieldNames(t reflect.Type) []string {
	var names []string
	for _, f := range FieldsOf(t) {
		names = append(names, f.Name)
	}
	return names
}
