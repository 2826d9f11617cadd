// Package redisinfo reads what redis-cli INFO (also of Valkey and KeyDB)
// prints, whole or a section of it:
//
//	# Memory
//	used_memory:15744000
//	maxmemory:16777216
//	maxmemory_policy:noeviction
package redisinfo

import (
	"bytes"
	"strconv"
	"strings"

	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
	"culprit/parsers/section"
)

// Parser reads INFO.
type Parser struct{}

// Name implements parsers.Parser.
func (Parser) Name() string { return "redisinfo" }

var (
	heading = lazyregexp.New(`^# (?:Server|Clients|Memory|Persistence|Stats|Replication|CPU|Modules|Errorstats|Cluster|Keyspace|Commandstats|Latencystats|Sentinel|Threads|Debug)$`)
	pair    = lazyregexp.New(`^([a-z][\w-]*):(.*)$`)
)

// Sniff implements parsers.Parser.
func (Parser) Sniff(head []byte) bool {
	line, rest, _ := bytes.Cut(head, []byte("\n"))
	if len(line) > 30 || len(line) < 5 || line[0] != '#' || !heading.Match(bytes.TrimRight(line, "\r")) {
		return false
	}
	next, _, _ := bytes.Cut(rest, []byte("\n"))
	return pair.Match(bytes.TrimRight(next, "\r"))
}

// Parse implements parsers.Parser.
func (Parser) Parse(r *section.Reader, emit func(fact.Fact)) error {
	d := &fact.RedisInfo{UsedMemoryBytes: -1, PeakMemoryBytes: -1, MaxMemoryBytes: -1, SystemMemoryBytes: -1, Fragmentation: -1, EvictedKeys: -1, RejectedClients: -1,
		ConnectedClients: -1, MaxClients: -1, UptimeSeconds: -1, UnsavedChanges: -1, ConnectedReplicas: -1, TotalErrorsReplied: -1}
	var at section.Line
	var text []string
	for {
		l, ok := r.Next()
		if !ok {
			break
		}
		if at.Number == 0 {
			at = section.Line{Number: l.Number, Offset: l.Offset}
		}
		if m := pair.FindSubmatch(l.Bytes); m != nil && set(d, string(m[1]), string(m[2])) {
			text = append(text, string(l.Bytes))
		}
		peek, ok := r.PeekLine()
		peek = bytes.TrimRight(peek, "\r")
		if !ok || len(peek) > 0 && !pair.Match(peek) && !heading.Match(peek) {
			break
		}
	}
	if len(text) > 0 {
		f := r.Fact("redis.info", at, d)
		f.Text = strings.Join(text, " ")
		emit(f)
	}
	return nil
}

// set takes over a field that rules ask for; false for any other.
func set(d *fact.RedisInfo, key, value string) bool {
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		n = -1
	}
	switch key {
	case "redis_version", "valkey_version":
		d.Version = value
	case "role":
		d.Role = value
	case "used_memory":
		d.UsedMemoryBytes = n
	case "used_memory_peak":
		d.PeakMemoryBytes = n
	case "maxmemory":
		d.MaxMemoryBytes = n
	case "maxmemory_policy":
		d.MaxMemoryPolicy = value
	case "total_system_memory":
		d.SystemMemoryBytes = n
	case "mem_fragmentation_ratio":
		d.Fragmentation, _ = strconv.ParseFloat(value, 64)
	case "evicted_keys":
		d.EvictedKeys = n
	case "rejected_connections":
		d.RejectedClients = n
	case "connected_clients":
		d.ConnectedClients = n
	case "maxclients":
		d.MaxClients = n
	case "loading":
		d.Loading = value == "1"
	case "rdb_last_bgsave_status":
		d.LastSaveStatus = value
	case "aof_last_write_status":
		d.LastAOFStatus = value
	case "master_link_status":
		d.MasterLink = value
	case "uptime_in_seconds":
		d.UptimeSeconds = n
	case "rdb_changes_since_last_save":
		d.UnsavedChanges = n
	case "connected_slaves":
		d.ConnectedReplicas = n
	case "total_error_replies":
		d.TotalErrorsReplied = n
	default:
		return false
	}
	return true
}
