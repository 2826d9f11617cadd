package kernel

import (
	"bytes"
	"strings"

	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
)

var (
	// arch/x86/mm/fault.c, show_signal_msg: name[pid]: segfault at addr ip … sp … error n in file[base+size]
	segfaultAt = lazyregexp.New(`^(.{1,32}?)\[(\d+)\]: segfault at ([0-9a-f]+) ip \S+ sp \S+ error \S+(?: in ([^\[ ]+))?`)
	// arch/x86/kernel/traps.c: traps: name[pid] general protection fault ip:… sp:… error:0 in file[…]
	trapped = lazyregexp.New(`^(?:traps: )?(.{1,32}?)\[(\d+)\](?:: | )(?:trap )?(general protection(?: fault)?|invalid opcode|divide error|int3|stack segment|alignment check|bus error)[: ].*?(?: in ([^\[ ]+))?(?:\[|$)`)
	// arm64: name[pid]: unhandled exception: DABT …, in file[…]
	unhandled = lazyregexp.New(`^(.{1,32}?)\[(\d+)\]: unhandled (?:level \d+ )?(?:exception|\w+ fault|trap)[^,]*(?:,.*? in ([^\[ ]+))?`)
)

func segfault(text []byte) (any, string, fact.Subject) {
	if !bytes.Contains(text, []byte("]")) {
		return nil, "", fact.Subject{}
	}
	var d *fact.Segfault
	if s := segfaultAt.FindSubmatch(text); s != nil {
		d = &fact.Segfault{Process: string(s[1]), PID: int(integer(s[2])), Trap: "segfault", Address: string(s[3]), Module: string(s[4])}
	} else if s := trapped.FindSubmatch(text); s != nil {
		d = &fact.Segfault{Process: string(s[1]), PID: int(integer(s[2])), Trap: strings.TrimSuffix(string(s[3]), " fault"), Module: string(s[4])}
	} else if s := unhandled.FindSubmatch(text); s != nil {
		d = &fact.Segfault{Process: string(s[1]), PID: int(integer(s[2])), Trap: "segfault", Module: string(s[3])}
	} else {
		return nil, "", fact.Subject{}
	}
	d.Process = strings.TrimPrefix(d.Process, "traps: ")
	return d, "kernel.segfault", fact.Subject{Kind: fact.Process, Name: d.Process, ID: string(segfaultPID(text))}
}

func segfaultPID(text []byte) []byte {
	open := bytes.IndexByte(text, '[')
	end := bytes.IndexByte(text, ']')
	if open < 0 || end < open {
		return nil
	}
	return text[open+1 : end]
}

// A readOnlyShape is one wording of a file system that stops accepting writes.
var readOnlyShapes = []struct {
	pattern  *lazyregexp.Regexp
	system   string
	shutdown bool
}{
	{lazyregexp.New(`^(EXT[234])-fs \(([^)]+)\): [Rr]emounting filesystem read-only`), "", false},
	{lazyregexp.New(`^(EXT[234])-fs error \(device ([^)]+)\).*[Rr]emounting filesystem read-only`), "", false},
	{lazyregexp.New(`^(XFS) \(([^)]+)\): (?:.*[Ss]hut(?:ting)? ?down filesystem|Filesystem has been shut down|.*xfs_do_force_shutdown)`), "", true},
	{lazyregexp.New(`^(BTRFS)(?: info| error| warning)? \(device ([^:)]+)[^)]*\).*forced readonly`), "", false},
	{lazyregexp.New(`^(F2FS)-fs \(([^)]+)\): .*(?:read-?only|cp_error)`), "", false},
	{lazyregexp.New(`^(JBD2): .*for ([^ :]+)[-:].*(?:aborting|Aborting)`), "ext4", false},
	{lazyregexp.New(`^Aborting journal on device (())([\w.-]+?)(?:-\d+)?\.?$`), "ext4", false},
}

func readOnly(text []byte) (any, string, fact.Subject) {
	for _, shape := range readOnlyShapes {
		s := shape.pattern.FindSubmatch(text)
		if s == nil {
			continue
		}
		d := &fact.FSReadOnly{FileSystem: shape.system, Device: string(s[len(s)-1]), Shutdown: shape.shutdown, Message: string(clip(text))}
		if d.FileSystem == "" {
			d.FileSystem = strings.ToLower(string(s[1]))
		}
		return d, "kernel.fs_readonly", fact.Subject{Kind: fact.FileSystem, Name: d.Device}
	}
	return nil, "", fact.Subject{}
}

