// Package dockerstats reads docker stats --no-stream:
//
//	CONTAINER ID   NAME    CPU %   MEM USAGE / LIMIT     MEM %   NET I/O          BLOCK I/O   PIDS
//	a3990cb0faa2   cache   0.44%   12.52MiB / 16MiB      78.27%  8.74MB / 14.8kB  0B / 0B     5
package dockerstats

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"

	"culprit/engine/fact"
	"culprit/parsers/section"
	"culprit/parsers/size"
)

// Parser reads stats.
type Parser struct{}

// Name implements parsers.Parser.
func (Parser) Name() string { return "dockerstats" }

// Sniff implements parsers.Parser.
func (Parser) Sniff(head []byte) bool {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	return bytes.Contains(line, []byte("MEM USAGE / LIMIT")) && bytes.Contains(line, []byte("CPU %"))
}

var cells = regexp.MustCompile(`\s{2,}`)

// Parse implements parsers.Parser.
func (Parser) Parse(r *section.Reader, emit func(fact.Fact)) error {
	l, ok := r.Next()
	if !ok {
		return nil
	}
	columns := cells.Split(strings.TrimSpace(string(l.Bytes)), -1)
	for {
		peek, ok := r.PeekLine()
		values := cells.Split(strings.TrimSpace(string(peek)), -1)
		if !ok || len(values) != len(columns) || values[0] == columns[0] {
			return nil
		}
		l, _ = r.Next()
		d := &fact.ContainerStats{}
		for i, c := range columns {
			first, second, _ := strings.Cut(values[i], " / ")
			switch c {
			case "CONTAINER ID", "CONTAINER":
				d.ID = values[i]
			case "NAME":
				d.Name = values[i]
			case "CPU %":
				d.CPUPercent = percent(first)
			case "MEM USAGE / LIMIT":
				d.MemoryBytes, d.MemoryLimitBytes = size.Parse(first, 1), size.Parse(second, 1)
			case "MEM %":
				d.MemoryPercent = percent(first)
			case "NET I/O":
				d.NetReceivedBytes, d.NetSentBytes = size.Parse(first, 1), size.Parse(second, 1)
			case "BLOCK I/O":
				d.BlockReadBytes, d.BlockWriteBytes = size.Parse(first, 1), size.Parse(second, 1)
			case "PIDS":
				d.PIDs, _ = strconv.ParseInt(values[i], 10, 64)
			}
		}
		emit(fact.Fact{
			Kind: "container.stats", Subject: fact.Subject{Kind: fact.Container, ID: d.ID, Name: d.Name}, Origin: r.Origin(l),
			Text: strings.TrimSpace(string(l.Bytes[:min(len(l.Bytes), fact.MaxText)])), Data: d,
		})
	}
}

func percent(s string) float64 {
	n, _ := strconv.ParseFloat(strings.TrimSuffix(s, "%"), 64)
	return n
}
