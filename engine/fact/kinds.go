package fact

import (
	"reflect"
	"slices"
	"strings"
	"sync"
)

// A Kind declares a sort of fact to rules and to the documentation.
type Kind struct {
	Name string // "kernel.oom_kill"
	Doc  string // one sentence
	Zero any    // pointer to a zero value of its data; gives conditions their types

	// Collect is the command whose output holds such facts, for input that was
	// not collected; empty where no one command does.
	Collect string
}

// Kinds lists every kind of fact, in the order of the reference. Adding one is
// a struct with `expr` and `doc` tags and a row here.
var Kinds = []Kind{
	{"log.line", "One record of a container's or program's log.", &LogLine{}, "docker logs -t CONTAINER"},
	{"record", "Any line that a program, the kernel or a tool printed, whatever else is known of it.", &Record{}, ""},
	{"container.state", "A container as docker or podman inspect shows it.", &ContainerState{}, "docker inspect $(docker ps -aq)"},
	{"container.summary", "A container as docker ps or compose ps lists it.", &ContainerSummary{}, "docker ps -a"},
	{"container.event", "Something the container engine did or saw.", &ContainerEvent{}, "docker events --since 1h --until 0s --format '{{json .}}'"},
	{"container.stats", "What a container uses, from docker stats.", &ContainerStats{}, "docker stats --no-stream"},
	{"container.cpu", "CPU throttling of a cgroup, from cpu.stat.", &ContainerCPU{}, "docker exec CONTAINER cat /sys/fs/cgroup/cpu.stat"},
	{"container.cgroup", "Memory and process counters of a cgroup, from its files.", &ContainerCgroup{}, "docker exec CONTAINER cat /sys/fs/cgroup/memory.events"},
	{"compose.service", "A service as its compose file declares it.", &ComposeService{}, "docker compose config"},
	{"docker.object", "A Docker network, volume or image.", &DockerObject{}, "docker network inspect $(docker network ls -q)"},
	{"docker.disk", "What Docker's own data takes on disk.", &DockerDisk{}, "docker system df"},
	{"kernel.message", "A kernel log record of no more special kind.", &KernelMessage{}, "dmesg -T"},
	{"kernel.oom_kill", "A process killed by the kernel for lack of memory.", &OOMKill{}, "dmesg -T"},
	{"kernel.segfault", "A crash of a process that the kernel logged.", &Segfault{}, "dmesg -T"},
	{"kernel.io_error", "A block device or file system that failed.", &IOError{}, "dmesg -T"},
	{"kernel.fs_readonly", "A file system that went read-only or was shut down.", &FSReadOnly{}, "dmesg -T"},
	{"kernel.audit", "A denial by SELinux, AppArmor or seccomp.", &Audit{}, "dmesg -T"},
	{"gpu.device", "A GPU with its memory, temperature and error counters.", &GPUDevice{}, "nvidia-smi -q"},
	{"gpu.process", "A process that uses a GPU.", &GPUProcess{}, "nvidia-smi"},
	{"gpu.error", "An error the NVIDIA driver logged (Xid).", &GPUError{}, "dmesg -T"},
	{"gpu.driver", "The NVIDIA driver, or its failure to answer.", &GPUDriver{}, "nvidia-smi"},
	{"host.memory", "Memory and swap of the host.", &HostMemory{}, "free -h"},
	{"host.filesystem", "A mounted file system and its fill.", &HostFilesystem{}, "df -h; df -i"},
	{"host.info", "Kernel, clock, load and container engine of the host.", &HostInfo{}, "uname -a; uptime; date"},
	{"host.setting", "A kernel, limit or security setting.", &HostSetting{}, "sysctl -a"},
	{"host.process", "A process of the host or of a container.", &HostProcess{}, "ps aux"},
	{"host.load", "What the CPUs do: running, waiting for disks, swapping.", &HostLoad{}, "vmstat 1 5"},
	{"host.interface", "A network interface.", &HostInterface{}, "ip addr"},
	{"host.route", "A row of the routing table.", &HostRoute{}, "ip route"},
	{"host.socket", "A socket and its owner.", &HostSocket{}, "ss -tlnp"},
	{"host.firewall", "A firewall rule or chain policy.", &FirewallRule{}, "iptables -S"},
	{"host.unit", "A systemd unit.", &UnitState{}, "systemctl status docker"},
	{"file.entry", "A file with its mode and owner, or its absence.", &FileEntry{}, "ls -la FOLDER"},
	{"probe.result", "The answer to a check: ping, curl, redis-cli, pg_isready.", &ProbeResult{}, ""},
	{"tls.certificate", "A certificate with its validity.", &TLSCertificate{}, "openssl s_client -connect HOST:443"},
	{"redis.info", "What a Redis or Valkey server tells of itself.", &RedisInfo{}, "redis-cli INFO"},
	{"celery.worker", "A Celery worker that answered.", &CeleryWorker{}, "celery -A APP inspect ping"},
	{"k8s.pod", "A container of a Kubernetes pod.", &K8sPod{}, "kubectl get pods -A -o json"},
	{"k8s.event", "A Kubernetes event.", &K8sEvent{}, "kubectl get events -A"},
	{"k8s.node", "A condition of a Kubernetes node.", &K8sNode{}, "kubectl describe nodes"},
	{KindFinding, "What another rule found; a where must say of which cause or rule.", &Finding{}, ""},
	{"source.gap", "Part of the input that was lost or not collected.", &SourceGap{}, ""},
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

// FieldsOf is Fields for a type. The list is made once and for all to read.
func FieldsOf(t reflect.Type) []Field {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	if known, ok := fieldsOf.Load(t); ok {
		return known.([]Field)
	}
	fields := make([]Field, 0, t.NumField())
	for i := range t.NumField() {
		sf := t.Field(i)
		if name := sf.Tag.Get("expr"); name != "" {
			fields = append(fields, Field{Name: name, Doc: sf.Tag.Get("doc"), Type: sf.Type, Index: i})
		}
	}
	fields = slices.Clip(fields)
	fieldsOf.Store(t, fields)
	return fields
}

var fieldsOf sync.Map // reflect.Type → []Field

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
