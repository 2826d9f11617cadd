// Package nvidiasmi reads nvidia-smi in all its forms: the table (drivers 390
// to today), -q as text, -q -x as XML, --query-gpu and --query-compute-apps as
// CSV, -L, and the words with which it fails.
//
//	| NVIDIA-SMI 550.54.15     Driver Version: 550.54.15     CUDA Version: 12.4 |
//	|   0  Tesla T4            On  |   00000000:00:1E.0 Off |                  0 |
//	| N/A   42C    P0    27W /  70W |    512MiB / 15360MiB |      3%      Default |
package nvidiasmi

import (
	"bytes"
	"strconv"
	"strings"

	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
	"culprit/parsers/section"
	"culprit/parsers/size"
)

// Parser reads nvidia-smi.
type Parser struct{}

// Name implements parsers.Parser.
func (Parser) Name() string { return "nvidiasmi" }

// forms are the outputs, told by their first line.
var forms = []struct {
	begins func(line, rest []byte) bool
	parse  func(*section.Reader, func(fact.Fact))
}{
	{isTable, parseTable},
	{func(l, _ []byte) bool { return bytes.Contains(l, []byte("NVSMI LOG")) }, parseQuery},
	{isXML, parseXML},
	{isCSV, parseCSV},
	{func(l, _ []byte) bool { return listed.Match(l) }, parseList},
	{func(l, _ []byte) bool { _, ok := failureOf(l); return ok }, parseFailure},
}

// Sniff implements parsers.Parser.
func (Parser) Sniff(head []byte) bool {
	line, rest, _ := bytes.Cut(head, []byte("\n"))
	line = bytes.TrimRight(line, "\r ")
	for _, f := range forms {
		if f.begins(line, rest) {
			return true
		}
	}
	return false
}

// Parse implements parsers.Parser.
func (Parser) Parse(r *section.Reader, emit func(fact.Fact)) error {
	head := r.Head(section.HeadLength)
	line, rest, _ := bytes.Cut(head, []byte("\n"))
	line = bytes.TrimRight(line, "\r ")
	for _, f := range forms {
		if f.begins(line, rest) {
			f.parse(r, emit)
			return nil
		}
	}
	r.Next()
	return nil
}

// NewDevice has -1 where nvidia-smi prints N/A.
func NewDevice() *fact.GPUDevice {
	return &fact.GPUDevice{
		Index: -1, MemoryTotalBytes: -1, MemoryUsedBytes: -1, MemoryFreeBytes: -1, UtilizationPercent: -1, TemperatureC: -1, SlowdownC: -1, ShutdownC: -1,
		PowerWatts: -1, PowerLimitWatts: -1, FanPercent: -1, ECCCorrected: -1, ECCUncorrected: -1, ECCUncorrectedEver: -1, RetiredPages: -1, RemappedRows: -1,
	}
}

func deviceFact(r *section.Reader, l section.Line, d *fact.GPUDevice) fact.Fact {
	name := "GPU"
	if d.Index >= 0 {
		name += " " + strconv.Itoa(d.Index)
	} else if d.PCIAddress != "" {
		name += " " + d.PCIAddress
	}
	id := d.UUID
	if id == "" {
		id = d.PCIAddress
	}
	return fact.Fact{
		Kind: "gpu.device", Subject: fact.Subject{Kind: fact.GPU, Name: name, ID: id}, Origin: r.Origin(l),
		Text: strings.TrimSpace(name + " " + d.Name + " " + strings.TrimSpace(string(l.Bytes[:min(len(l.Bytes), 200)]))), Data: d,
	}
}

func driverFact(r *section.Reader, l section.Line, d *fact.GPUDriver) fact.Fact {
	return fact.Fact{
		Kind: "gpu.driver", Subject: fact.Subject{Kind: fact.Host}, Origin: r.Origin(l),
		Text: strings.TrimSpace(string(l.Bytes[:min(len(l.Bytes), fact.MaxText)])), Data: d,
	}
}

// number reads 42C, 27W, 3%, 1,024 MiB's digits; -1 for N/A and the like.
func number(s string) float64 {
	s = strings.TrimSpace(s)
	end := 0
	for end < len(s) && (s[end] >= '0' && s[end] <= '9' || s[end] == '.') {
		end++
	}
	n, err := strconv.ParseFloat(s[:end], 64)
	if err != nil {
		return -1
	}
	return n
}

// bytesOf reads 512MiB and "512 MiB"; -1 for N/A.
func bytesOf(s string) int64 { return size.Parse(s, 1<<20) }

// failures are the ways nvidia-smi says that it can't.
var failures = []struct {
	pattern *lazyregexp.Regexp
	failure string
}{
	{lazyregexp.New(`^Failed to initialize NVML: Driver/library version mismatch`), "mismatch"},
	{lazyregexp.New(`^Failed to initialize NVML: Insufficient Permissions`), "no-permission"},
	{lazyregexp.New(`^Failed to initialize NVML: (?:Driver Not Loaded|GPU access blocked)`), "not-loaded"},
	{lazyregexp.New(`^Failed to initialize NVML: (?:Library Not Found|.*library)`), "library-missing"},
	{lazyregexp.New(`^Failed to initialize NVML: Unknown Error`), "access-lost"},
	{lazyregexp.New(`^NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver`), "not-loaded"},
	{lazyregexp.New(`^NVIDIA-SMI couldn't find libnvidia-ml\.so`), "library-missing"},
	{lazyregexp.New(`^No devices were found`), "no-devices"},
	{lazyregexp.New(`^Unable to determine the device handle for`), "gpu-lost"},
	{lazyregexp.New(`^(?:\w+: )?(?:line \d+: |\d+: )?nvidia-smi: (?:command )?not found`), "not-found"},
}

func failureOf(line []byte) (string, bool) {
	if len(line) > 400 {
		return "", false
	}
	for _, f := range failures {
		if f.pattern.Match(line) {
			return f.failure, true
		}
	}
	return "", false
}

var libraryVersion = lazyregexp.New(`^NVML library version: ([\d.]+)`)

func parseFailure(r *section.Reader, emit func(fact.Fact)) {
	l, _ := r.Next()
	failure, _ := failureOf(l.Bytes)
	d := &fact.GPUDriver{Devices: -1, Failure: failure, Message: string(l.Bytes)}
	f := driverFact(r, l, d)
	if next, ok := r.PeekLine(); ok {
		if m := libraryVersion.FindSubmatch(next); m != nil {
			r.Next()
			d.LibraryVersion = string(m[1])
		}
	}
	emit(f)
}

var listed = lazyregexp.New(`^GPU (\d+): (.+) \(UUID: (GPU-[0-9a-f-]+)\)`)

// parseList reads nvidia-smi -L.
func parseList(r *section.Reader, emit func(fact.Fact)) {
	for {
		peek, ok := r.PeekLine()
		mig := bytes.HasPrefix(bytes.TrimLeft(peek, " "), []byte("MIG "))
		if !ok || !listed.Match(peek) && !mig {
			return
		}
		l, _ := r.Next()
		if mig {
			continue
		}
		m := listed.FindSubmatch(l.Bytes)
		if m == nil {
			continue
		}
		d := NewDevice()
		d.Index, _ = strconv.Atoi(string(m[1]))
		d.Name, d.UUID = string(m[2]), string(m[3])
		emit(deviceFact(r, l, d))
	}
}
