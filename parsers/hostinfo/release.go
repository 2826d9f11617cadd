package hostinfo

import (
	"bytes"
	"strconv"
	"strings"

	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
	"culprit/parsers/section"
)

// pair is a line of hostnamectl, lscpu, lsb_release or os-release.
var pair = lazyregexp.New(`^\s*([A-Z][\w()/. -]{1,40}?)(?:: +|:\t|=)"?(.*?)"?$`)

func firstLine(head []byte) []byte {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	return bytes.TrimRight(line, "\r ")
}

// release reports whether line begins a description of the system. Each of its
// formats is told by a pair of fields that stand together nowhere else.
func release(line, head []byte) bool {
	if len(line) < 5 || len(line) > 200 {
		return false
	}
	switch line[0] {
	case ' ':
		return bytes.Contains(line, []byte("Static hostname: ")) && bytes.Contains(head, []byte("Kernel: "))
	case 'A':
		return bytes.HasPrefix(line, []byte("Architecture: ")) && bytes.Contains(head, []byte("CPU(s): "))
	case 'D':
		return bytes.HasPrefix(line, []byte("Distributor ID:")) && bytes.Contains(head, []byte("Description:"))
	case 'P', 'N':
		return (bytes.HasPrefix(line, []byte("PRETTY_NAME=")) || bytes.HasPrefix(line, []byte("NAME="))) && bytes.Contains(head, []byte("\nID="))
	}
	return false
}

// describe reads such a block.
func describe(r *section.Reader, emit func(fact.Fact)) error {
	d := &fact.HostInfo{CPUs: -1, MemoryBytes: -1, UptimeSeconds: -1, Load1: -1, Load5: -1, Load15: -1, Containers: -1, Running: -1}
	var at section.Line
	var text []string
	for {
		peek, ok := r.PeekLine()
		m := pair.FindSubmatch(bytes.TrimRight(peek, "\r "))
		if !ok || m == nil && at.Number > 0 {
			break
		}
		l, ok := r.Next()
		if !ok {
			break
		}
		if at.Number == 0 {
			at = section.Line{Number: l.Number, Offset: l.Offset}
		}
		if m = pair.FindSubmatch(bytes.TrimRight(l.Bytes, " ")); m != nil && describes(d, string(m[1]), string(m[2])) {
			text = append(text, strings.TrimSpace(string(l.Bytes)))
		}
	}
	f := r.Fact("host.info", at, d)
	f.Text = strings.Join(text, "; ")
	emit(f)
	return nil
}

func describes(d *fact.HostInfo, key, value string) bool {
	switch key {
	case "Static hostname":
		d.Hostname = value
	case "Operating System", "PRETTY_NAME", "Description":
		d.OS = value
	case "Kernel":
		d.Kernel = strings.TrimPrefix(value, "Linux ")
	case "Architecture":
		d.Architecture = strings.ReplaceAll(value, "x86-64", "x86_64")
	case "CPU(s)":
		if n, err := strconv.Atoi(value); err == nil {
			d.CPUs = n
		}
	default:
		return false
	}
	return true
}
