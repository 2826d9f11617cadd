package fact

import "time"

// HostMemory is the output of free, /proc/meminfo or the head of top.
// Amounts that were not printed are -1.
type HostMemory struct {
	TotalBytes     int64 `expr:"total_bytes" doc:"physical memory"`
	UsedBytes      int64 `expr:"used_bytes" doc:"used without buffers and cache"`
	FreeBytes      int64 `expr:"free_bytes" doc:"free"`
	AvailableBytes int64 `expr:"available_bytes" doc:"available to new programs; computed for old versions of free"`
	SwapTotalBytes int64 `expr:"swap_total_bytes" doc:"swap"`
	SwapUsedBytes  int64 `expr:"swap_used_bytes" doc:"swap in use"`
	SwapFreeBytes  int64 `expr:"swap_free_bytes" doc:"free swap"`
}

// HostFilesystem is a row of df, df -i or mount. Numbers that were not printed
// are -1.
type HostFilesystem struct {
	Device         string   `expr:"device" doc:"/dev/sda1, overlay, tmpfs"`
	Mountpoint     string   `expr:"mountpoint" doc:"where it is mounted"`
	Type           string   `expr:"type" doc:"ext4, xfs, overlay; empty when not printed"`
	SizeBytes      int64    `expr:"size_bytes" doc:"size"`
	UsedBytes      int64    `expr:"used_bytes" doc:"used"`
	AvailableBytes int64    `expr:"available_bytes" doc:"available to ordinary users"`
	UsedPercent    float64  `expr:"used_percent" doc:"used, as df prints it"`
	Inodes         int64    `expr:"inodes" doc:"inodes"`
	InodesUsed     int64    `expr:"inodes_used" doc:"inodes in use"`
	InodesFree     int64    `expr:"inodes_free" doc:"free inodes"`
	InodesPercent  float64  `expr:"inodes_percent" doc:"inodes in use"`
	ReadOnly       bool     `expr:"read_only" doc:"mounted ro"`
	Options        []string `expr:"options" doc:"mount options"`
}

// HostInfo gathers uname, uptime, docker info and docker version. Fields that
// the output did not hold are empty or -1.
type HostInfo struct {
	Hostname       string    `expr:"hostname" doc:"name of the host"`
	OS             string    `expr:"os" doc:"operating system: Ubuntu 24.04.1 LTS"`
	Kernel         string    `expr:"kernel" doc:"kernel release: 6.8.0-45-generic"`
	Architecture   string    `expr:"architecture" doc:"x86_64, aarch64"`
	CPUs           int       `expr:"cpus" doc:"logical CPUs; -1 unknown"`
	MemoryBytes    int64     `expr:"memory_bytes" doc:"total memory; -1 unknown"`
	UptimeSeconds  float64   `expr:"uptime_seconds" doc:"since boot; -1 unknown"`
	Load1          float64   `expr:"load1" doc:"load average over 1 minute; -1 unknown"`
	Load5          float64   `expr:"load5" doc:"over 5 minutes; -1 unknown"`
	Load15         float64   `expr:"load15" doc:"over 15 minutes; -1 unknown"`
	Now            time.Time `expr:"now" doc:"the date printed by date, uptime or docker info; zero unknown"`
	DockerVersion  string    `expr:"docker_version" doc:"engine version; podman 5.2.1 for podman"`
	APIVersion     string    `expr:"api_version" doc:"engine API version"`
	StorageDriver  string    `expr:"storage_driver" doc:"overlay2, …"`
	DockerRoot     string    `expr:"docker_root" doc:"Docker Root Dir"`
	LogDriver      string    `expr:"log_driver" doc:"default logging driver of the engine"`
	CgroupVersion  string    `expr:"cgroup_version" doc:"1 or 2"`
	CgroupDriver   string    `expr:"cgroup_driver" doc:"cgroupfs or systemd"`
	DefaultRuntime string    `expr:"default_runtime" doc:"runc, nvidia"`
	Runtimes       []string  `expr:"runtimes" doc:"installed runtimes"`
	Warnings       []string  `expr:"warnings" doc:"WARNING lines of docker info"`
	LiveRestore    bool      `expr:"live_restore" doc:"live restore enabled"`
	Containers     int       `expr:"containers" doc:"containers of the engine; -1 unknown"`
	Running        int       `expr:"running" doc:"running containers; -1 unknown"`
	ClockSynced    string    `expr:"clock_synced" doc:"yes or no of timedatectl; empty unknown"`
	Zone           string    `expr:"zone" doc:"time zone of the host; empty unknown"`
}

// HostSetting is one setting: sysctl, ulimit -a, getenforce, aa-status.
type HostSetting struct {
	Name  string  `expr:"name" doc:"vm.max_map_count, ulimit.nofile, selinux, apparmor.profiles_enforced"`
	Value string  `expr:"value" doc:"as printed"`
	Num   float64 `expr:"num" doc:"the value as a number; -1 when it is none or unlimited"`
}

// HostProcess is a row of ps, top or docker top.
type HostProcess struct {
	PID           int     `expr:"pid" doc:"pid"`
	PPID          int     `expr:"ppid" doc:"parent; -1 when not printed"`
	User          string  `expr:"user" doc:"owner"`
	State         string  `expr:"state" doc:"R, S, D, Z, T; empty when not printed"`
	CPUPercent    float64 `expr:"cpu_percent" doc:"100 is one core; -1 when not printed"`
	MemoryPercent float64 `expr:"memory_percent" doc:"of the host; -1 when not printed"`
	RSSBytes      int64   `expr:"rss_bytes" doc:"resident memory; -1 when not printed"`
	Command       string  `expr:"command" doc:"command line as printed"`
}

