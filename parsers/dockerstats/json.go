package dockerstats

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"culprit/engine/fact"
	"culprit/parsers/section"
)

// isJSON recognises docker stats --format json, podman stats --format json and
// the API's document.
func isJSON(head []byte) bool {
	text := bytes.TrimLeft(head, " \t\r\n")
	if len(text) < 3 || text[0] != '{' && text[0] != '[' {
		return false
	}
	has := func(keys ...string) bool {
		for _, k := range keys {
			if !bytes.Contains(text, []byte(`"`+k+`"`)) {
				return false
			}
		}
		return true
	}
	if text[0] == '{' {
		text, _, _ = bytes.Cut(text, []byte("\n"))
	}
	return has("MemUsage", "CPUPerc") || has("mem_usage", "cpu_percent") || has("memory_stats", "cpu_stats") || has("cpu_stats", "pids_stats")
}

// parseJSON reads an object a line, or an array.
func parseJSON(r *section.Reader, emit func(fact.Fact)) error {
	for isJSON(r.Head(section.HeadLength)) {
		doc, ok := r.ReadJSON()
		if !ok {
			return r.Err()
		}
		var rows []json.RawMessage
		if bytes.HasPrefix(bytes.TrimLeft(doc.Bytes, " \t\r\n"), []byte("[")) {
			if err := json.Unmarshal(doc.Bytes, &rows); err != nil {
				r.Skip(doc.First, 1, int64(len(doc.Bytes)), "damaged JSON")
			}
		} else {
			rows = []json.RawMessage{doc.Bytes}
		}
		for _, raw := range rows {
			if bytes.Contains(raw, []byte(`"cpu_stats"`)) {
				apiStats(raw, r.Origin(doc.First), emit)
				continue
			}
			var row map[string]any
			if err := json.Unmarshal(raw, &row); err != nil {
				r.Skip(doc.First, 1, int64(len(raw)), "damaged JSON")
				continue
			}
			d := &fact.ContainerStats{}
			for key, value := range row {
				set(d, key, fmt.Sprint(value))
			}
			if d.ID == "" {
				d.ID, _ = row["Container"].(string)
			}
			if d.Name+d.ID != "" && d.MemoryBytes >= 0 {
				emit(stats(d, r.Origin(doc.First), fmt.Sprintf("%s CPU %v%% memory %d of %d bytes, %d pids", d.Name, d.CPUPercent, d.MemoryBytes, d.MemoryLimitBytes, d.PIDs)))
			}
		}
	}
	return nil
}

// document is the API's ContainerStatsResponse.
type document struct {
	Name        string `json:"name"`
	ID          string `json:"id"`
	MemoryStats struct {
		Usage int64 `json:"usage"`
		Limit int64 `json:"limit"`
		Stats struct {
			InactiveFile      int64 `json:"inactive_file"`       // cgroup v2
			TotalInactiveFile int64 `json:"total_inactive_file"` // cgroup v1
		} `json:"stats"`
	} `json:"memory_stats"`
	PidsStats struct {
		Current int64 `json:"current"`
	} `json:"pids_stats"`
	CPUStats    cpu `json:"cpu_stats"`
	PreCPUStats cpu `json:"precpu_stats"`
	Networks    map[string]struct {
		Received int64 `json:"rx_bytes"`
		Sent     int64 `json:"tx_bytes"`
	} `json:"networks"`
	BlkioStats struct {
		Bytes []struct {
			Op    string `json:"op"`
			Value int64  `json:"value"`
		} `json:"io_service_bytes_recursive"`
	} `json:"blkio_stats"`
}

type cpu struct {
	Usage struct {
		Total int64 `json:"total_usage"`
	} `json:"cpu_usage"`
	System     int64 `json:"system_cpu_usage"`
	Online     int64 `json:"online_cpus"`
	Throttling struct {
		Periods   int64 `json:"periods"`
		Throttled int64 `json:"throttled_periods"`
		Time      int64 `json:"throttled_time"` // ns
	} `json:"throttling_data"`
}

// apiStats reads the API's document the way the docker client does: without
// the inactive page cache, CPU as the share of the host's time since precpu.
func apiStats(raw []byte, at fact.Origin, emit func(fact.Fact)) {
	var doc document
	if err := json.Unmarshal(raw, &doc); err != nil && doc.MemoryStats.Usage == 0 {
		return
	}
	m := &doc.MemoryStats
	d := &fact.ContainerStats{ID: doc.ID, Name: strings.TrimPrefix(doc.Name, "/"), MemoryLimitBytes: m.Limit, PIDs: doc.PidsStats.Current}
	d.MemoryBytes = max(0, m.Usage-max(m.Stats.InactiveFile, m.Stats.TotalInactiveFile))
	if m.Limit > 0 {
		d.MemoryPercent = 100 * float64(d.MemoryBytes) / float64(m.Limit)
	}
	if used, passed := doc.CPUStats.Usage.Total-doc.PreCPUStats.Usage.Total, doc.CPUStats.System-doc.PreCPUStats.System; used > 0 && passed > 0 && doc.PreCPUStats.System > 0 {
		d.CPUPercent = 100 * float64(used) / float64(passed) * float64(max(1, doc.CPUStats.Online))
	}
	for _, n := range doc.Networks {
		d.NetReceivedBytes += n.Received
		d.NetSentBytes += n.Sent
	}
	for _, b := range doc.BlkioStats.Bytes {
		switch strings.ToLower(b.Op) {
		case "read":
			d.BlockReadBytes += b.Value
		case "write":
			d.BlockWriteBytes += b.Value
		}
	}
	if d.Name+d.ID == "" {
		return
	}
	f := stats(d, at, fmt.Sprintf("%s memory %d of %d bytes, %d pids", d.Name, d.MemoryBytes, d.MemoryLimitBytes, d.PIDs))
	emit(f)
	if t := doc.CPUStats.Throttling; t.Periods > 0 {
		f.Kind, f.Text = "container.cpu", fmt.Sprintf("throttling_data periods %d throttled_periods %d throttled_time %d", t.Periods, t.Throttled, t.Time)
		f.Data = &fact.ContainerCPU{Periods: t.Periods, Throttled: t.Throttled, ThrottledSeconds: time.Duration(t.Time).Seconds(), ThrottledPercent: 100 * float64(t.Throttled) / float64(t.Periods)}
		emit(f)
	}
}
