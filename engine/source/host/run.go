package host

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"culprit/engine/source/kmsg"
)

// names of the kernel settings that programs trip over. All of sysctl -a would
// be ten thousand lines, of which these matter.
var names = []string{
	"vm.overcommit_memory", "vm.overcommit_ratio", "vm.max_map_count", "vm.swappiness", "vm.panic_on_oom", "vm.oom_kill_allocating_task", "vm.min_free_kbytes",
	"fs.file-max", "fs.file-nr", "fs.nr_open", "fs.inotify.max_user_watches", "fs.inotify.max_user_instances", "fs.inotify.max_queued_events", "fs.aio-max-nr",
	"kernel.pid_max", "kernel.threads-max", "kernel.shmmax", "kernel.shmall", "kernel.sem", "kernel.msgmax", "kernel.panic", "kernel.dmesg_restrict", "kernel.seccomp.actions_logged",
	"kernel.unprivileged_userns_clone", "kernel.apparmor_restrict_unprivileged_userns", "kernel.core_pattern", "kernel.hostname",
	"net.core.somaxconn", "net.ipv4.ip_forward", "net.ipv4.ip_local_port_range", "net.ipv4.tcp_max_syn_backlog", "net.ipv4.ip_unprivileged_port_start", "net.ipv4.tcp_tw_reuse",
	"net.bridge.bridge-nf-call-iptables", "net.netfilter.nf_conntrack_max", "net.netfilter.nf_conntrack_count", "net.ipv6.conf.all.disable_ipv6",
	"user.max_user_namespaces", "user.max_inotify_watches", "user.max_inotify_instances",
}

// settings reads them as sysctl prints them.
func settings() ([]byte, error) {
	var b bytes.Buffer
	for _, name := range names {
		// kernel.a.b is /proc/sys/kernel/a/b; no name here has a dot of its own.
		text, err := os.ReadFile("/proc/sys/" + strings.ReplaceAll(name, ".", "/"))
		if err == nil {
			fmt.Fprintf(&b, "%s = %s\n", name, strings.TrimSpace(string(text)))
		}
	}
	if huge, err := os.ReadFile("/sys/kernel/mm/transparent_hugepage/enabled"); err == nil {
		fmt.Fprintf(&b, "vm.transparent_hugepage = %s\n", strings.TrimSpace(string(huge)))
	}
	if b.Len() == 0 {
		return nil, errors.New("/proc/sys can't be read")
	}
	return b.Bytes(), nil
}

// clock is the wall clock beside the time since boot, as one document.
func clock() ([]byte, error) {
	now, since, err := kmsg.Clocks()
	if err != nil {
		return nil, err
	}
	name, _ := os.Hostname()
	text, err := json.Marshal(struct {
		Format   string    `json:"format"`
		Now      time.Time `json:"now"`
		Uptime   float64   `json:"uptime_seconds"`
		Hostname string    `json:"hostname"`
	}{"culprit-clock", now.UTC(), since.Seconds(), name})
	return append(text, '\n'), err
}
