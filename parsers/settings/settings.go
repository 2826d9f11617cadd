// Package settings reads the settings of a host and the limits of a process:
// sysctl and files below /proc/sys, ulimit -a, /proc/PID/limits and
// limits.conf, the state of SELinux (getenforce, sestatus) and AppArmor
// (aa-status), and who one is (id).
//
//	vm.max_map_count = 65530
//	open files                      (-n) 1024
//	Max open files            1024                 524288               files
package settings

import (
	"bytes"
	"strconv"
	"strings"

	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
	"culprit/parsers/section"
)

// Parser reads settings.
type Parser struct{}

// Name implements parsers.Parser.
func (Parser) Name() string { return "settings" }

// A shape is one layout of a line that holds a setting.
type shape struct {
	line    *lazyregexp.Regexp
	setting func(m []string) []fact.HostSetting
}

var shapes = []shape{
	{lazyregexp.New(`^((?:vm|net|fs|kernel|user|abi|debug|dev|crypto|sunrpc)\.[\w./-]+)(?: = (.*)|=(-?\d[\d\s]*))$`), func(m []string) []fact.HostSetting { return one(m[1], m[2]+m[3]) }},
	{lazyregexp.New(`^[a-zA-Z].{2,40}?\((?:[\w /-]+, )?-([a-zA-Z])\) +(\S+)$`), func(m []string) []fact.HostSetting { return one(limitByFlag(m[1]), m[2]) }},
	{lazyregexp.New(`^-([a-zA-Z]): [a-z /().-]{4,40}? +(\d+|unlimited)$`), func(m []string) []fact.HostSetting { return one(limitByFlag(m[1]), m[2]) }},
	{dashLimit, dash},
	{lazyregexp.New(`^(Max [a-z ]+?|Limit) {2,}(\S+(?: Limit)?) +(\S+(?: Limit)?) *(\S*) *$`), procLimit},
	{lazyregexp.New(`^(\*|[@%]?[\w.-]+)\s+(soft|hard|-)\s+(nofile|nproc|memlock|core|stack|as|data|fsize|rss|cpu|locks|msgqueue|sigpending|priority|nice)\s+(-?\w+)$`), limitsConf},
	{lazyregexp.New(`^(SELinux status|Current mode|Mode from config file|Loaded policy name|SELinuxfs mount|SELinux root directory|Policy MLS status|Policy deny_unknown status|Memory protection checking|Max kernel policy version|Policy from config file): +(.*)$`), sestatus},
	{lazyregexp.New(`^(\d+) (profiles|processes) (?:are|have profiles) (loaded|defined|in \w+ mode|in \w+ mode \(.*)\.$`), apparmor},
	{lazyregexp.New(`^apparmor module is (.*)\.$`), func(m []string) []fact.HostSetting { return one("apparmor", m[1]) }},
	{lazyregexp.New(`^uid=(\d+)(?:\(([^)]*)\))? gid=\d+.*$`), func(m []string) []fact.HostSetting { return one("id", m[0]) }},
}

// setting reads one line; nil when it holds none.
func setting(line []byte) []fact.HostSetting {
	line = bytes.TrimRight(line, "\r ")
	if len(line) < 6 || len(line) > 4096 {
		return nil
	}
	for i := range shapes {
		if m := shapes[i].line.FindSubmatch(line); m != nil {
			texts := make([]string, len(m))
			for j := range m {
				texts[j] = string(m[j])
			}
			return shapes[i].setting(texts)
		}
	}
	return nil
}

// Sniff implements parsers.Parser. The first byte spares most lines of a log
// the patterns.
func (Parser) Sniff(head []byte) bool {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	if len(line) > 200 || len(line) < 6 {
		return false
	}
	switch c := line[0]; {
	case c == 'L' || c == 'M':
		if !bytes.HasPrefix(line, []byte("Limit   ")) && !bytes.HasPrefix(line, []byte("Max ")) && !bytes.HasPrefix(line, []byte("Loaded policy")) {
			return false
		}
	case c == 'S':
		if !bytes.HasPrefix(line, []byte("SELinux status:")) {
			return false
		}
	case dashLimit.Match(line):
		return bytes.HasPrefix(line, []byte("time(seconds)")) // its first line; the others are words of any log
	case c >= '0' && c <= '9':
		return false // "12 profiles are loaded." alone begins nothing
	}
	return setting(line) != nil
}

// SniffStart implements parsers.Starter: getenforce's word, and values whose
// name stands in the command.
func (Parser) SniffStart(argv []string, head []byte) bool {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	return named(argv, line) != nil
}

// named reads a value that has no name of its own.
func named(argv []string, line []byte) []fact.HostSetting {
	value := strings.TrimSpace(string(line))
	if value == "" || len(value) > 200 {
		return nil
	}
	switch value {
	case "Enforcing", "Permissive":
		return one("selinux", strings.ToLower(value))
	case "Disabled":
		if len(argv) == 1 && argv[0] == "getenforce" {
			return one("selinux", "disabled")
		}
	}
	if len(argv) < 2 {
		return nil
	}
	last := argv[len(argv)-1]
	digits := value[0] >= '0' && value[0] <= '9' || value == "unlimited"
	switch {
	case argv[0] == "cat" && len(argv) == 2 && strings.HasPrefix(last, "/proc/sys/") && digits:
		return one(strings.ReplaceAll(strings.TrimPrefix(last, "/proc/sys/"), "/", "."), value)
	case argv[0] == "cat" && len(argv) == 2 && strings.HasPrefix(last, "/sys/fs/cgroup/") && (digits || value == "max"):
		return one("cgroup."+last[strings.LastIndexByte(last, '/')+1:], value)
	case argv[0] == "sysctl" && strings.HasPrefix(argv[1], "-n") && digits:
		return one(last, value)
	case argv[0] == "ulimit" && len(last) == 2 && last[0] == '-' && digits:
		return one(limitByFlag(last[1:]), value)
	case argv[0] == "ulimit" && len(last) == 3 && last[:2] == "-H" && digits:
		return one(limitByFlag(last[2:])+".hard", value)
	}
	return nil
}

// Parse implements parsers.Parser.
func (Parser) Parse(r *section.Reader, emit func(fact.Fact)) error {
	l, ok := r.Next()
	if !ok {
		return nil
	}
	list := setting(l.Bytes)
	if list == nil {
		list = named(r.Command, l.Bytes)
	}
	for profiles := false; ; {
		for i := range list {
			profiles = strings.HasPrefix(list[i].Name, "apparmor")
			emit(r.Fact("host.setting", l, &list[i]))
		}
		peek, ok := r.PeekLine()
		if !ok {
			return nil
		}
		// aa-status lists the names of profiles below each count.
		if list = setting(peek); list == nil && !(profiles && bytes.HasPrefix(peek, []byte("   "))) {
			return nil
		}
		if l, ok = r.Next(); !ok {
			return nil
		}
	}
}

func one(name, value string) []fact.HostSetting {
	if name == "" {
		return []fact.HostSetting{}
	}
	value = strings.TrimSpace(value)
	n, err := strconv.ParseFloat(value, 64)
	if err != nil {
		n = -1
		if m := uid.FindStringSubmatch(value); m != nil {
			n, _ = strconv.ParseFloat(m[1], 64)
		}
	}
	return []fact.HostSetting{{Name: name, Value: value, Num: n}}
}

var uid = lazyregexp.New(`^uid=(\d+)`)
