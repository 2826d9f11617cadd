package fact

import "time"

// ContainerState is what docker inspect, podman inspect or config.v2.json say
// of one container. Values of environment variables never get here; only the
// names, and the host, port and scheme of those that are addresses.
type ContainerState struct {
	ID                 string            `expr:"id" doc:"full container id"`
	Name               string            `expr:"name" doc:"container name without the leading slash"`
	Service            string            `expr:"service" doc:"compose service label"`
	Project            string            `expr:"project" doc:"compose project label"`
	Image              string            `expr:"image" doc:"image reference as configured"`
	ImageID            string            `expr:"image_id" doc:"digest of the image"`
	Platform           string            `expr:"platform" doc:"platform of the image, such as linux/arm64 or linux"`
	Runtime            string            `expr:"runtime" doc:"runc, nvidia, crun"`
	Status             string            `expr:"status" doc:"created, running, paused, restarting, removing, exited, dead"`
	Running            bool              `expr:"running" doc:"State.Running"`
	Restarting         bool              `expr:"restarting" doc:"State.Restarting"`
	Dead               bool              `expr:"dead" doc:"State.Dead"`
	OOMKilled          bool              `expr:"oom_killed" doc:"State.OOMKilled; stays false when only a child was killed"`
	ExitCode           int               `expr:"exit_code" doc:"State.ExitCode of the last run; 0 while running"`
	Error              string            `expr:"error" doc:"State.Error, why it could not be started"`
	PID                int               `expr:"pid" doc:"host pid of the main process; 0 when not running"`
	CreatedAt          time.Time         `expr:"created_at" doc:"when it was created"`
	StartedAt          time.Time         `expr:"started_at" doc:"last start; zero when never started"`
	FinishedAt         time.Time         `expr:"finished_at" doc:"last end; zero when it never ended"`
	RestartCount       int               `expr:"restart_count" doc:"restarts by the restart policy since creation"`
	RestartPolicy      string            `expr:"restart_policy" doc:"no, always, unless-stopped, on-failure"`
	MaxRetries         int               `expr:"max_retries" doc:"MaximumRetryCount of on-failure; 0 is unlimited"`
	Health             string            `expr:"health" doc:"starting, healthy, unhealthy; empty without a health check"`
	FailingStreak      int               `expr:"failing_streak" doc:"consecutive failed health probes"`
	HealthTest         string            `expr:"health_test" doc:"the command of the health check"`
	HealthOutput       string            `expr:"health_output" doc:"output of the last failed probe kept in Health.Log; empty when none failed"`
	HealthExitCode     int               `expr:"health_exit_code" doc:"exit code of that probe"`
	MemoryLimitBytes   int64             `expr:"memory_limit_bytes" doc:"HostConfig.Memory; 0 is no limit of its own"`
	MemorySwapBytes    int64             `expr:"memory_swap_bytes" doc:"HostConfig.MemorySwap; -1 unlimited, 0 unset"`
	MemoryReservation  int64             `expr:"memory_reservation_bytes" doc:"HostConfig.MemoryReservation"`
	OOMKillDisabled    bool              `expr:"oom_kill_disabled" doc:"HostConfig.OomKillDisable"`
	ShmSizeBytes       int64             `expr:"shm_size_bytes" doc:"HostConfig.ShmSize; Docker's default is 64 MiB"`
	CPUs               float64           `expr:"cpus" doc:"CPU quota in cores (NanoCpus or quota/period); 0 is none"`
	PidsLimit          int64             `expr:"pids_limit" doc:"HostConfig.PidsLimit; 0 or -1 is none"`
	NofileLimit        int64             `expr:"nofile_limit" doc:"soft ulimit for open files; 0 when not set"`
	CgroupParent       string            `expr:"cgroup_parent" doc:"HostConfig.CgroupParent"`
	NetworkMode        string            `expr:"network_mode" doc:"HostConfig.NetworkMode"`
	Networks           []NetworkEndpoint `expr:"networks" doc:"networks it is attached to"`
	Ports              []PortBinding     `expr:"ports" doc:"exposed and published ports"`
	Mounts             []Mount           `expr:"mounts" doc:"bind mounts, volumes and tmpfs"`
	Entrypoint         []string          `expr:"entrypoint" doc:"Config.Entrypoint"`
	Command            []string          `expr:"command" doc:"Config.Cmd"`
	WorkingDir         string            `expr:"working_dir" doc:"Config.WorkingDir"`
	User               string            `expr:"user" doc:"Config.User"`
	Hostname           string            `expr:"hostname" doc:"Config.Hostname; Docker's default is the short id"`
	TTY                bool              `expr:"tty" doc:"Config.Tty: its log has no stdout/stderr framing"`
	StopSignal         string            `expr:"stop_signal" doc:"Config.StopSignal; empty is SIGTERM"`
	StopTimeoutSeconds int               `expr:"stop_timeout_seconds" doc:"Config.StopTimeout; 0 is Docker's default of 10"`
	Privileged         bool              `expr:"privileged" doc:"HostConfig.Privileged"`
	ReadOnlyRoot       bool              `expr:"read_only_root" doc:"HostConfig.ReadonlyRootfs"`
	ProcessLabel       string            `expr:"process_label" doc:"SELinux context of its processes; empty without SELinux"`
	CapAdd             []string          `expr:"cap_add" doc:"added capabilities"`
	CapDrop            []string          `expr:"cap_drop" doc:"dropped capabilities"`
	SecurityOpt        []string          `expr:"security_opt" doc:"HostConfig.SecurityOpt"`
	LogDriver          string            `expr:"log_driver" doc:"HostConfig.LogConfig.Type"`
	LogMaxSize         string            `expr:"log_max_size" doc:"max-size of the log driver; empty is unlimited for json-file"`
	GPURequested       bool              `expr:"gpu_requested" doc:"a device request or the nvidia runtime asks for a GPU"`
	Devices            []string          `expr:"devices" doc:"host paths of mapped devices"`
	Links              []string          `expr:"links" doc:"legacy links, container:alias"`
	ExtraHosts         []string          `expr:"extra_hosts" doc:"HostConfig.ExtraHosts, name:address"`
	DNS                []string          `expr:"dns" doc:"HostConfig.Dns"`
	EnvNames           []string          `expr:"env_names" doc:"names of the environment variables"`
	EnvEmpty           []string          `expr:"env_empty" doc:"names of variables that are set to the empty string"`
	EnvAddresses       []EnvAddress      `expr:"env_addresses" doc:"variables whose value is an address, without credentials"`
	Labels             map[string]string `expr:"labels" doc:"container labels"`
	DependsOn          []string          `expr:"depends_on" doc:"compose services it is declared to depend on"`
	LogPath            string            `expr:"log_path" doc:"path of the json-file log on the host"`
}

