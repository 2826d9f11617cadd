package parsers

import (
	"bytes"
	"strings"

	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
	"culprit/parsers/section"
)

// A prompt is what stands before a command in a paste: "$ docker ps -a",
// "root@host:~# dmesg", "=== docker ps ===", "+ df -h".
var (
	shellPrompt = lazyregexp.New(`^(?:\[?[\w.-]+@[\w.-]+[: ][^$#%>]{0,80}\]?[$#%>]|[\w.-]*[$%]|>>>|\+|C:\\[^>]*>|PS [^>]*>) +(\S.*)$`)
	rootPrompt  = lazyregexp.New(`^# +(\S.*)$`)
	heading     = lazyregexp.New(`^(?:=+|-{2,}|#{2,}|\*{2,}|>{2,}) *\[?([\w./-][^=*]*?)\]? *(?:=+|-{2,}|#{2,}|\*{2,}|<{2,}|:)?$`)
)

// programs are the commands whose output culprit reads: a heading or a root
// prompt counts only when it names one, since "# text" may be anything.
var programs = map[string]bool{
	"docker": true, "docker-compose": true, "podman": true, "nerdctl": true, "crictl": true, "kubectl": true, "oc": true,
	"dmesg": true, "journalctl": true, "cat": true, "tail": true, "head": true, "grep": true, "zcat": true, "less": true,
	"nvidia-smi": true, "df": true, "free": true, "uname": true, "uptime": true, "date": true, "ls": true, "stat": true,
	"ps": true, "top": true, "ss": true, "netstat": true, "lsof": true, "redis-cli": true, "pg_isready": true, "psql": true,
	"curl": true, "wget": true, "nc": true, "ping": true, "getent": true, "nslookup": true, "dig": true, "host": true,
	"celery": true, "python": true, "python3": true, "sysctl": true, "ulimit": true, "getenforce": true, "sestatus": true,
	"aa-status": true, "iptables": true, "nft": true, "ufw": true, "systemctl": true, "mount": true, "lsblk": true, "id": true,
	"env": true, "printenv": true, "openssl": true, "timedatectl": true, "hostnamectl": true, "vmstat": true, "iostat": true,
	"sudo": true, "file": true, "ip": true, "traceroute": true, "telnet": true, "mysqladmin": true, "mysql": true, "mongo": true,
	"mariadb-admin": true, "valkey-cli": true, "mongosh": true, "ncat": true, "netcat": true, "tracepath": true, "htop": true,
	"lscpu": true, "ip6tables": true, "iptables-save": true, "firewall-cmd": true, "apparmor_status": true, "ifconfig": true,
	"route": true, "arp": true, "timeout": true, "namei": true, "du": true, "nproc": true, "lsb_release": true, "blkid": true,
}

// command returns the command of a prompt line.
func command(line []byte) ([]string, bool) {
	if len(line) > 400 || len(line) < 3 {
		return nil, false
	}
	line = section.AppendWithoutANSI(nil, line)
	text := strings.TrimSpace(string(line))
	if m := shellPrompt.FindStringSubmatch(text); m != nil {
		argv := strings.Fields(m[1])
		if strings.HasPrefix(text, "$ ") || strings.Contains(text, "@") || programs[base(argv[0])] {
			return unwrap(argv), true
		}
		return nil, false
	}
	for _, shape := range []*lazyregexp.Regexp{rootPrompt, heading} {
		if m := shape.FindStringSubmatch(text); m != nil {
			if argv := strings.Fields(m[1]); len(argv) > 0 && programs[base(argv[0])] {
				return unwrap(argv), true
			}
		}
	}
	return nil, false
}

func base(program string) string { return program[strings.LastIndexByte(program, '/')+1:] }

// unwrap takes sudo off a command and cuts it at the first pipe.
func unwrap(argv []string) []string {
	for len(argv) > 1 && (argv[0] == "sudo" || strings.Contains(argv[0], "=")) {
		argv = argv[1:]
	}
	for i, a := range argv {
		if i > 0 && (a == "|" || a == ";" || a == "&&" || strings.HasPrefix(a, ">") || a == "2>&1") {
			argv = argv[:i]
			break
		}
	}
	argv[0] = base(argv[0])
	return argv
}

// dumped is the line that kubectl cluster-info dump puts before and behind the
// log of each container.
var dumped = lazyregexp.New(`^==== (START|END) logs for container (\S+) of pod (\S+)/(\S+) ====$`)

// banner reports whether such a line stands at head.
func banner(head []byte) bool {
	return bytes.HasPrefix(head, bannerMark[1:]) && dumped.Match(firstLine(head))
}

var bannerMark = []byte("\n==== ")

// prompt consumes a prompt line and notes its command; false when the next
// line is none.
func prompt(r *section.Reader) bool {
	line, ok := r.PeekLine()
	if !ok {
		return false
	}
	if m := dumped.FindSubmatch(line); m != nil {
		r.Next()
		r.Command, r.Subject = nil, fact.Subject{}
		if string(m[1]) == "START" {
			box, pod := string(m[2]), string(m[4])
			r.Subject = fact.Subject{Kind: fact.Pod, Name: pod + "/" + box, Service: box, Project: string(m[3])}
		}
		return true
	}
	argv, ok := command(line)
	if !ok {
		return false
	}
	r.Next()
	r.Command, r.Subject = inside(argv)
	return true
}

// subjectOf is whom the output of a command is about.
func subjectOf(argv []string) fact.Subject {
	var words []string
	for i := 1; i < len(argv); i++ {
		a := argv[i]
		if strings.HasPrefix(a, "-") {
			if takesValue[a] && i+1 < len(argv) {
				i++
			}
			continue
		}
		words = append(words, strings.Trim(a, `"'`))
	}
	switch {
	case len(words) >= 2 && (argv[0] == "docker" || argv[0] == "podman" || argv[0] == "nerdctl" || argv[0] == "crictl") && words[0] == "logs":
		return fact.Subject{Kind: fact.Container, Name: words[1]}
	case len(words) >= 3 && argv[0] == "docker" && words[0] == "container" && words[1] == "logs":
		return fact.Subject{Kind: fact.Container, Name: words[2]}
	case len(words) == 3 && argv[0] == "docker" && words[0] == "compose" && words[1] == "logs":
		return fact.Subject{Kind: fact.Container, Service: words[2]}
	case len(words) == 2 && argv[0] == "docker-compose" && words[0] == "logs":
		return fact.Subject{Kind: fact.Container, Service: words[1]}
	case len(words) >= 2 && argv[0] == "kubectl" && words[0] == "logs":
		return fact.Subject{Kind: fact.Pod, Name: strings.TrimPrefix(words[1], "pod/")}
	}
	return fact.Subject{}
}

// takesValue are the options before a name that are followed by their value.
var takesValue = map[string]bool{
	"--tail": true, "--since": true, "--until": true, "-n": true, "--namespace": true, "-c": true, "--container": true,
	"-f": false, "--format": true, "-H": true, "--context": true, "-p": false, "--project-name": true,
}

func firstLine(head []byte) []byte {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r"))
}
