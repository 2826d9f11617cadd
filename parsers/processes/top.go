package processes

import (
	"bytes"
	"strings"

	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
	"culprit/parsers/section"
	"culprit/parsers/size"
)

var (
	topHead  = lazyregexp.New(`^top - \d\d:\d\d:\d\d up `)
	topLoad  = lazyregexp.New(`(?i)load average: *([\d.]+),? +([\d.]+),? +([\d.]+)`)
	topCPU   = lazyregexp.New(`^%?Cpu\(s\): |^CPU: +\d+% usr`)
	topShare = lazyregexp.New(`([\d.,]+)[ %]+(us|sy|id|wa|st|usr|sys|idle|io)\b`)
	topMem   = lazyregexp.New(`^(?:(KiB|MiB|GiB) )?(Mem|Swap) *: +(.*)$`)
	topPart  = lazyregexp.New(`([\d.,]+[kKmMgG+]?)\s*(total|used|free|avail Mem)`)
	htopMem  = lazyregexp.New(`\b(Mem|Swp)\[[^\]]*?([\d.]+[KMGT]?)/([\d.]+[KMGT]?)\]`)
	tasks    = lazyregexp.New(`^ *(?:Tasks|Threads): *\d+`)
)

// summary reports whether a line begins what top and htop show above the table.
func summary(line []byte) bool {
	switch {
	case len(line) < 10:
		return false
	case bytes.HasPrefix(line, []byte("top - ")):
		return topHead.Match(line)
	case bytes.HasPrefix(line, []byte("Mem: ")): // busybox; free has a header above it
		return bytes.Contains(line, []byte("K used, ")) && bytes.Contains(line, []byte("K free"))
	case bytes.Contains(line, []byte("Mem[")) || bytes.Contains(line, []byte("Swp[")):
		return htopMem.Match(line)
	}
	return false
}

// part reports whether a line belongs to the summary.
func part(line []byte) bool {
	return len(bytes.TrimSpace(line)) == 0 || topCPU.Match(line) || topMem.Match(line) || topLoad.Match(line) || tasks.Match(line) || htopMem.Match(line) ||
		bytes.HasPrefix(bytes.TrimSpace(line), []byte("Uptime:"))
}

// top reads the summary and then, when it follows, the table of processes.
func top(r *section.Reader, l section.Line, emit func(fact.Fact)) error {
	memory := &fact.HostMemory{TotalBytes: -1, UsedBytes: -1, FreeBytes: -1, AvailableBytes: -1, SwapTotalBytes: -1, SwapUsedBytes: -1, SwapFreeBytes: -1}
	var at section.Line
	var text []string
	for {
		line := string(l.Bytes)
		if readMemory(line, memory) {
			if at.Number == 0 {
				at = section.Line{Number: l.Number, Offset: l.Offset}
			}
			text = append(text, strings.TrimSpace(line))
		}
		if m := topLoad.FindStringSubmatch(line); m != nil {
			emit(r.Fact("host.info", l, &fact.HostInfo{CPUs: -1, MemoryBytes: -1, UptimeSeconds: -1, Containers: -1, Running: -1, Load1: number(m[1]), Load5: number(m[2]), Load15: number(m[3])}))
		}
		if topCPU.MatchString(line) {
			emit(r.Fact("host.load", l, shares(line)))
		}
		peek, ok := r.PeekLine()
		if !ok || !part(peek) || topHead.Match(peek) {
			break
		}
		if l, ok = r.Next(); !ok {
			break
		}
	}
	if at.Number > 0 {
		f := r.Fact("host.memory", at, memory)
		f.Text = strings.Join(text, "\n")
		emit(f)
	}
	if peek, ok := r.PeekLine(); ok {
		if names := columns(peek); names != nil {
			r.Next()
			table(r, names, emit)
		}
	}
	return nil
}

