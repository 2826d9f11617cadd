// Package manifest reads the documents culprit itself puts into a bundle: the
// manifest, which says what could not be captured, and the clock, which says
// when the host booted:
//
//	{"format": "culprit-clock", "now": "2026-11-23T22:13:03.123Z", "uptime_seconds": 3941.1, "hostname": "web1"}
//	{"format": "culprit-bundle", …, "missing": [{"stream": "gpu/nvidia_smi.txt", "reason": "nvidia-smi is not installed"}]}
package manifest

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"culprit/engine/fact"
	"culprit/parsers/section"
)

// Parser reads manifests and clocks.
type Parser struct{}

// Name implements parsers.Parser.
func (Parser) Name() string { return "manifest" }

var marks = [][]byte{[]byte(`"format":"culprit-clock"`), []byte(`"format":"culprit-bundle"`), []byte(`"format": "culprit-clock"`), []byte(`"format": "culprit-bundle"`)}

// Sniff implements parsers.Parser.
func (Parser) Sniff(head []byte) bool {
	head = bytes.TrimLeft(head, "{ \t\r\n")
	return slices.ContainsFunc(marks, func(m []byte) bool { return bytes.HasPrefix(head, m) })
}

// document is what both kinds hold that becomes facts.
type document struct {
	Format   string    `json:"format"`
	Now      time.Time `json:"now"`
	Uptime   float64   `json:"uptime_seconds"`
	Hostname string    `json:"hostname"`
	Missing  []lost    `json:"missing"`
	Cut      []lost    `json:"cut"`
}

type lost struct {
	Stream string `json:"stream"`
	Reason string `json:"reason"`
	Bytes  int64  `json:"bytes"`
}

// Parse implements parsers.Parser.
func (Parser) Parse(r *section.Reader, emit func(fact.Fact)) error {
	doc, ok := r.ReadJSON()
	if !ok {
		return r.Err()
	}
	origin := r.Origin(doc.First)
	var d document
	if err := json.Unmarshal(doc.Bytes, &d); err != nil {
		r.Skip(doc.First, 1, int64(len(doc.Bytes)), "damaged manifest: "+err.Error())
		return nil
	}
	about := fact.Subject{Kind: fact.Host}
	if !d.Now.IsZero() && d.Uptime > 0 {
		emit(fact.Fact{Kind: "host.info", Subject: about, Origin: origin, Text: strings.TrimSpace(string(doc.Bytes[:min(len(doc.Bytes), fact.MaxText)])), Data: &fact.HostInfo{
			Hostname: d.Hostname, Now: d.Now.UTC(), UptimeSeconds: d.Uptime, CPUs: -1, MemoryBytes: -1, Load1: -1, Load5: -1, Load15: -1, Containers: -1, Running: -1,
		}})
	}
	for _, l := range append(d.Missing, d.Cut...) {
		emit(fact.Fact{Kind: "source.gap", Subject: about, Origin: origin, Text: l.Stream + ": " + l.Reason, Data: &fact.SourceGap{Stream: l.Stream, Reason: l.Reason, Bytes: l.Bytes}})
	}
	return nil
}
