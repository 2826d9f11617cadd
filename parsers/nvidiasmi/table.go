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

var (
	banner   = lazyregexp.New(`NVIDIA-SMI\s+(\S+)\s+(?:Driver Version|KMD Version):\s*(\S+)(?:\s+CUDA (?:UMD )?Version:\s*(\S+))?`)
	stamp    = lazyregexp.New(`^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \w{3} +\d+ \d\d:\d\d:\d\d \d{4}\s*$`)
	identity = lazyregexp.New(`^\|\s+(\d+)\s+(.+?)\s+(On|Off|N/A|TCC|WDDM|MCDM|ERR!)?\s*\|\s*([0-9A-Fa-f]{4,8}:[0-9A-Fa-f:.]+)\s+(On|Off|N/A)?\s*\|\s*(\S+)?`)
	reading  = lazyregexp.New(`^\|\s*(\d+%|N/A|ERR!)\s+(\d+C|N/A|ERR!)\s+(P\d+|N/A|ERR!)?\s*([\d.]+W|N/A|ERR!|Unkn?o?w?n? ?E?r?r?\w*)?\s*/\s*([\d.]+W|N/A|ERR!|Unk\S*)?\s*\|\s*(\d+MiB|N/A|\S+)\s*/\s*(\d+MiB|N/A|\S+)\s*\|\s*(\d+%|N/A|ERR!)?\s*(.*?)\s*\|`)
	process  = lazyregexp.New(`^\|\s+(\d+)\s+(?:(?:\d+|N/A)\s+(?:\d+|N/A)\s+)?(\d+)\s+(C\+G|C|G|M\+C|M|Type)\s+(.+?)\s+(\d+MiB|N/A|Insufficient\S*)\s*\|`)
)

// isTable recognises the table at its banner, or at the date or rule above it.
func isTable(line, rest []byte) bool {
	if bytes.HasPrefix(line, []byte("| NVIDIA-SMI ")) {
		return true
	}
	if !stamp.Match(line) && !bytes.HasPrefix(line, []byte("+-----")) {
		return false
	}
	return bytes.Contains(rest[:min(len(rest), 300)], []byte("| NVIDIA-SMI "))
}

// parseTable reads the table until the rule that closes its last part.
func parseTable(r *section.Reader, emit func(fact.Fact)) {
	driver := &fact.GPUDriver{OK: true}
	var driverLine section.Line
	var device *fact.GPUDevice
	var deviceLine section.Line
	flush := func() {
		if device != nil {
			emit(deviceFact(r, deviceLine, device))
			device = nil
		}
	}
	for {
		peek, ok := r.PeekLine()
		text := bytes.TrimRight(peek, " ")
		inside := len(text) > 0 && (text[0] == '|' || text[0] == '+') || stamp.Match(peek) || len(text) == 0
		if !ok || !inside {
			break
		}
		if len(text) == 0 { // a blank line stands between the two tables
			ahead := r.Head(200)
			if i := bytes.IndexAny(ahead, "+|"); i < 0 || len(bytes.TrimSpace(ahead[:i])) > 0 {
				break
			}
		}
		l, _ := r.Next()
		line := l.Bytes
		switch {
		case banner.Match(line):
			m := banner.FindSubmatch(line)
			driver.DriverVersion, driver.CUDAVersion = string(m[2]), string(m[3])
			if driver.CUDAVersion == "N/A" {
				driver.CUDAVersion = ""
			}
			driverLine = section.Line{Number: l.Number, Offset: l.Offset, Bytes: bytes.Clone(line)}
		case process.Match(line):
			flush()
			emitProcess(r, l, process.FindSubmatch(line), emit)
		case identity.Match(line):
			flush()
			m := identity.FindSubmatch(line)
			device = NewDevice()
			device.Index, _ = strconv.Atoi(string(m[1]))
			device.Name = strings.TrimSpace(string(m[2]))
			device.Persistence = string(m[3]) == "On"
			device.PCIAddress = kernel.PCIAddress(string(m[4]))
			device.DriverVersion, device.CUDAVersion = driver.DriverVersion, driver.CUDAVersion
			if ecc := string(m[6]); ecc != "" && ecc != "N/A" && ecc != "Off" && ecc != "|" {
				device.ECCMode = "enabled"
				device.ECCUncorrected = int64(number(ecc))
			}
			device.Lost = bytes.Contains(line, []byte("ERR!"))
			deviceLine = section.Line{Number: l.Number, Offset: l.Offset, Bytes: bytes.Clone(line)}
			driver.Devices++
		case device != nil && reading.Match(line):
			readings(device, reading.FindSubmatch(line))
			device.Lost = device.Lost || bytes.Contains(line, []byte("ERR!"))
			deviceLine.Bytes = bytes.Clone(line)
		case device != nil && bytes.Contains(line, []byte("| Enabled |")) || device != nil && bytes.HasSuffix(bytes.TrimRight(line, " |"), []byte("Enabled")):
			device.MIG = true
		}
	}
	flush()
	if driverLine.Number > 0 {
		emit(driverFact(r, driverLine, driver))
	}
}

func readings(d *fact.GPUDevice, m [][]byte) {
	text := func(i int) string { return string(m[i]) }
	d.FanPercent, d.TemperatureC = number(text(1)), number(text(2))
	if text(3) != "N/A" {
		d.PerformanceState = text(3)
	}
	d.PowerWatts, d.PowerLimitWatts = number(text(4)), number(text(5))
	d.MemoryUsedBytes, d.MemoryTotalBytes = bytesOf(text(6)), bytesOf(text(7))
	if d.MemoryUsedBytes >= 0 && d.MemoryTotalBytes >= 0 {
		d.MemoryFreeBytes = d.MemoryTotalBytes - d.MemoryUsedBytes
	}
	d.UtilizationPercent = number(text(8))
	d.ComputeMode = computeMode(text(9))
}

func computeMode(s string) string {
	switch strings.TrimSpace(strings.TrimRight(s, ".")) {
	case "Default":
		return "default"
	case "E. Process", "Exclusive_Process", "E. Proces":
		return "exclusive_process"
	case "Prohibited":
		return "prohibited"
	}
	return ""
}

func emitProcess(r *section.Reader, l section.Line, m [][]byte, emit func(fact.Fact)) {
	d := &fact.GPUProcess{Type: string(m[3]), Name: strings.TrimSpace(string(m[4])), MemoryUsedBytes: bytesOf(string(m[5]))}
	d.GPUIndex, _ = strconv.Atoi(string(m[1]))
	d.PID, _ = strconv.Atoi(string(m[2]))
	emit(fact.Fact{
		Kind: "gpu.process", Subject: fact.Subject{Kind: fact.Process, Name: d.Name, ID: string(m[2])}, Origin: r.Origin(l),
		Text: strings.TrimSpace(string(l.Bytes)), Data: d,
	})
}