// NetworkEndpoint is a container's place in one network.
type NetworkEndpoint struct {
	Name    string   `expr:"name" doc:"network name"`
	ID      string   `expr:"id" doc:"network id"`
	Aliases []string `expr:"aliases" doc:"DNS names of the container in this network"`
	Address string   `expr:"address" doc:"IPv4 address; empty when not connected"`
	Gateway string   `expr:"gateway" doc:"gateway address"`
}

// PortBinding is an exposed port and, when published, its host side.
type PortBinding struct {
	ContainerPort int    `expr:"container_port" doc:"port inside the container"`
	Protocol      string `expr:"protocol" doc:"tcp, udp or sctp"`
	HostIP        string `expr:"host_ip" doc:"host address; empty when not published"`
	HostPort      int    `expr:"host_port" doc:"host port; 0 when not published"`
}

// Mount is one mount of a container.
type Mount struct {
	Type        string `expr:"type" doc:"bind, volume, tmpfs, npipe, secret"`
	Name        string `expr:"name" doc:"volume name; empty for a bind mount"`
	Source      string `expr:"source" doc:"path on the host"`
	Destination string `expr:"destination" doc:"path in the container"`
	ReadOnly    bool   `expr:"read_only" doc:"mounted without write access"`
}

// EnvAddress is the address part of an environment variable such as
// REDIS_URL=redis://:secret@redis:6379/0; credentials are never kept.
type EnvAddress struct {
	Name   string `expr:"name" doc:"variable name"`
	Scheme string `expr:"scheme" doc:"URL scheme; empty for a bare host or host:port"`
	Host   string `expr:"host" doc:"host name or address"`
	Port   int    `expr:"port" doc:"port; 0 when not given"`
	Path   string `expr:"path" doc:"URL path, such as the database name"`

	// Line is where the variable stands in the document; 0 when unknown.
	Line int
}

// ContainerSummary is one row of docker ps, compose ps or podman ps.
type ContainerSummary struct {
	ID             string `expr:"id" doc:"container id as printed, mostly 12 digits"`
	Name           string `expr:"name" doc:"container name"`
	Image          string `expr:"image" doc:"image reference"`
	Command        string `expr:"command" doc:"command as printed, maybe cut"`
	Service        string `expr:"service" doc:"compose service"`
	Project        string `expr:"project" doc:"compose project"`
	State          string `expr:"state" doc:"created, running, paused, restarting, removing, exited, dead"`
	Status         string `expr:"status" doc:"status text as printed: Up 5 minutes (healthy)"`
	Health         string `expr:"health" doc:"starting, healthy, unhealthy; empty when not printed"`
	ExitCode       int    `expr:"exit_code" doc:"exit code in Exited (N) or Restarting (N); 0 otherwise"`
	UptimeSeconds  int64  `expr:"uptime_seconds" doc:"age of the present state, as coarse as printed; -1 when not printed"`
	CreatedSeconds int64  `expr:"created_seconds" doc:"age of the container; -1 when not printed"`
	Ports          string `expr:"ports" doc:"ports as printed"`
	SizeBytes      int64  `expr:"size_bytes" doc:"written to its own layer (docker ps -s); -1 when not printed"`
}

