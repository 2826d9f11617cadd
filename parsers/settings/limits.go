package settings

import (
	"strings"

	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
)

// flags are the letters of ulimit and the names of limits.conf (bash(1),
// limits.conf(5)).
var flags = map[string]string{
	"n": "nofile", "u": "nproc", "p": "pipe", "l": "memlock", "c": "core", "s": "stack", "v": "as", "d": "data", "f": "fsize", "m": "rss",
	"t": "cpu", "x": "locks", "q": "msgqueue", "i": "sigpending", "r": "rtprio", "e": "nice", "k": "kqueues", "b": "sbsize", "R": "rttime", "T": "threads",
}

func limitByFlag(letter string) string {
	name, ok := flags[letter]
	if !ok {
		return "" // an option this table has no name for: the line is read and says nothing
	}
	return "ulimit." + name
}

// dash prints names of its own (dash(1)).
var (
	dashLimit = lazyregexp.New(`^(time|file|data|stack|coredump|memory|locked memory|vmemory|process|nofiles|locks|rtprio|swap)(?:\(\w+\))? +(unlimited|\d+)$`)
	dashNames = map[string]string{"time": "cpu", "file": "fsize", "coredump": "core", "memory": "rss", "locked memory": "memlock", "vmemory": "as", "process": "nproc", "nofiles": "nofile"}
)

func dash(m []string) []fact.HostSetting {
	name, ok := dashNames[m[1]]
	if !ok {
		name = m[1]
	}
	return one("ulimit."+name, m[2])
}

// procNames are the words of /proc/PID/limits (kernel fs/proc/base.c).
var procNames = map[string]string{
	"Max open files": "nofile", "Max processes": "nproc", "Max locked memory": "memlock", "Max core file size": "core", "Max stack size": "stack",
	"Max address space": "as", "Max data size": "data", "Max file size": "fsize", "Max resident set": "rss", "Max cpu time": "cpu", "Max file locks": "locks",
	"Max pending signals": "sigpending", "Max msgqueue size": "msgqueue", "Max nice priority": "nice", "Max realtime priority": "rtprio", "Max realtime timeout": "rttime",
}

func procLimit(m []string) []fact.HostSetting {
	if m[1] == "Limit" {
		return []fact.HostSetting{} // the header
	}
	name, ok := procNames[m[1]]
	if !ok {
		return nil
	}
	return append(one("ulimit."+name, m[2]), one("ulimit."+name+".hard", m[3])...)
}

// limitsConf reads "* soft nofile 65536": what the next login gets, not what a
// running process has, so it has a name of its own.
func limitsConf(m []string) []fact.HostSetting {
	name := "limits.conf." + m[3]
	if m[2] == "hard" {
		name += ".hard"
	}
	return one(name, m[4])
}

func sestatus(m []string) []fact.HostSetting {
	value := strings.ToLower(m[2])
	switch m[1] {
	case "SELinux status":
		if value == "disabled" {
			return one("selinux", "disabled")
		}
	case "Current mode":
		return one("selinux", value)
	case "Mode from config file":
		return one("selinux.configured", value)
	}
	return []fact.HostSetting{}
}

func apparmor(m []string) []fact.HostSetting {
	words := strings.Fields(m[3])
	what := words[0]
	if what == "in" && len(words) > 1 {
		what = words[1]
	}
	return one("apparmor."+m[2]+"_"+what, m[1])
}
