// Package free reads free (all options and the layout before procps 3.3.10)
// and /proc/meminfo:
//
//	               total        used        free      shared  buff/cache   available
//	Mem:            23Gi       1.0Gi        17Gi        35Mi       5.3Gi        22Gi
//	Swap:             0B          0B          0B
package free

import (
	"bytes"
	"strings"

	"culprit/engine/fact"
	"culprit/parsers/section"
	"culprit/parsers/size"
)

// Parser reads the host's memory.
type Parser struct{}

// Name implements parsers.Parser.
func (Parser) Name() string { return "free" }

// Sniff implements parsers.Parser.
func (Parser) Sniff(head []byte) bool {
	line, rest, _ := bytes.Cut(head, []byte("\n"))
	if bytes.HasPrefix(line, []byte("MemTotal:")) {
		return true
	}
	return bytes.HasPrefix(bytes.TrimSpace(line), []byte("total ")) && bytes.Contains(line, []byte(" used ")) && bytes.HasPrefix(bytes.TrimSpace(rest), []byte("Mem:"))
}

// Parse implements parsers.Parser.
func (Parser) Parse(r *section.Reader, emit func(fact.Fact)) error {
	l, ok := r.Next()
	if !ok {
		return nil
	}
	d := &fact.HostMemory{TotalBytes: -1, UsedBytes: -1, FreeBytes: -1, AvailableBytes: -1, SwapTotalBytes: -1, SwapUsedBytes: -1, SwapFreeBytes: -1}
	origin, text := r.Origin(l), string(l.Bytes)
	if strings.HasPrefix(text, "MemTotal:") {
		meminfo(r, l, d)
	} else {
		columns := strings.Fields(text)
		unit := unitOf(r.Command)
		if peek, ok := r.PeekLine(); ok && unit == 0 {
			unit = guess(strings.Fields(string(peek)))
		}
		for {
			peek, ok := r.PeekLine()
			fields := strings.Fields(string(peek))
			if !ok || len(fields) < 2 || !strings.HasSuffix(fields[0], ":") && fields[0] != "-/+" {
				break
			}
			l, _ = r.Next()
			text += "\n" + string(l.Bytes)
			row(d, fields, columns, unit)
		}
	}
	emit(fact.Fact{Kind: "host.memory", Subject: fact.Subject{Kind: fact.Host}, Origin: origin, Text: text[:min(len(text), fact.MaxText)], Data: d})
	return nil
}

// unitOf is the unit of bare numbers that the command's option says; 0 when
// the command is unknown.
func unitOf(argv []string) int64 {
	if len(argv) == 0 || argv[0] != "free" {
		return 0
	}
	for _, a := range argv {
		switch a {
		case "-b":
			return 1
		case "-m":
			return 1 << 20
		case "-g":
			return 1 << 30
		}
	}
	return 1 << 10
}

// guess is the unit of a file that does not tell its option: kibibytes, unless
// the host would have less than 64 MiB or more than 4 TiB then.
func guess(fields []string) int64 {
	total := int64(-1)
	if len(fields) > 1 {
		total = size.Parse(fields[1], 1)
	}
	switch {
	case total > 4<<30:
		return 1
	case total > 0 && total < 512:
		return 1 << 30
	case total > 0 && total < 64<<10:
		return 1 << 20
	}
	return 1 << 10
}

func row(d *fact.HostMemory, fields, columns []string, unit int64) {
	value := func(name string) int64 {
		for i, c := range columns {
			if c == name && i+1 < len(fields) {
				return size.Parse(fields[i+1], unit)
			}
		}
		return -1
	}
	switch fields[0] {
	case "Mem:":
		d.TotalBytes, d.UsedBytes, d.FreeBytes, d.AvailableBytes = value("total"), value("used"), value("free"), value("available")
	case "Swap:":
		d.SwapTotalBytes, d.SwapUsedBytes, d.SwapFreeBytes = value("total"), value("used"), value("free")
	case "-/+": // -/+ buffers/cache: used free
		if len(fields) >= 4 {
			d.UsedBytes, d.AvailableBytes = size.Parse(fields[2], unit), size.Parse(fields[3], unit)
		}
	}
}

func meminfo(r *section.Reader, l section.Line, d *fact.HostMemory) {
	for {
		fields := strings.Fields(string(l.Bytes))
		if len(fields) >= 2 {
			n := size.Parse(fields[1], 1<<10)
			switch fields[0] {
			case "MemTotal:":
				d.TotalBytes = n
			case "MemFree:":
				d.FreeBytes = n
			case "MemAvailable:":
				d.AvailableBytes = n
			case "SwapTotal:":
				d.SwapTotalBytes = n
			case "SwapFree:":
				d.SwapFreeBytes = n
			}
		}
		peek, ok := r.PeekLine()
		name, _, colon := bytes.Cut(peek, []byte(":"))
		if !ok || !colon || bytes.ContainsAny(name, " \t") {
			break
		}
		if l, ok = r.Next(); !ok {
			break
		}
	}
	if d.TotalBytes >= 0 && d.AvailableBytes >= 0 {
		d.UsedBytes = d.TotalBytes - d.AvailableBytes
	}
	if d.SwapTotalBytes >= 0 && d.SwapFreeBytes >= 0 {
		d.SwapUsedBytes = d.SwapTotalBytes - d.SwapFreeBytes
	}
}
