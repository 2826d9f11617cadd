package host

import (
	"fmt"
	"time"

	"culprit/engine/source/kmsg"
)

// A capture is one stream of the host: what a command prints, or what read
// gives.
type capture struct {
	name   string
	what   string                 // what it is captured for
	argv   []string               // run with the C locale and UTC
	or     []string               // a second command, where the first can't be had
	read   func() ([]byte, error) // instead of a command
	typed  string                 // what a person would type; "" is argv
	limit  time.Duration          // of the command; 0 is defaultLimit
	every  time.Duration          // after which a watcher reads it again; 0: it does not
	framed bool                   // machine-readable: no line that names the command
	tells  bool                   // its error messages are answers: that a file is not there
}

// defaultLimit is how long a command may take. df hangs on a dead network mount
// and nvidia-smi on a sick driver: they are killed and named as missing.
const defaultLimit = 10 * time.Second

// NvidiaSMI is the stream of nvidia-smi: a watcher reads it where NVML can't be
// asked.
const NvidiaSMI = "gpu/nvidia_smi.txt"

// How often a watcher reads what changes by the second, and what hardly does.
const (
	often  = 30 * time.Second
	rarely = 10 * time.Minute
)

// captures is the list of what is captured of a host. Adding one is a row.
var captures = []capture{
	{name: "host/clock.json", every: time.Minute, what: "wall clock and time since boot, read at once", read: clock, typed: "date; cat /proc/uptime", framed: true},
	{name: "host/uptime.txt", every: time.Minute, what: "time since boot, load", argv: []string{"uptime"}},
	{name: "host/uname.txt", every: rarely, what: "kernel and architecture", argv: []string{"uname", "-a"}},
	{name: "host/timedatectl.txt", every: rarely, what: "whether the clock is synchronised", argv: []string{"timedatectl"}},
	{name: "host/kmsg.txt", what: "kernel messages: kills, I/O errors, GPU errors", read: kmsg.Dump, typed: "dmesg", or: []string{"dmesg"}, framed: true},
	{name: "host/free.txt", every: often, what: "memory and swap", argv: []string{"free", "-b"}, or: []string{"cat", "/proc/meminfo"}},
	{name: "host/df.txt", every: often, what: "space on file systems", argv: []string{"df", "-T", "-k"}},
	{name: "host/df_i.txt", every: time.Minute, what: "inodes of file systems", argv: []string{"df", "-i"}},
	{name: "host/mount.txt", every: time.Minute, what: "mounts and their options", read: mounts, typed: "mount", or: []string{"mount"}},
	{name: "host/ps.txt", every: rarely, what: "processes", argv: []string{"ps", "aux"}},
	{name: "host/ss.txt", every: rarely, what: "who listens on which port", argv: []string{"ss", "-tulnp"}},
	{name: "host/sysctl.txt", every: rarely, what: "kernel settings that programs trip over", read: settings, typed: "sysctl -a"},
	{name: "host/getenforce.txt", every: rarely, what: "SELinux mode", argv: []string{"getenforce"}},
	{name: "host/aa_status.txt", every: rarely, what: "AppArmor profiles", argv: []string{"aa-status"}},
	{name: "host/iptables.txt", every: rarely, what: "firewall rules", argv: []string{"iptables", "-S"}},
	{name: "host/systemctl_docker.txt", every: rarely, what: "whether the engine's services run", argv: []string{"systemctl", "--no-pager", "--lines=0", "status", "docker", "containerd"}},
	{name: NvidiaSMI, what: "GPUs and who uses them, or why the driver fails", argv: []string{"nvidia-smi"}, limit: 20 * time.Second},
	{name: "gpu/nvidia_smi_q.txt", what: "GPU memory, temperatures, error counters", argv: []string{"nvidia-smi", "-q"}, limit: 20 * time.Second},
}

// journal is the log of the engine's services.
func journal(since time.Time, tail int) capture {
	argv := []string{"journalctl", "--no-pager", "--quiet", "--all", "-o", "json", "-u", "docker", "-u", "containerd"}
	if !since.IsZero() {
		argv = append(argv, fmt.Sprintf("--since=@%d", since.Unix()))
	}
	if tail > 0 {
		argv = append(argv, fmt.Sprintf("--lines=%d", tail))
	}
	return capture{name: "host/journal_docker.jsonl", what: "what the engine's services logged", argv: argv, typed: "journalctl -u docker -u containerd", limit: time.Minute, framed: true}
}
