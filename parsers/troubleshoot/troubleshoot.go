// Package troubleshoot reads the small JSON documents that the collectors of
// troubleshoot.sh write where other tools print text: the check of a database
// or port, disk usage, memory, clock (troubleshoot pkg/collect, Apache-2.0).
//
//	{"isConnected":false,"error":"pq: password authentication failed for user \"shop\""}
//	{"total_bytes":63278391296,"used_bytes":63278391296}
package troubleshoot

import (
	"bytes"
	"encoding/json"
	"path"
	"strings"

	"culprit/engine/fact"
	"culprit/parsers/probes"
	"culprit/parsers/section"
)

// Parser reads collectors' results.
type Parser struct{}

// Name implements parsers.Parser.
func (Parser) Name() string { return "troubleshoot" }

// A result has the fields of all collectors; which are there tells which one
// wrote it.
type result struct {
	IsConnected *bool   `json:"isConnected"`
	Error       string  `json:"error"`
	Status      string  `json:"status"`
	Message     string  `json:"message"`
	TotalBytes  *int64  `json:"total_bytes"`
	UsedBytes   *int64  `json:"used_bytes"`
	Timezone    *string `json:"timezone"`
	Synced      *bool   `json:"ntp_synchronized"`
	Kernel      string  `json:"kernelVersion"`
	Platform    string  `json:"platform"`
	Release     string  `json:"platformVersion"`
}

// marks are pairs of keys that stand together in no other format's documents.
var marks = [][2]string{
	{`"isConnected"`, ``}, {`"total_bytes"`, `"used_bytes"`}, {`"ntp_synchronized"`, `"timezone"`}, {`"kernelVersion"`, `"platformVersion"`},
	{`"status":"connect`, `"message"`}, {`"status": "connect`, `"message"`},
}

// Sniff implements parsers.Parser.
func (Parser) Sniff(head []byte) bool {
	if len(head) < 10 || head[0] != '{' {
		return false
	}
	start := head[:min(len(head), 400)]
	for _, m := range marks {
		if bytes.Contains(start, []byte(m[0])) && bytes.Contains(start, []byte(m[1])) && bytes.Count(start, []byte("{")) == 1 {
			return true
		}
	}
	return false
}

// Parse implements parsers.Parser.
func (Parser) Parse(r *section.Reader, emit func(fact.Fact)) error {
	doc, ok := r.ReadJSON()
	if !ok {
		return nil
	}
	var d result
	if err := json.Unmarshal(doc.Bytes, &d); err != nil {
		r.Skip(doc.First, 1, int64(len(doc.Bytes)), "damaged JSON")
		return nil
	}
	line := doc.First
	line.Bytes = bytes.TrimSpace(doc.Bytes)
	collector := path.Base(path.Dir(r.Stream)) // postgres/orders.json
	name := strings.TrimSuffix(path.Base(r.Stream), ".json")
	switch {
	case d.IsConnected != nil:
		emit(r.Fact("probe.result", line, probes.Answer(collector, *d.IsConnected, d.Error)))
	case strings.HasPrefix(d.Status, "connect"):
		emit(r.Fact("probe.result", line, probes.Answer(collector, d.Status == "connected", strings.ReplaceAll(d.Status, "-", " ")+" "+d.Message)))
	case d.TotalBytes != nil && d.UsedBytes != nil:
		fs := &fact.HostFilesystem{Mountpoint: name, SizeBytes: *d.TotalBytes, UsedBytes: *d.UsedBytes, AvailableBytes: *d.TotalBytes - *d.UsedBytes, UsedPercent: -1, Inodes: -1, InodesUsed: -1, InodesFree: -1, InodesPercent: -1}
		if fs.SizeBytes > 0 {
			fs.UsedPercent = 100 * float64(fs.UsedBytes) / float64(fs.SizeBytes)
		}
		f := r.Fact("host.filesystem", line, fs)
		f.Subject = fact.Subject{Kind: fact.FileSystem, Name: name}
		emit(f)
	default:
		h := &fact.HostInfo{CPUs: -1, MemoryBytes: -1, UptimeSeconds: -1, Load1: -1, Load5: -1, Load15: -1, Containers: -1, Running: -1, Kernel: d.Kernel}
		h.OS = strings.TrimSpace(d.Platform + " " + d.Release)
		if d.Timezone != nil {
			h.Zone = *d.Timezone
		}
		if d.Synced != nil {
			h.ClockSynced = map[bool]string{true: "yes", false: "no"}[*d.Synced]
		}
		emit(r.Fact("host.info", line, h))
	}
	return nil
}
