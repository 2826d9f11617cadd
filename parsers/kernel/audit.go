package kernel

import (
	"bytes"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
)

var (
	auditField = lazyregexp.New(`(\w+)=("[^"]*"|\S+)`)
	avcDenied  = lazyregexp.New(`avc:\s+denied\s+\{ ([^}]+) \}`)
)

// systemCalls names the calls that seccomp profiles block in practice, by
// architecture (AUDIT_ARCH) and number (asm/unistd_64.h, asm-generic/unistd.h).
var systemCalls = map[string]map[int]string{
	"c000003e": {16: "ioctl", 41: "socket", 56: "clone", 101: "ptrace", 135: "personality", 155: "pivot_root", 159: "adjtimex", 160: "setrlimit", 161: "chroot", 165: "mount", 166: "umount2", 169: "reboot", 172: "iopl", 173: "ioperm", 175: "init_module", 176: "delete_module", 179: "quotactl", 203: "sched_setaffinity", 227: "clock_settime", 237: "mbind", 238: "set_mempolicy", 239: "get_mempolicy", 246: "kexec_load", 248: "add_key", 249: "request_key", 250: "keyctl", 256: "migrate_pages", 272: "unshare", 279: "move_pages", 298: "perf_event_open", 304: "open_by_handle_at", 308: "setns", 310: "process_vm_readv", 311: "process_vm_writev", 313: "finit_module", 317: "seccomp", 321: "bpf", 323: "userfaultfd", 425: "io_uring_setup", 426: "io_uring_enter", 427: "io_uring_register", 434: "pidfd_open", 435: "clone3", 439: "faccessat2", 442: "mount_setattr"},
	"c00000b7": {39: "umount2", 40: "mount", 41: "pivot_root", 51: "chroot", 97: "unshare", 104: "kexec_load", 105: "init_module", 117: "ptrace", 142: "reboot", 217: "add_key", 219: "keyctl", 220: "clone", 235: "mbind", 241: "perf_event_open", 265: "open_by_handle_at", 268: "setns", 270: "process_vm_readv", 273: "finit_module", 280: "bpf", 282: "userfaultfd", 425: "io_uring_setup", 435: "clone3", 439: "faccessat2"},
}

// auditLog reads a record of audit.log and of ausearch, which lists the same
// records. The time stands in msg=audit(seconds.millis:serial); ausearch -i
// writes it as a date of the locale, which is left unread.
func (rec *Record) auditLog(line []byte) bool {
	text := line
	if rest, ok := bytes.CutPrefix(text, []byte("node=")); ok {
		host, rest, _ := bytes.Cut(rest, []byte(" "))
		rec.Host, text = string(host), rest
	}
	if !bytes.HasPrefix(text, []byte("type=")) {
		return false
	}
	_, inside, ok := bytes.Cut(text[:min(len(text), 128)], []byte(" msg=audit("))
	if !ok {
		return false
	}
	clock, _, ok := bytes.Cut(inside, []byte(")"))
	serial := bytes.LastIndexByte(clock, ':')
	if !ok || serial < 0 {
		return false
	}
	if since, ok := sinceBoot(clock[:serial]); ok { // it is since 1970, in the same form
		rec.Time = fact.Exact(epoch.Add(since), time.Millisecond)
	}
	rec.Text = text
	return true
}

// audit reads denials: SELinux (type=1400 avc: denied), AppArmor
// (apparmor="DENIED") and seccomp (type=1326), in dmesg and in audit.log.
func audit(text []byte) (any, string, fact.Subject) {
	isAVC := bytes.Contains(text, []byte("avc:")) && bytes.Contains(text, []byte("denied"))
	isAppArmor := bytes.Contains(text, []byte(`apparmor="DENIED"`))
	isSeccomp := bytes.Contains(text, []byte("type=1326")) || bytes.Contains(text, []byte("type=SECCOMP"))
	if !isAVC && !isAppArmor && !isSeccomp {
		return nil, "", fact.Subject{}
	}
	f := map[string]string{}
	for _, s := range auditField.FindAllSubmatch(text, 64) {
		f[string(s[1])] = unhex(strings.Trim(string(s[2]), `"`), s[2][0] == '"')
	}
	d := &fact.Audit{Process: f["comm"], Path: firstOf(f["name"], f["path"], f["dest"]), Operation: f["operation"]}
	d.PID, _ = strconv.Atoi(f["pid"])
	switch {
	case isAVC:
		d.System, d.Profile, d.Target, d.Class = "selinux", f["scontext"], f["tcontext"], f["tclass"]
		if s := avcDenied.FindSubmatch(text); s != nil {
			d.Denied = strings.TrimSpace(string(s[1]))
			d.Operation = strings.Fields(d.Denied)[0]
		}
		d.Path = firstOf(f["path"], f["name"], f["dest"])
		d.Permissive = f["permissive"] == "1"
	case isAppArmor:
		d.System, d.Profile, d.Denied = "apparmor", f["profile"], firstOf(f["denied_mask"], f["capname"])
	default:
		d.System = "seccomp"
		number, err := strconv.Atoi(f["syscall"])
		if err == nil {
			if d.Denied = systemCalls[f["arch"]][number]; d.Denied == "" {
				d.Denied = "system call " + f["syscall"]
			}
		}
		d.Operation = d.Denied
		d.Path = f["exe"]
	}
	return d, "kernel.audit", fact.Subject{Kind: fact.Process, Name: d.Process, ID: f["pid"]}
}

// unhex decodes what the audit system prints in hexadecimal because it holds
// blanks or quotes.
func unhex(s string, quoted bool) string {
	if quoted || len(s) < 8 || len(s)%2 != 0 {
		return s
	}
	b, err := hex.DecodeString(s)
	if err != nil || strings.ToUpper(s) != s {
		return s
	}
	for _, c := range b {
		if c < ' ' || c > '~' {
			return s
		}
	}
	return string(b)
}

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