// ContainerEvent is one event of the daemon, or what compose prints of one.
type ContainerEvent struct {
	Type       string            `expr:"type" doc:"container, network, volume, image, daemon, plugin"`
	Action     string            `expr:"action" doc:"create, start, die, kill, oom, stop, restart, destroy, exec_create, exec_die, health_status, connect, disconnect, …"`
	ID         string            `expr:"id" doc:"id of the actor"`
	Name       string            `expr:"name" doc:"name of the actor"`
	Image      string            `expr:"image" doc:"image of the container"`
	Service    string            `expr:"service" doc:"compose service"`
	Project    string            `expr:"project" doc:"compose project"`
	ExitCode   int               `expr:"exit_code" doc:"exit code of die and exec_die; -1 when there is none"`
	Signal     int               `expr:"signal" doc:"signal of kill; 0 when there is none"`
	Health     string            `expr:"health" doc:"healthy or unhealthy of health_status"`
	Seconds    float64           `expr:"seconds" doc:"execDuration of die: how long it had run; -1 when not printed"`
	Network    string            `expr:"network" doc:"network of connect and disconnect"`
	Attributes map[string]string `expr:"attributes" doc:"remaining attributes without labels"`
}

// ContainerStats is one row of docker stats.
type ContainerStats struct {
	ID               string  `expr:"id" doc:"container id as printed"`
	Name             string  `expr:"name" doc:"container name"`
	CPUPercent       float64 `expr:"cpu_percent" doc:"100 is one core"`
	MemoryBytes      int64   `expr:"memory_bytes" doc:"usage without page cache"`
	MemoryLimitBytes int64   `expr:"memory_limit_bytes" doc:"limit; the host's memory when the container has none"`
	MemoryPercent    float64 `expr:"memory_percent" doc:"usage of the limit"`
	NetReceivedBytes int64   `expr:"net_received_bytes" doc:"received since start"`
	NetSentBytes     int64   `expr:"net_sent_bytes" doc:"sent since start"`
	BlockReadBytes   int64   `expr:"block_read_bytes" doc:"read from disk since start"`
	BlockWriteBytes  int64   `expr:"block_write_bytes" doc:"written to disk since start"`
	PIDs             int64   `expr:"pids" doc:"processes and threads"`
}

// ContainerCPU is the CPU accounting of a cgroup (cpu.stat).
type ContainerCPU struct {
	Periods          int64   `expr:"periods" doc:"nr_periods: enforcement periods that passed"`
	Throttled        int64   `expr:"throttled" doc:"nr_throttled: periods in which it was stopped"`
	ThrottledSeconds float64 `expr:"throttled_seconds" doc:"time it was kept from running"`
	ThrottledPercent float64 `expr:"throttled_percent" doc:"throttled of all periods"`
}

// ContainerCgroup is what the other files of a cgroup count: memory.events,
// memory.stat, memory.max and their kin of both versions, pids.events. Numbers
// that were not in the output are -1.
type ContainerCgroup struct {
	OOMKills         int64 `expr:"oom_kills" doc:"processes killed for lack of memory (oom_kill)"`
	LimitHits        int64 `expr:"limit_hits" doc:"times usage was about to go over the limit (max of memory.events, memory.failcnt)"`
	UsageBytes       int64 `expr:"usage_bytes" doc:"memory.current, with page cache"`
	PeakBytes        int64 `expr:"peak_bytes" doc:"memory.peak: highest usage since creation"`
	MemoryLimitBytes int64 `expr:"memory_limit_bytes" doc:"memory.max; 0 is none"`
	AnonBytes        int64 `expr:"anon_bytes" doc:"memory that can't be given back: anon, or rss of version 1"`
	FileBytes        int64 `expr:"file_bytes" doc:"page cache"`
	ShmemBytes       int64 `expr:"shmem_bytes" doc:"shared memory and tmpfs"`
	PIDLimitHits     int64 `expr:"pid_limit_hits" doc:"forks refused at the limit (max of pids.events)"`
	PIDs             int64 `expr:"pids" doc:"pids.current"`
	PIDLimit         int64 `expr:"pid_limit" doc:"pids.max; 0 is none"`
}

