// Package df reads df (-h, -i, -T, plain, busybox), mount, /proc/mounts and
// lsblk:
//
//	Filesystem      Size  Used Avail Use% Mounted on
//	/dev/vda1       252G   12G  228G   5% /
//	/dev/vda1 on / type ext4 (rw,relatime)
//	/dev/vda1 / ext4 rw,relatime 0 0
//
// A long device name that df puts on a line of its own is joined.
package df

import (
	"bytes"
	"strconv"
	"strings"

	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
	"culprit/parsers/section"
	"culprit/parsers/size"
)

// Parser reads file system lists.
type Parser struct{}

// Name implements parsers.Parser.
func (Parser) Name() string { return "df" }

// mounted and inProc are a row of mount and of /proc/mounts (fstab(5)).
var (
	mounted = lazyregexp.New(`^(\S+) on (/.*?) type (\S+) \(([^)]*)\)`)
	inProc  = lazyregexp.New(`^(\S+) (/\S*) ([a-z][\w.-]*) ((?:rw|ro)\S*) \d \d$`)
)

// mountRow reads a row of either; nil for any other line.
func mountRow(line []byte) [][]byte {
	if m := mounted.FindSubmatch(line); m != nil {
		return m
	}
	return inProc.FindSubmatch(bytes.TrimRight(line, "\r "))
}

// Sniff implements parsers.Parser.
func (Parser) Sniff(head []byte) bool {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	return bytes.HasPrefix(line, []byte("Filesystem")) && bytes.Contains(line, []byte("Mounted on")) ||
		len(line) < 4096 && bytes.Contains(line, []byte(" /")) && mountRow(line) != nil || bytes.HasPrefix(line, []byte("NAME ")) && lsblkHead.Match(line)
}

// Parse implements parsers.Parser.
func (Parser) Parse(r *section.Reader, emit func(fact.Fact)) error {
	l, ok := r.Next()
	if !ok {
		return nil
	}
	if mountRow(l.Bytes) != nil {
		return mounts(r, l, emit)
	}
	if lsblkHead.Match(l.Bytes) {
		return lsblk(r, string(l.Bytes), emit)
	}
	header := string(l.Bytes)
	columns := strings.Fields(strings.ReplaceAll(header, "Mounted on", "Mounted"))
	unit := int64(1024)
	if strings.Contains(header, "1M-blocks") || strings.Contains(header, "1048576-blocks") {
		unit = 1 << 20
	} else if strings.Contains(header, "1B-blocks") {
		unit = 1
	}
	device := ""
	for {
		peek, ok := r.PeekLine()
		fields := strings.Fields(string(peek))
		if !ok || len(fields) == 0 || fields[0] == "Filesystem" {
			return nil
		}
		if device == "" && len(fields) == 1 && (strings.ContainsAny(fields[0], "/:")) {
			device = fields[0]
			r.Next()
			continue
		}
		if device != "" {
			fields, device = append([]string{device}, fields...), ""
		}
		d, ok := row(columns, fields, unit)
		if !ok {
			return nil
		}
		l, _ := r.Next()
		emit(file(r, l, d))
	}
}

// row assigns fields to columns; mount points may hold blanks.
func row(columns, fields []string, unit int64) (*fact.HostFilesystem, bool) {
	if len(fields) < len(columns) {
		return nil, false
	}
	d := New()
	for i, c := range columns {
		value := fields[i]
		percent := func() float64 {
			n, err := strconv.ParseFloat(strings.TrimSuffix(value, "%"), 64)
			if err != nil {
				return -1
			}
			return n
		}
		switch c {
		case "Filesystem":
			d.Device = value
		case "Type":
			d.Type = value
		case "Size", "1K-blocks", "1024-blocks", "1M-blocks", "1048576-blocks", "1B-blocks", "512-blocks":
			d.SizeBytes = size.Parse(value, unit)
			if d.SizeBytes < 0 {
				return nil, false
			}
		case "Used":
			d.UsedBytes = size.Parse(value, unit)
		case "Avail", "Available":
			d.AvailableBytes = size.Parse(value, unit)
		case "Use%", "Capacity":
			d.UsedPercent = percent()
		case "Inodes":
			d.Inodes = size.Parse(value, 1)
			if d.Inodes < 0 && value != "-" {
				return nil, false
			}
		case "IUsed":
			d.InodesUsed = size.Parse(value, 1)
		case "IFree":
			d.InodesFree = size.Parse(value, 1)
		case "IUse%":
			d.InodesPercent = percent()
		case "Mounted":
			d.Mountpoint = strings.Join(fields[i:], " ")
		}
	}
	return d, d.Mountpoint != ""
}

// New is a file system of which nothing is known yet.
func New() *fact.HostFilesystem {
	return &fact.HostFilesystem{SizeBytes: -1, UsedBytes: -1, AvailableBytes: -1, UsedPercent: -1, Inodes: -1, InodesUsed: -1, InodesFree: -1, InodesPercent: -1}
}

func file(r *section.Reader, l section.Line, d *fact.HostFilesystem) fact.Fact {
	return fact.Fact{
		Kind: "host.filesystem", Subject: fact.Subject{Kind: fact.FileSystem, Name: d.Mountpoint}, Origin: r.Origin(l),
		Text: string(l.Bytes[:min(len(l.Bytes), fact.MaxText)]), Data: d,
	}
}

// mounts reads the output of mount, or /proc/mounts.
func mounts(r *section.Reader, l section.Line, emit func(fact.Fact)) error {
	for {
		if m := mountRow(l.Bytes); m != nil {
			d := New()
			d.Device, d.Mountpoint, d.Type = string(m[1]), unescape(string(m[2])), string(m[3])
			d.Options = strings.Split(string(m[4]), ",")
			d.ReadOnly = d.Options[0] == "ro"
			emit(file(r, l, d))
		}
		peek, ok := r.PeekLine()
		if !ok || mountRow(peek) == nil {
			return nil
		}
		if l, ok = r.Next(); !ok {
			return nil
		}
	}
}
