// Package dockerstats reads what containers use: docker stats and podman stats
// as a table (one frame, or many one after the other), as JSON, and the raw
// documents of the API's /containers/NAME/stats.
//
//	CONTAINER ID   NAME    CPU %   MEM USAGE / LIMIT     MEM %   NET I/O          BLOCK I/O   PIDS
//	a3990cb0faa2   cache   0.44%   12.52MiB / 16MiB      78.27%  8.74MB / 14.8kB  0B / 0B     5
package dockerstats

import (
	"bytes"
	"strconv"
	"strings"

	"culprit/engine/fact"
	"culprit/parsers/section"
	"culprit/parsers/size"
	"culprit/parsers/table"
)

// Parser reads stats.
type Parser struct{}

// Name implements parsers.Parser.
func (Parser) Name() string { return "dockerstats" }

// Sniff implements parsers.Parser.
func (Parser) Sniff(head []byte) bool {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	return isHeader(section.Text(line)) || isJSON(head)
}

// isHeader accepts any order of columns: a memory or CPU column and a name.
func isHeader(line string) bool {
	if len(line) > 400 || !strings.Contains(line, "%") && !strings.Contains(line, "MEM USAGE / LIMIT") {
		return false
	}
	c := table.Header(line)
	return (c.Has("NAME") || c.Has("CONTAINER") || c.Has("CONTAINER ID") || c.Has("ID")) &&
		(c.Has("MEM USAGE / LIMIT") || c.Has("CPU %") || c.Has("MEM %"))
}

// Parse implements parsers.Parser.
func (Parser) Parse(r *section.Reader, emit func(fact.Fact)) error {
	if isJSON(r.Head(section.HeadLength)) {
		return parseJSON(r, emit)
	}
	l, ok := r.Next()
	if !ok {
		return nil
	}
	columns := table.Header(section.Text(l.Bytes))
	last := map[string]string{} // the last row of each container: frames repeat
	for {
		text, ok := r.PeekText()
		cells := columns.Cells(text)
		if !ok || cells == nil {
			return nil
		}
		l, _ = r.Next()
		if isHeader(text) {
			columns = table.Header(text)
			continue
		}
		d := &fact.ContainerStats{}
		for i, c := range columns {
			set(d, c.Title, cells[i])
		}
		if key := d.ID + d.Name; last[key] == text || d.MemoryBytes < 0 {
			continue // nothing new, or "-- / --" of a container that has ended
		} else if len(last) < 1000 {
			last[key] = text
		}
		emit(stats(d, r.Origin(l), text))
	}
}

func stats(d *fact.ContainerStats, at fact.Origin, text string) fact.Fact {
	if d.MemoryPercent == 0 && d.MemoryLimitBytes > 0 {
		d.MemoryPercent = 100 * float64(d.MemoryBytes) / float64(d.MemoryLimitBytes)
	}
	return fact.Fact{
		Kind: "container.stats", Subject: fact.Subject{Kind: fact.Container, ID: d.ID, Name: d.Name}, Origin: at,
		Text: strings.TrimSpace(text[:min(len(text), fact.MaxText)]), Data: d,
	}
}

// set takes a cell by the title of its column, or by the key that docker's or
// podman's JSON has for it.
func set(d *fact.ContainerStats, title, value string) {
	first, second, _ := strings.Cut(value, " / ")
	switch title {
	case "CONTAINER ID", "CONTAINER", "ID", "id":
		d.ID = value
	case "NAME", "Name", "name":
		d.Name = value
	case "CPU %", "CPUPerc", "cpu_percent":
		d.CPUPercent = percent(first)
	case "MEM USAGE / LIMIT", "MemUsage", "mem_usage":
		d.MemoryBytes, d.MemoryLimitBytes = size.Parse(first, 1), max(0, size.Parse(second, 1))
	case "MEM %", "MemPerc", "mem_percent":
		d.MemoryPercent = percent(first)
	case "NET I/O", "NET IO", "NetIO", "net_io":
		d.NetReceivedBytes, d.NetSentBytes = max(0, size.Parse(first, 1)), max(0, size.Parse(second, 1))
	case "BLOCK I/O", "BLOCK IO", "BlockIO", "block_io":
		d.BlockReadBytes, d.BlockWriteBytes = max(0, size.Parse(first, 1)), max(0, size.Parse(second, 1))
	case "PIDS", "PIDs", "pids":
		d.PIDs, _ = strconv.ParseInt(value, 10, 64)
	}
}

func percent(s string) float64 {
	n, _ := strconv.ParseFloat(strings.TrimSuffix(s, "%"), 64)
	return n
}
