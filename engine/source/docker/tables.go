package docker

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"text/tabwriter"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/go-units"
)

// table writes rows as the docker command does: columns apart by three blanks.
func table(rows [][]string) []byte {
	var b bytes.Buffer
	w := tabwriter.NewWriter(&b, 10, 1, 3, ' ', 0)
	for _, row := range rows {
		fmt.Fprintln(w, strings.Join(row, "\t"))
	}
	w.Flush()
	return b.Bytes()
}

// ps is docker ps -a.
func (e *Engine) ps(ctx context.Context) ([]byte, error) {
	boxes, err := e.list(ctx)
	if err != nil {
		return nil, err
	}
	rows := [][]string{{"CONTAINER ID", "IMAGE", "COMMAND", "CREATED", "STATUS", "PORTS", "NAMES"}}
	for _, b := range boxes {
		command := []rune(b.Command)
		if len(command) > 20 {
			command = append(command[:19], '…')
		}
		var ports []string
		for _, p := range b.Ports {
			text := fmt.Sprintf("%d/%s", p.PrivatePort, p.Type)
			if p.PublicPort != 0 {
				text = fmt.Sprintf("%s:%d->%s", p.IP, p.PublicPort, text)
			}
			ports = append(ports, text)
		}
		slices.Sort(ports)
		age := units.HumanDuration(e.now.Sub(time.Unix(b.Created, 0))) + " ago"
		rows = append(rows, []string{b.ID[:min(len(b.ID), 12)], b.Image, fmt.Sprintf("%q", string(command)), age, b.Status, strings.Join(ports, ", "), nameOf(&b)})
	}
	return table(rows), nil
}

// top is docker top.
func (e *Engine) top(ctx context.Context, id string) ([]byte, error) {
	t, err := e.api.ContainerTop(ctx, id, nil)
	if err != nil {
		return nil, err
	}
	return table(append([][]string{t.Titles}, t.Processes...)), nil
}

// statsAtOnce is how many containers are asked side by side: each answer takes
// a second, since CPU use is the difference of two samples.
const statsAtOnce = 16

// stats is docker stats --no-stream.
func (e *Engine) stats(ctx context.Context) ([]byte, error) {
	boxes, err := e.list(ctx)
	if err != nil {
		return nil, err
	}
	boxes = slices.DeleteFunc(e.chosen(boxes), func(b container.Summary) bool { return b.State != container.StateRunning })
	samples := make([]*container.StatsResponse, len(boxes)) // each goroutine writes its own
	var wait sync.WaitGroup
	slots := make(chan struct{}, statsAtOnce)
	for i := range boxes {
		slots <- struct{}{}
		wait.Go(func() {
			defer func() { <-slots }()
			samples[i] = e.sample(ctx, boxes[i].ID)
		})
	}
	wait.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	rows := [][]string{{"CONTAINER ID", "NAME", "CPU %", "MEM USAGE / LIMIT", "MEM %", "NET I/O", "BLOCK I/O", "PIDS"}}
	for i, s := range samples {
		if s != nil {
			rows = append(rows, append([]string{boxes[i].ID[:12], nameOf(&boxes[i])}, usage(s)...))
		}
	}
	return table(rows), nil
}

func (e *Engine) sample(ctx context.Context, id string) *container.StatsResponse {
	answer, err := e.api.ContainerStats(ctx, id, false)
	if err != nil {
		return nil // stopped since it was listed
	}
	defer answer.Body.Close()
	s := &container.StatsResponse{}
	if json.NewDecoder(io.LimitReader(answer.Body, 1<<20)).Decode(s) != nil || s.Read.IsZero() {
		return nil
	}
	return s
}

// usage computes a row as docker/cli does (command/container/stats_helpers.go):
// memory without the inactive page cache, whose name differs between cgroup
// versions; CPU per core of the time between the samples.
func usage(s *container.StatsResponse) []string {
	cache := s.MemoryStats.Stats["inactive_file"]
	if v1, ok := s.MemoryStats.Stats["total_inactive_file"]; ok {
		cache = v1
	}
	memory := float64(s.MemoryStats.Usage)
	if cache < s.MemoryStats.Usage {
		memory -= float64(cache)
	}
	limit := float64(s.MemoryStats.Limit)
	memoryPercent := 0.0
	if limit > 0 {
		memoryPercent = memory / limit * 100
	}
	cpu := 0.0
	used := float64(s.CPUStats.CPUUsage.TotalUsage) - float64(s.PreCPUStats.CPUUsage.TotalUsage)
	total := float64(s.CPUStats.SystemUsage) - float64(s.PreCPUStats.SystemUsage)
	if used > 0 && total > 0 {
		cpu = used / total * float64(max(s.CPUStats.OnlineCPUs, 1)) * 100
	}
	var received, sent, read, written float64
	for _, n := range s.Networks {
		received += float64(n.RxBytes)
		sent += float64(n.TxBytes)
	}
	for _, b := range s.BlkioStats.IoServiceBytesRecursive {
		switch strings.ToLower(b.Op) {
		case "read":
			read += float64(b.Value)
		case "write":
			written += float64(b.Value)
		}
	}
	human := func(n float64) string { return units.HumanSizeWithPrecision(n, 3) }
	return []string{
		fmt.Sprintf("%.2f%%", cpu), units.BytesSize(memory) + " / " + units.BytesSize(limit), fmt.Sprintf("%.2f%%", memoryPercent),
		human(received) + " / " + human(sent), human(read) + " / " + human(written), fmt.Sprint(s.PidsStats.Current),
	}
}

// disk is docker system df.
func (e *Engine) disk(ctx context.Context) ([]byte, error) {
	du, err := e.diskUsage(ctx)
	if err != nil {
		return nil, err
	}
	rows := [][]string{{"TYPE", "TOTAL", "ACTIVE", "SIZE", "RECLAIMABLE"}}
	add := func(kind string, total, active int, size, free int64) {
		text := units.HumanSize(float64(free))
		if size > 0 && kind != "Build Cache" {
			text += fmt.Sprintf(" (%d%%)", free*100/size)
		}
		rows = append(rows, []string{kind, fmt.Sprint(total), fmt.Sprint(active), units.HumanSize(float64(size)), text})
	}
	active, used := 0, int64(0)
	for _, i := range du.Images {
		if i.Containers > 0 {
			active++
			if i.Size >= 0 && i.SharedSize >= 0 {
				used += i.Size - i.SharedSize
			}
		}
	}
	add("Images", len(du.Images), active, du.LayersSize, max(du.LayersSize-used, 0))
	active = 0
	var size, free int64
	for _, c := range du.Containers {
		size += c.SizeRw
		if c.State == container.StateRunning || c.State == container.StatePaused || c.State == container.StateRestarting {
			active++
		} else {
			free += c.SizeRw
		}
	}
	add("Containers", len(du.Containers), active, size, free)
	active, size, free = 0, 0, 0
	for _, v := range du.Volumes {
		if v.UsageData == nil {
			continue
		}
		n := max(v.UsageData.Size, 0)
		size += n
		if v.UsageData.RefCount > 0 {
			active++
		} else {
			free += n
		}
	}
	add("Local Volumes", len(du.Volumes), active, size, free)
	active, size, free = 0, 0, 0
	for _, c := range du.BuildCache {
		size += c.Size
		if c.InUse {
			active++
		} else if !c.Shared {
			free += c.Size
		}
	}
	add("Build Cache", len(du.BuildCache), active, size, free)
	return table(rows), nil
}
