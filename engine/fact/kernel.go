package fact

// KernelMessage is a kernel log record of no more special kind.
type KernelMessage struct {
	Message  string `expr:"message" doc:"the text after the time stamp"`
	Level    string `expr:"level" doc:"emerg, alert, crit, err, warning, notice, info, debug; empty when not printed"`
	Sequence int64  `expr:"sequence" doc:"sequence number of a /dev/kmsg record; -1 when not printed"`
}

// OOMKill is one kill by the kernel's out-of-memory killer, read from the
// lines between "invoked oom-killer" and "Killed process" (mm/oom_kill.c).
type OOMKill struct {
	Constraint    string    `expr:"constraint" doc:"memcg: a cgroup was at its limit; none: the whole host; cpuset, mempolicy: a part of it; empty when not printed"`
	Process       string    `expr:"process" doc:"name (comm, at most 15 characters) of the killed process"`
	PID           int       `expr:"pid" doc:"its host pid"`
	UID           int       `expr:"uid" doc:"its user id; -1 when not printed"`
	Invoker       string    `expr:"invoker" doc:"process that asked for memory when none was left"`
	InvokerPID    int       `expr:"invoker_pid" doc:"its host pid; 0 when not printed"`
	LimitCgroup   string    `expr:"limit_cgroup" doc:"oom_memcg: path of the cgroup whose limit was hit"`
	TaskCgroup    string    `expr:"task_cgroup" doc:"task_memcg: path of the killed process's cgroup"`
	ContainerID   string    `expr:"container_id" doc:"id of the killed process's container, from the cgroup path; empty for a host process"`
	LimitID       string    `expr:"limit_id" doc:"id of the container whose limit was hit; empty when the limit is a parent's (slice, pod) or the host's"`
	InvokerID     string    `expr:"invoker_id" doc:"id of the container that asked for memory (cpuset=); empty when unknown"`
	PodID         string    `expr:"pod_id" doc:"Kubernetes pod uid in the cgroup path"`
	TotalVMBytes  int64     `expr:"total_vm_bytes" doc:"virtual size of the victim"`
	AnonRSSBytes  int64     `expr:"anon_rss_bytes" doc:"resident anonymous memory of the victim"`
	FileRSSBytes  int64     `expr:"file_rss_bytes" doc:"resident file pages of the victim"`
	ShmemRSSBytes int64     `expr:"shmem_rss_bytes" doc:"resident shared memory of the victim"`
	OOMScoreAdj   int       `expr:"oom_score_adj" doc:"its oom_score_adj"`
	UsageBytes    int64     `expr:"usage_bytes" doc:"usage of the limiting cgroup; 0 when not printed"`
	LimitBytes    int64     `expr:"limit_bytes" doc:"its limit; 0 when not printed"`
	FailCount     int64     `expr:"fail_count" doc:"how often the limit was hit"`
	SwapFreeBytes int64     `expr:"swap_free_bytes" doc:"free swap of the host; -1 when not printed"`
	SwapBytes     int64     `expr:"swap_bytes" doc:"total swap of the host; -1 when not printed"`
	Tasks         []OOMTask `expr:"tasks" doc:"the largest tasks of the report's table, by resident memory, at most 5"`
	Group         bool      `expr:"group" doc:"memory.oom.group: all processes of the cgroup were killed"`
}

// OOMTask is a row of the task table of an OOM report.
type OOMTask struct {
	PID      int    `expr:"pid" doc:"host pid"`
	Name     string `expr:"name" doc:"process name"`
	RSSBytes int64  `expr:"rss_bytes" doc:"resident memory (pages of 4 KiB are assumed)"`
}

// Segfault is a crash the kernel reported: segfault, trap, general protection.
type Segfault struct {
	Process string `expr:"process" doc:"name of the process"`
	PID     int    `expr:"pid" doc:"its host pid"`
	Trap    string `expr:"trap" doc:"segfault, general protection, invalid opcode, divide error, int3, stack segment, alignment check, bus error"`
	Address string `expr:"address" doc:"faulting address in hexadecimal; empty when not printed"`
	Module  string `expr:"module" doc:"mapped file in which it happened: libcuda.so.1"`
}

// IOError is a failure that a block device, its driver or a file system
// reported.
type IOError struct {
	Device     string `expr:"device" doc:"sda1, nvme0n1, dm-0, loop3"`
	FileSystem string `expr:"filesystem" doc:"ext4, xfs, btrfs; empty when the device itself reported"`
	Operation  string `expr:"operation" doc:"read, write, flush, metadata; empty when not printed"`
	Sector     int64  `expr:"sector" doc:"sector or block; -1 when not printed"`
	Message    string `expr:"message" doc:"the kernel's words"`
}

// FSReadOnly is a file system that was remounted or shut down after an error.
type FSReadOnly struct {
	Device     string `expr:"device" doc:"sda1, dm-0"`
	FileSystem string `expr:"filesystem" doc:"ext4, xfs, btrfs"`
	Shutdown   bool   `expr:"shutdown" doc:"shut down altogether (XFS), not only read-only"`
	Message    string `expr:"message" doc:"the kernel's words"`
}

// Audit is a denial by SELinux, AppArmor or seccomp.
type Audit struct {
	System     string `expr:"system" doc:"selinux, apparmor, seccomp"`
	Operation  string `expr:"operation" doc:"open, write, connect, mount, signal, …"`
	Process    string `expr:"process" doc:"comm"`
	PID        int    `expr:"pid" doc:"host pid"`
	Path       string `expr:"path" doc:"object: name or path"`
	Profile    string `expr:"profile" doc:"AppArmor profile, or SELinux source context"`
	Target     string `expr:"target" doc:"SELinux target context; empty otherwise"`
	Class      string `expr:"class" doc:"SELinux target class; empty otherwise"`
	Denied     string `expr:"denied" doc:"denied permissions, or the name of the system call"`
	Permissive bool   `expr:"permissive" doc:"logged only, not enforced"`
}
