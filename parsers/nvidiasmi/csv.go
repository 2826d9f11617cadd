package nvidiasmi

import (
	"bytes"
	"strconv"
	"strings"

	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
	"culprit/parsers/kernel"
	"culprit/parsers/section"
)

// csvHeader recognises the header of --format=csv: names of properties, some
// with a unit in brackets.
var csvHeader = lazyregexp.New(`^(?:[a-z][a-z0-9_.]*(?: \[[^\]]+\])?)(?:, [a-z][a-z0-9_.]*(?: \[[^\]]+\])?)*$`)

func isCSV(line, _ []byte) bool {
	return len(line) < 2000 && bytes.Contains(line, []byte(", ")) && csvHeader.Match(line) &&
		(bytes.Contains(line, []byte("[MiB]")) || bytes.Contains(line, []byte("gpu")) || bytes.Contains(line, []byte("uuid")) || bytes.Contains(line, []byte("driver_version")) || bytes.Contains(line, []byte("memory.")))
}

// columns are the names of --help-query-gpu as the paths of -q.
var columns = map[string]string{
	"name": "product_name", "gpu_name": "product_name", "uuid": "uuid", "gpu_uuid": "uuid", "persistence_mode": "persistence_mode", "fan.speed": "fan_speed",
	"pstate": "performance_state", "memory.total": "fb_memory_usage.total", "memory.used": "fb_memory_usage.used", "memory.free": "fb_memory_usage.free",
	"utilization.gpu": "utilization.gpu", "temperature.gpu": "temperature.gpu_current_temp", "power.draw": "power_readings.power_draw",
	"power.limit": "power_readings.power_limit", "enforced.power.limit": "power_readings.enforced_power_limit", "compute_mode": "compute_mode",
	"mig.mode.current": "mig_mode.current", "ecc.mode.current": "ecc_mode.current",
	"retired_pages.pending": "retired_pages.pending", "retired_pages.double_bit.count": "retired_pages.double_bit_ecc",
	"clocks_throttle_reasons.hw_thermal_slowdown": "hw_thermal_slowdown", "clocks_throttle_reasons.sw_thermal_slowdown": "sw_thermal_slowdown",
	"clocks_event_reasons.hw_thermal_slowdown": "hw_thermal_slowdown", "clocks_event_reasons.sw_thermal_slowdown": "sw_thermal_slowdown",
	"clocks_throttle_reasons.hw_power_brake_slowdown": "hw_power_brake_slowdown", "clocks_event_reasons.hw_power_brake_slowdown": "hw_power_brake_slowdown",
	"ecc.errors.corrected.volatile.total": "ecc_errors.volatile.corrected", "ecc.errors.uncorrected.volatile.total": "ecc_errors.volatile.uncorrectable",
	"ecc.errors.uncorrected.aggregate.total": "ecc_errors.aggregate.uncorrectable",
}

// parseCSV reads --query-gpu and --query-compute-apps with any columns.
func parseCSV(r *section.Reader, emit func(fact.Fact)) {
	l, _ := r.Next()
	names := strings.Split(string(l.Bytes), ", ")
	apps := false
	for i, n := range names {
		names[i], _, _ = strings.Cut(n, " [")
		apps = apps || names[i] == "pid" || names[i] == "process_name" || names[i] == "used_memory" || names[i] == "used_gpu_memory"
	}
	for index := 0; ; index++ {
		peek, ok := r.PeekLine()
		values := strings.Split(strings.TrimRight(string(peek), " "), ", ")
		if !ok || len(values) != len(names) {
			return
		}
		l, _ := r.Next()
		if apps {
			emitApp(r, l, names, values, emit)
			continue
		}
		d := NewDevice()
		d.Index = index
		for i, n := range names {
			v := strings.TrimSpace(values[i])
			switch n {
			case "index":
				d.Index, _ = strconv.Atoi(v)
			case "pci.bus_id", "gpu_bus_id":
				d.PCIAddress = kernel.PCIAddress(v)
			case "driver_version":
				d.DriverVersion = v
			default:
				d.Lost = d.Lost || strings.Contains(v, "GPU is lost") || v == "[GPU requires reset]"
				if path, ok := columns[n]; ok && !strings.HasPrefix(v, "[") {
					set(d, path, v)
				}
			}
		}
		emit(deviceFact(r, l, d))
	}
}

func emitApp(r *section.Reader, l section.Line, names, values []string, emit func(fact.Fact)) {
	d := &fact.GPUProcess{GPUIndex: -1, Type: "C", MemoryUsedBytes: -1}
	for i, n := range names {
		v := strings.TrimSpace(values[i])
		switch n {
		case "pid":
			d.PID, _ = strconv.Atoi(v)
		case "process_name", "name":
			d.Name = v
		case "used_memory", "used_gpu_memory":
			d.MemoryUsedBytes = bytesOf(v)
		case "gpu_uuid":
			d.GPUUUID = v
		}
	}
	emit(fact.Fact{
		Kind: "gpu.process", Subject: fact.Subject{Kind: fact.Process, Name: d.Name, ID: strconv.Itoa(d.PID)}, Origin: r.Origin(l),
		Text: strings.TrimSpace(string(l.Bytes)), Data: d,
	})
}
