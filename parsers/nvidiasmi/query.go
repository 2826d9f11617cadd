package nvidiasmi

import (
	"bytes"
	"encoding/xml"
	"io"
	"strconv"
	"strings"

	"culprit/engine/fact"
	"culprit/parsers/kernel"
	"culprit/parsers/section"
)

// set stores one value by its path, as -q and -q -x name it: lower case, words
// joined by _, parts by a point. Both forms hold the same tree.
func set(d *fact.GPUDevice, path, value string) {
	value = strings.TrimSpace(value)
	if value == "N/A" || value == "[N/A]" || value == "" {
		return
	}
	switch path {
	case "product_name":
		d.Name = value
	case "uuid", "gpu_uuid":
		d.UUID = value
	case "minor_number":
		if d.Index < 0 {
			d.Index = int(number(value))
		}
	case "persistence_mode":
		d.Persistence = value == "Enabled"
	case "fan_speed":
		d.FanPercent = number(value)
	case "performance_state":
		d.PerformanceState = value
	case "fb_memory_usage.total":
		d.MemoryTotalBytes = bytesOf(value)
	case "fb_memory_usage.used":
		d.MemoryUsedBytes = bytesOf(value)
	case "fb_memory_usage.free":
		d.MemoryFreeBytes = bytesOf(value)
	case "utilization.gpu", "utilization.gpu_util":
		d.UtilizationPercent = number(value)
	case "temperature.gpu_current_temp", "temperature.gpu_temp":
		d.TemperatureC = number(value)
	case "temperature.gpu_slowdown_temp", "temperature.gpu_temp_slow_threshold", "temperature.gpu_temp_slowdown":
		d.SlowdownC = number(value)
	case "temperature.gpu_shutdown_temp", "temperature.gpu_temp_max_threshold", "temperature.gpu_temp_shutdown":
		d.ShutdownC = number(value)
	case "power_readings.power_draw", "gpu_power_readings.power_draw", "gpu_power_readings.average_power_draw", "gpu_power_readings.instantaneous_power_draw", "gpu_power_readings.instant_power_draw":
		d.PowerWatts = number(value)
	case "power_readings.power_limit", "power_readings.enforced_power_limit", "gpu_power_readings.current_power_limit", "gpu_power_readings.enforced_power_limit":
		d.PowerLimitWatts = number(value)
	case "compute_mode":
		d.ComputeMode = strings.ToLower(value)
	case "mig_mode.current", "mig_mode.current_mig":
		d.MIG = value == "Enabled"
	case "ecc_mode.current", "ecc_mode.current_ecc":
		d.ECCMode = strings.ToLower(value)
	case "remapped_rows.pending", "remapped_rows.remapped_row_pending", "retired_pages.pending_page_blacklist", "retired_pages.pending_retirement", "retired_pages.pending":
		d.RemapPending = d.RemapPending || value == "Yes"
	case "remapped_rows.remapping_failure_occurred", "remapped_rows.remapped_row_failure":
		d.RemapFailed = value == "Yes"
	case "remapped_rows.uncorrectable_error", "remapped_rows.remapped_row_unc":
		d.RemappedRows = int64(number(value))
	case "retired_pages.double_bit_ecc", "retired_pages.double_bit_retirement.retired_count":
		d.RetiredPages = int64(number(value))
	}
	last := path[strings.LastIndexByte(path, '.')+1:]
	active := strings.HasPrefix(value, "Active")
	switch {
	case strings.Contains(last, "thermal_slowdown") && active:
		d.ThermalSlowdown = true
	case strings.Contains(last, "power_brake") && active:
		d.PowerBrake = true
	case strings.HasPrefix(path, "ecc_errors."):
		setECC(d, path, int64(number(value)))
	}
}

// setECC sums the error counters that are totals of their part.
func setECC(d *fact.GPUDevice, path string, n int64) {
	if n < 0 {
		return
	}
	target := &d.ECCCorrected
	uncorrected := strings.Contains(path, "uncorrectable") || strings.Contains(path, "double_bit")
	switch {
	case strings.Contains(path, "sram_sources") || strings.Contains(path, "threshold"):
		return
	case strings.Contains(path, ".aggregate.") && uncorrected:
		target = &d.ECCUncorrectedEver
	case strings.Contains(path, ".aggregate."):
		return
	case uncorrected:
		target = &d.ECCUncorrected
	}
	*target = max(*target, 0) + n
}