// HostLoad is what keeps the CPUs busy or waiting: top's CPU line, a row of
// vmstat. Numbers that were not printed are -1.
type HostLoad struct {
	Runnable      int     `expr:"runnable" doc:"processes that run or wait for a CPU"`
	Blocked       int     `expr:"blocked" doc:"processes in uninterruptible sleep, mostly waiting for a disk"`
	UserPercent   float64 `expr:"user_percent" doc:"time in programs"`
	SystemPercent float64 `expr:"system_percent" doc:"time in the kernel"`
	IdlePercent   float64 `expr:"idle_percent" doc:"idle time"`
	IOWaitPercent float64 `expr:"io_wait_percent" doc:"idle time with a request to a disk under way"`
	StealPercent  float64 `expr:"steal_percent" doc:"time the hypervisor gave to other guests"`
	SwapInKiBps   float64 `expr:"swap_in_kibps" doc:"KiB a second read from swap"`
	SwapOutKiBps  float64 `expr:"swap_out_kibps" doc:"KiB a second written to swap"`
}

// HostInterface is a network interface: ip addr, ip link, ifconfig.
type HostInterface struct {
	Name      string   `expr:"name" doc:"eth0, docker0, br-…"`
	State     string   `expr:"state" doc:"up, down, unknown"`
	MTU       int      `expr:"mtu" doc:"largest packet in bytes; -1 when not printed"`
	Addresses []string `expr:"addresses" doc:"addresses with prefix length where it was printed"`
}

// HostRoute is a row of the routing table.
type HostRoute struct {
	Destination string `expr:"destination" doc:"network, or default"`
	Gateway     string `expr:"gateway" doc:"next hop; empty for a local network"`
	Interface   string `expr:"interface" doc:"interface"`
	Type        string `expr:"type" doc:"unreachable, blackhole, prohibit; empty for an ordinary route"`
}

// HostSocket is a row of ss, netstat or lsof -i.
type HostSocket struct {
	Protocol string `expr:"protocol" doc:"tcp, tcp6, udp, udp6, unix"`
	State    string `expr:"state" doc:"listen, established, time-wait, …"`
	Address  string `expr:"address" doc:"local address; * or 0.0.0.0 is any"`
	Port     int    `expr:"port" doc:"local port"`
	Peer     string `expr:"peer" doc:"remote address and port; empty when listening"`
	PID      int    `expr:"pid" doc:"owner; 0 when not printed"`
	Process  string `expr:"process" doc:"owner's name; empty when not printed"`
}

// FirewallRule is a rule or chain policy of iptables, nft or ufw.
type FirewallRule struct {
	Table  string `expr:"table" doc:"filter, nat; empty when not printed"`
	Chain  string `expr:"chain" doc:"INPUT, FORWARD, DOCKER-USER"`
	Action string `expr:"action" doc:"ACCEPT, DROP, REJECT, POLICY DROP"`
	Port   int    `expr:"port" doc:"destination port; 0 for any"`
	Rule   string `expr:"rule" doc:"as printed"`
}

// FileEntry is a row of ls -l, or its error.
type FileEntry struct {
	Path      string `expr:"path" doc:"folder and name where the folder is known"`
	Type      string `expr:"type" doc:"file, directory, link, socket, device, other, missing, denied"`
	Mode      string `expr:"mode" doc:"rw-r--r--"`
	Owner     string `expr:"owner" doc:"user name or uid"`
	Group     string `expr:"group" doc:"group name or gid"`
	SizeBytes int64  `expr:"size_bytes" doc:"size; -1 when not printed"`
	Target    string `expr:"target" doc:"target of a link"`
	Message   string `expr:"message" doc:"words of an error: No such file or directory"`
}

// UnitState is a systemd unit as systemctl status, show or list-units print
// it. Amounts that were not printed are -1.
type UnitState struct {
	Unit             string `expr:"unit" doc:"docker.service"`
	Load             string `expr:"load" doc:"loaded, not-found, masked, bad-setting, error"`
	Active           string `expr:"active" doc:"active, inactive, failed, activating, deactivating"`
	Sub              string `expr:"sub" doc:"running, dead, exited, failed, auto-restart"`
	Result           string `expr:"result" doc:"exit-code, oom-kill, signal, core-dump, timeout, watchdog, start-limit-hit; empty when not printed"`
	ExitCode         int    `expr:"exit_code" doc:"exit status or signal number of the main process; -1 when not printed"`
	ExitName         string `expr:"exit_name" doc:"systemd's name of it: FAILURE, EXEC, CHDIR, USER, SEGV, KILL"`
	Signal           bool   `expr:"signal" doc:"the main process was ended by a signal"`
	Restarts         int    `expr:"restarts" doc:"NRestarts; -1 when not printed"`
	MemoryBytes      int64  `expr:"memory_bytes" doc:"memory of its cgroup"`
	MemoryLimitBytes int64  `expr:"memory_limit_bytes" doc:"MemoryMax; 0 is none"`
	Tasks            int64  `expr:"tasks" doc:"processes and threads"`
	TasksLimit       int64  `expr:"tasks_limit" doc:"TasksMax; 0 is none"`
	Message          string `expr:"message" doc:"its description"`
}
