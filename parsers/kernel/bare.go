package kernel

import (
	"bytes"

	"culprit/engine/fact"
)

// heads begin records that only the kernel writes. By them a record is known
// that was printed without its time: dmesg -t, or a paste that was shortened.
var heads = [][]byte{
	[]byte("oom-kill:constraint="), []byte("Memory cgroup out of memory: "), []byte("Out of memory: Kill"), []byte("Out of memory (oom_kill_allocating_task): Kill"),
	[]byte("Killed process "), []byte("oom_reaper: reaped process "), []byte("Task in /"), []byte("memory: usage "), []byte("memory+swap: usage "), []byte("swap: usage "),
	[]byte("kmem: usage "), []byte("Memory cgroup stats for "), []byte("Tasks state (memory values in pages):"), []byte("Mem-Info:"),
	[]byte("NVRM: "), []byte("nvidia-nvlink: "), []byte("audit: type="), []byte("EXT4-fs "), []byte("XFS ("), []byte("BTRFS "), []byte("JBD2: "), []byte("FAT-fs ("),
	[]byte("blk_update_request: "), []byte("print_req_error: "), []byte("Buffer I/O error on "), []byte("I/O error, dev "), []byte("nvme nvme"),
	[]byte("device-mapper: "), []byte("INFO: task "), []byte("watchdog: BUG: "), []byte("nf_conntrack: "), []byte("TCP: out of memory"),
	[]byte("neighbour: "), []byte("md/raid"), []byte("mce: [Hardware Error]"), []byte("EDAC "), []byte("overlayfs: "), []byte("CIFS: "), []byte("nfs: server "), []byte("traps: "),
}

// inner stand within such records.
var inner = [][]byte{[]byte(" invoked oom-killer: "), []byte("]: segfault at "), []byte(" above threshold, cpu clock throttled"), []byte(" mems_allowed=")}

// bare reads a record without a time.
func bare(line []byte) (Record, bool) {
	rec := Record{Sequence: -1, Time: fact.Time{}, Text: line}
	for _, h := range heads {
		if bytes.HasPrefix(line, h) {
			return rec, true
		}
	}
	start := line[:min(len(line), 160)]
	for _, w := range inner {
		if bytes.Contains(start, w) {
			return rec, true
		}
	}
	return rec, false
}

// row reports whether line belongs to the list of processes of a report:
// "[  pid  ]   uid  tgid …" and "[   4411]     0  4411 …".
func row(line []byte) bool {
	inside, _, ok := bytes.Cut(bytes.TrimPrefix(line, []byte("[")), []byte("]"))
	if !ok || len(line) == 0 || line[0] != '[' {
		return false
	}
	inside = bytes.TrimSpace(inside)
	if bytes.Equal(inside, []byte("pid")) {
		return true
	}
	for _, c := range inside {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(inside) > 0
}

// SniffStart implements parsers.Starter: records without their times.
func (Parser) SniffStart(_ []string, head []byte) bool {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	_, ok := bare(bytes.TrimSuffix(line, []byte("\r")))
	return ok
}