// parseQuery reads nvidia-smi -q: indented "Key : Value" lines, a GPU each
// "GPU 00000000:3B:00.0".
func parseQuery(r *section.Reader, emit func(fact.Fact)) {
	driver := &fact.GPUDriver{OK: true, Devices: -1}
	var driverLine, deviceLine section.Line
	var device *fact.GPUDevice
	var keys []string
	var indents []int
	index := 0
	flush := func() {
		if device != nil {
			emit(deviceFact(r, deviceLine, device))
			device = nil
		}
	}
	for first := true; ; first = false {
		peek, ok := r.PeekLine()
		text := strings.TrimRight(string(peek), " ")
		key, value, colon := strings.Cut(text, " : ")
		known := text == "" || strings.HasPrefix(text, "    ") || strings.HasPrefix(text, "GPU 0") || colon && (strings.HasPrefix(text, "Timestamp") || strings.HasPrefix(text, "Driver Version") || strings.HasPrefix(text, "CUDA") || strings.HasPrefix(text, "Attached GPUs"))
		if !ok || !first && !known {
			break
		}
		l, _ := r.Next()
		if text == "" || first {
			continue
		}
		indent := len(text) - len(strings.TrimLeft(text, " "))
		key = strings.TrimSpace(key)
		switch {
		case indent == 0 && strings.HasPrefix(text, "GPU "):
			flush()
			device = NewDevice()
			device.Index, index = index, index+1
			device.PCIAddress = kernel.PCIAddress(strings.TrimPrefix(text, "GPU "))
			device.DriverVersion, device.CUDAVersion = driver.DriverVersion, driver.CUDAVersion
			deviceLine = section.Line{Number: l.Number, Offset: l.Offset, Bytes: bytes.Clone(l.Bytes)}
			keys, indents = nil, nil
		case indent == 0 && key == "Driver Version":
			driver.DriverVersion = strings.TrimSpace(value)
			driverLine = section.Line{Number: l.Number, Offset: l.Offset, Bytes: bytes.Clone(l.Bytes)}
		case indent == 0 && strings.HasPrefix(key, "CUDA"):
			driver.CUDAVersion = strings.TrimSpace(value)
		case indent == 0 && key == "Attached GPUs":
			driver.Devices = int(number(value))
		case device != nil:
			for len(indents) > 0 && indents[len(indents)-1] >= indent {
				keys, indents = keys[:len(keys)-1], indents[:len(indents)-1]
			}
			keys, indents = append(keys, slug(key)), append(indents, indent)
			if colon {
				set(device, strings.Join(keys, "."), value)
			}
		}
	}
	flush()
	if driverLine.Number > 0 {
		emit(driverFact(r, driverLine, driver))
	}
}

func slug(key string) string { return strings.ReplaceAll(strings.ToLower(key), " ", "_") }

func isXML(line, rest []byte) bool {
	return bytes.Contains(line, []byte("<nvidia_smi_log")) || bytes.HasPrefix(line, []byte("<?xml")) && bytes.Contains(rest[:min(len(rest), 200)], []byte("nvidia_smi_log"))
}

// parseXML reads nvidia-smi -q -x.
func parseXML(r *section.Reader, emit func(fact.Fact)) {
	var text []byte
	var first section.Line
	for {
		l, ok := r.Next()
		if !ok {
			break
		}
		if first.Number == 0 {
			first = section.Line{Number: l.Number, Offset: l.Offset}
		}
		text = append(append(text, l.Bytes...), '\n')
		if bytes.Contains(l.Bytes, []byte("</nvidia_smi_log>")) || len(text) > section.MaxDocument {
			break
		}
	}
	decoder := xml.NewDecoder(bytes.NewReader(text))
	decoder.Strict = false
	driver := &fact.GPUDriver{OK: true, Devices: -1}
	var device *fact.GPUDevice
	var path []string
	index, value := 0, ""
	for {
		token, err := decoder.Token()
		if err != nil {
			if err != io.EOF {
				r.Skip(first, 1, int64(len(text)), "damaged XML")
			}
			break
		}
		switch t := token.(type) {
		case xml.StartElement:
			name := t.Name.Local
			if name == "gpu" {
				device = NewDevice()
				device.Index, index = index, index+1
				device.DriverVersion, device.CUDAVersion = driver.DriverVersion, driver.CUDAVersion
				for _, a := range t.Attr {
					if a.Name.Local == "id" {
						device.PCIAddress = kernel.PCIAddress(a.Value)
					}
				}
				path = path[:0]
				continue
			}
			if len(path) < 32 {
				path = append(path, name)
			}
			value = ""
		case xml.CharData:
			if len(value) < 1024 {
				value += string(t)
			}
		case xml.EndElement:
			switch name := t.Name.Local; {
			case name == "gpu" && device != nil:
				emit(deviceFact(r, first, device))
				device, path = nil, path[:0]
			case device != nil && len(path) > 0:
				set(device, strings.Join(path, "."), value)
				path = path[:len(path)-1]
			case name == "driver_version":
				driver.DriverVersion = strings.TrimSpace(value)
			case name == "cuda_version":
				driver.CUDAVersion = strings.TrimSpace(value)
			case name == "attached_gpus":
				driver.Devices, _ = strconv.Atoi(strings.TrimSpace(value))
			}
			value = ""
		}
	}
	if driver.DriverVersion != "" {
		f := driverFact(r, first, driver)
		f.Text = "driver_version " + driver.DriverVersion
		emit(f)
	}
}