// readMemory reads a line about memory or swap in top's, busybox's or htop's
// layout; false for any other.
func readMemory(line string, d *fact.HostMemory) bool {
	found := false
	for _, m := range htopMem.FindAllStringSubmatch(line, -1) {
		used, total := size.Parse(m[2], 1), size.Parse(m[3], 1)
		if m[1] == "Mem" {
			d.TotalBytes, d.UsedBytes = total, used
		} else {
			d.SwapTotalBytes, d.SwapUsedBytes = total, used
		}
		found = true
	}
	m := topMem.FindStringSubmatch(line)
	if m == nil {
		return found
	}
	unit := size.Parse("1"+strings.TrimSuffix(m[1], "iB"), 1)
	if m[1] == "" {
		unit = 1
	}
	for _, p := range topPart.FindAllStringSubmatch(m[3], -1) {
		n := size.Parse(strings.TrimSuffix(p[1], "+"), unit)
		switch m[2] + " " + p[2] {
		case "Mem total":
			d.TotalBytes = n
		case "Mem used":
			d.UsedBytes = n
		case "Mem free":
			d.FreeBytes = n
		case "Swap total":
			d.SwapTotalBytes = n
		case "Swap used":
			d.SwapUsedBytes = n
		case "Swap free":
			d.SwapFreeBytes = n
		case "Swap avail Mem": // top prints it on the line of the swap
			d.AvailableBytes = n
		}
	}
	return true
}

func shares(line string) *fact.HostLoad {
	d := unknownLoad()
	for _, m := range topShare.FindAllStringSubmatch(line, -1) {
		n := number(m[1])
		switch m[2] {
		case "us", "usr":
			d.UserPercent = n
		case "sy", "sys":
			d.SystemPercent = n
		case "id", "idle":
			d.IdlePercent = n
		case "wa", "io":
			d.IOWaitPercent = n
		case "st":
			d.StealPercent = n
		}
	}
	return d
}

func unknownLoad() *fact.HostLoad {
	return &fact.HostLoad{Runnable: -1, Blocked: -1, UserPercent: -1, SystemPercent: -1, IdlePercent: -1, IOWaitPercent: -1, StealPercent: -1, SwapInKiBps: -1, SwapOutKiBps: -1}
}

// vmstatHead recognises either header line of vmstat.
func vmstatHead(line []byte) bool {
	return bytes.HasPrefix(line, []byte("procs -----------memory")) || bytes.HasPrefix(line, []byte("procs -------------------memory")) ||
		bytes.HasPrefix(bytes.TrimLeft(line, " "), []byte("r  b   swpd   free"))
}

// vmstat reads its rows; the first tells averages since boot.
func vmstat(r *section.Reader, emit func(fact.Fact)) {
	var names []string
	for {
		peek, ok := r.PeekLine()
		fields := strings.Fields(string(peek))
		if !ok || len(fields) < 10 {
			return
		}
		if fields[0] == "r" || vmstatHead(peek) {
			if fields[0] == "r" {
				names = fields
			}
			r.Next()
			continue
		}
		if whole(fields[0]) < 0 {
			return
		}
		if names == nil { // the header with names was the line that was recognised
			names = strings.Fields("r b swpd free buff cache si so bi bo in cs us sy id wa st")
		}
		l, _ := r.Next()
		d := unknownLoad()
		for i, name := range names[:min(len(names), len(fields))] {
			n := number(fields[i])
			switch name {
			case "r":
				d.Runnable = int(n)
			case "b":
				d.Blocked = int(n)
			case "si":
				d.SwapInKiBps = n
			case "so":
				d.SwapOutKiBps = n
			case "us":
				d.UserPercent = n
			case "sy":
				d.SystemPercent = n
			case "id":
				d.IdlePercent = n
			case "wa":
				d.IOWaitPercent = n
			case "st":
				d.StealPercent = n
			}
		}
		emit(r.Fact("host.load", l, d))
	}
}