// ComposeService is one service of a docker-compose.yml or compose config.
type ComposeService struct {
	Service          string       `expr:"service" doc:"service name"`
	Project          string       `expr:"project" doc:"project name; empty when not written"`
	ContainerName    string       `expr:"container_name" doc:"container_name; empty when compose makes one up"`
	Image            string       `expr:"image" doc:"image reference; empty when it is built"`
	Built            bool         `expr:"built" doc:"it has a build section"`
	Command          string       `expr:"command" doc:"command, joined by spaces"`
	DependsOn        []string     `expr:"depends_on" doc:"services it depends on"`
	DependsHealthy   []string     `expr:"depends_healthy" doc:"those with condition service_healthy"`
	DependsCompleted []string     `expr:"depends_completed" doc:"those with condition service_completed_successfully"`
	RestartPolicy    string       `expr:"restart_policy" doc:"restart, or deploy.restart_policy.condition"`
	MemoryLimitBytes int64        `expr:"memory_limit_bytes" doc:"mem_limit or deploy limit; 0 is none"`
	CPUs             float64      `expr:"cpus" doc:"cpus or deploy limit in cores; 0 is none"`
	ShmSizeBytes     int64        `expr:"shm_size_bytes" doc:"shm_size; 0 is Docker's default of 64 MiB"`
	HealthTest       string       `expr:"health_test" doc:"health check command; empty when none is written"`
	HealthDisabled   bool         `expr:"health_disabled" doc:"the image's health check is switched off"`
	EnvNames         []string     `expr:"env_names" doc:"names of environment variables"`
	EnvEmpty         []string     `expr:"env_empty" doc:"names set to the empty string"`
	EnvFiles         []string     `expr:"env_files" doc:"files with further variables"`
	EnvAddresses     []EnvAddress `expr:"env_addresses" doc:"variables whose value is an address, without credentials"`
	Ports            []string     `expr:"ports" doc:"ports, host:container/protocol"`
	Volumes          []string     `expr:"volumes" doc:"volumes and bind mounts, source:target"`
	Secrets          []string     `expr:"secrets" doc:"names of secrets"`
	Configs          []string     `expr:"configs" doc:"names of configs"`
	Networks         []string     `expr:"networks" doc:"names of networks"`
	NetworkMode      string       `expr:"network_mode" doc:"host, none, service:NAME; empty for networks"`
	User             string       `expr:"user" doc:"user"`
	Privileged       bool         `expr:"privileged" doc:"privileged"`
	ReadOnlyRoot     bool         `expr:"read_only_root" doc:"read_only"`
	LogDriver        string       `expr:"log_driver" doc:"logging driver; empty for the engine's"`
	LogMaxSize       string       `expr:"log_max_size" doc:"max-size of the log driver"`
	Profiles         []string     `expr:"profiles" doc:"profiles without which it is not started"`
	GPURequested     bool         `expr:"gpu_requested" doc:"a device reservation, gpus or the nvidia runtime asks for a GPU"`
}

// DockerObject is a network, volume or image as docker's inspect, ls and
// system df -v print them.
type DockerObject struct {
	Object     string   `expr:"object" doc:"network, volume or image"`
	Name       string   `expr:"name" doc:"its name; of an image repository:tag"`
	ID         string   `expr:"id" doc:"its id; empty for a volume"`
	Driver     string   `expr:"driver" doc:"bridge, host, overlay, local, …"`
	Mountpoint string   `expr:"mountpoint" doc:"path of a volume on the host"`
	Subnets    []string `expr:"subnets" doc:"subnets of a network"`
	Internal   bool     `expr:"internal" doc:"a network without a way out"`
	Containers []string `expr:"containers" doc:"names of attached containers"`
	Users      int      `expr:"users" doc:"how many containers use it; -1 when not printed"`
	MTU        int      `expr:"mtu" doc:"com.docker.network.driver.mtu; 0 when not set"`
	SizeBytes  int64    `expr:"size_bytes" doc:"size of a volume or image; -1 when not printed"`
	Platform   string   `expr:"platform" doc:"platform of an image: linux/amd64; empty when not printed"`
}

// DockerDisk is one row of docker system df.
type DockerDisk struct {
	Type             string `expr:"type" doc:"images, containers, local volumes, build cache"`
	Total            int64  `expr:"total" doc:"how many"`
	Active           int64  `expr:"active" doc:"how many are in use"`
	SizeBytes        int64  `expr:"size_bytes" doc:"their size"`
	ReclaimableBytes int64  `expr:"reclaimable_bytes" doc:"what a prune would free"`
}