// ioShapes are the wordings of block devices and file systems that fail. The
// groups are device, sector and operation where printed.
var ioShapes = []struct {
	pattern *lazyregexp.Regexp
	system  string
}{
	{lazyregexp.New(`I/O error, dev (?P<dev>[\w.-]+), sector (?P<sector>\d+)(?: op 0x[0-9a-f]+:\((?P<op>\w+)\))?`), ""},
	{lazyregexp.New(`Buffer I/O error on (?:dev(?:ice)? )?(?P<dev>[\w.-]+),? (?:logical )?block (?P<sector>\d+)`), ""},
	{lazyregexp.New(`critical (?:medium|target|space allocation|nexus) error, dev (?P<dev>[\w.-]+), sector (?P<sector>\d+)(?: op 0x[0-9a-f]+:\((?P<op>\w+)\))?`), ""},
	{lazyregexp.New(`^(?P<sys>EXT[234])-fs error \(device (?P<dev>[^)]+)\)`), ""},
	{lazyregexp.New(`^(?P<sys>EXT[234])-fs (?:warning )?\((?:device )?(?P<dev>[^)]+)\): .*(?:error|I/O|failed)`), ""},
	{lazyregexp.New(`^(?P<sys>XFS) \((?P<dev>[^)]+)\): .*(?:[Mm]etadata (?:I/O error|corruption)|log I/O error|[Cc]orruption|writeback error)`), ""},
	{lazyregexp.New(`^(?P<sys>BTRFS)(?:: error| error| critical| warning)? \(device (?P<dev>[^:)]+)[^)]*\).*(?:bdev .* errs:|checksum|corrupt|csum failed|I/O|IO failure)`), ""},
	{lazyregexp.New(`^nvme (?P<dev>nvme\d+): (?:I/O \d+ .*timeout|controller is down|Device not ready|Disabling device|failed to set|Removing after probe failure)`), ""},
	{lazyregexp.New(`^(?P<dev>ata\d+(?:\.\d+)?): (?:error:|exception Emask|failed command|SError)`), ""},
	{lazyregexp.New(`^sd [\d:]+: \[(?P<dev>\w+)\].*(?:FAILED Result|Sense Key : (?:Medium|Hardware) Error|Unrecovered read error)`), ""},
	{lazyregexp.New(`^md/raid[^:]*:\w+: Disk failure on (?P<dev>\w+)`), ""},
	{lazyregexp.New(`^(?P<dev>\w+): (?:rw=\d+, )?(?:want|sector)=\d+.*limit=\d+|attempt to access beyond end of device`), ""},
	{lazyregexp.New(`^(?P<sys>SQUASHFS) error`), ""},
	{lazyregexp.New(`^WARNING: Pool '(?P<dev>[^']+)' has encountered an uncorrectable I/O failure`), "zfs"},
	{lazyregexp.New(`lost (?:async )?page write due to I/O error on (?P<dev>[\w.-]+)`), ""},
	{lazyregexp.New(`^loop: Write error at byte offset \d+|^lost page write`), ""},
}

func ioError(text []byte) (any, string, fact.Subject) {
	if !bytes.ContainsAny(text, ":,") || !ioWords(text) {
		return nil, "", fact.Subject{}
	}
	for _, shape := range ioShapes {
		s := shape.pattern.FindSubmatch(text)
		if s == nil {
			continue
		}
		d := &fact.IOError{FileSystem: shape.system, Sector: -1, Message: string(clip(text))}
		for i, name := range shape.pattern.SubexpNames() {
			switch name {
			case "dev":
				d.Device = string(s[i])
			case "sector":
				if len(s[i]) > 0 {
					d.Sector = integer(s[i])
				}
			case "op":
				d.Operation = strings.ToLower(string(s[i]))
			case "sys":
				d.FileSystem = strings.ToLower(string(s[i]))
			}
		}
		return d, "kernel.io_error", fact.Subject{Kind: fact.FileSystem, Name: d.Device}
	}
	return nil, "", fact.Subject{}
}

// ioWords is the cheap test before the patterns.
func ioWords(text []byte) bool {
	for _, w := range []string{"error", "Error", "I/O", "orrupt", "FAILED", "fail", "Emask", "nvme", "beyond end", "timeout", "csum"} {
		if bytes.Contains(text, []byte(w)) {
			return true
		}
	}
	return false
}
