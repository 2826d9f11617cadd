package kernel

import (
	"bytes"
	"fmt"
	"strings"

	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
)

var (
	// NVRM: Xid (PCI:0000:3b:00): 79, pid=1234, name=python, GPU has fallen off the bus.
	xidLine  = lazyregexp.New(`NVRM: Xid \((?:PCI:)?([0-9a-fA-F:.]+)\): (\d+)(?:, (.*))?`)
	sxidLine = lazyregexp.New(`nvidia-nvswitch\d*: SXid \((?:PCI:)?([0-9a-fA-F:.]+)\): (\d+)(?:, (.*))?`)
	xidPID   = lazyregexp.New(`pid='?(\d+)`)
	xidName  = lazyregexp.New(`name='?([^,']+)`)
	offBus   = lazyregexp.New(`NVRM: (?:GPU (?:at )?(?:PCI:)?([0-9a-fA-F]{4,8}:[0-9a-fA-F:.]+).*)?.*GPU has fallen off the bus`)
	initFail = lazyregexp.New(`NVRM: (?:GPU ([0-9a-fA-F:.]+): )?RmInitAdapter failed`)
	loading  = lazyregexp.New(`NVRM: loading NVIDIA UNIX (?:Open )?(?:\w+ )?Kernel Module(?: for \S+)?\s+(\d+\.[\d.]+)`)
	mismatch = lazyregexp.New(`NVRM: API mismatch: the (?:client|NVIDIA kernel module)`)
	versions = lazyregexp.New(`version (\d+\.[\d.]*\d)`)
)

// recoveryAction is the Xid that sums up what the Xids before it ask for, in
// words: None, Drain P2P, Drain and Reset, GPU Reset Required, Node Reboot
// Required.
const recoveryAction = 154

var needsReset = lazyregexp.New(`to 0x\w+ \((?:GPU Reset Required|Node Reboot Required|Drain and Reset)\)`)

// gpuError reads errors of the NVIDIA driver. The kernel log is the truth for
// Xids: NVML forgets and repeats them.
func gpuError(text []byte) (any, string, fact.Subject) {
	if !bytes.Contains(text, []byte("NVRM")) && !bytes.Contains(text, []byte("SXid")) {
		return nil, "", fact.Subject{}
	}
	var d *fact.GPUError
	switch {
	case xidLine.Match(text):
		s := xidLine.FindSubmatch(text)
		d = newGPUError(s)
		d.Title, d.Class = Xid(d.Code)
		if d.Code == recoveryAction && needsReset.MatchString(d.Message) {
			d.Class = "lost"
		}
	case sxidLine.Match(text):
		d = newGPUError(sxidLine.FindSubmatch(text))
		d.SXid, d.Class = true, "hardware"
	case offBus.Match(text):
		s := offBus.FindSubmatch(text)
		d = &fact.GPUError{Code: 79, Title: xids[79].title, Class: "lost", PCIAddress: PCIAddress(string(s[1])), Message: string(clip(text))}
	case initFail.Match(text):
		s := initFail.FindSubmatch(text)
		d = &fact.GPUError{Code: -1, Title: "The driver could not initialise the GPU", Class: "lost", PCIAddress: PCIAddress(string(s[1])), Message: string(clip(text))}
	default:
		return nil, "", fact.Subject{}
	}
	return d, "gpu.error", fact.Subject{Kind: fact.GPU, Name: strings.TrimSpace("GPU " + d.PCIAddress), ID: d.PCIAddress}
}

// Xid returns NVIDIA's name of an Xid and its class; empty for an unknown one.
func Xid(code int) (title, class string) {
	x := xids[code]
	return x.title, x.class
}

func newGPUError(s [][]byte) *fact.GPUError {
	d := &fact.GPUError{Code: int(integer(s[2])), PCIAddress: PCIAddress(string(s[1])), Message: string(clip(s[3]))}
	if p := xidPID.FindSubmatch(s[3]); p != nil {
		d.PID = int(integer(p[1]))
	}
	if n := xidName.FindSubmatch(s[3]); n != nil {
		d.Process = strings.TrimSpace(string(n[1]))
	}
	return d
}

// PCIAddress normalises 0000:3b:00, 00000000:3B:00.0 and 3b:00.0 to the form
// of nvidia-smi, 00000000:3B:00.0.
func PCIAddress(s string) string {
	parts := strings.Split(strings.TrimSuffix(s, "."), ":")
	if len(parts) < 2 {
		return ""
	}
	if len(parts) == 2 {
		parts = append([]string{"0"}, parts...)
	}
	device, function, _ := strings.Cut(parts[2], ".")
	if function == "" {
		function = "0"
	}
	return strings.ToUpper(fmt.Sprintf("%08s:%02s:%02s.%s", parts[0], parts[1], device, function))
}

// gpuDriver reads the driver's version and its quarrel with the user library.
func gpuDriver(text []byte) (any, string, fact.Subject) {
	if !bytes.Contains(text, []byte("NVRM")) {
		return nil, "", fact.Subject{}
	}
	subject := fact.Subject{Kind: fact.Host}
	if s := loading.FindSubmatch(text); s != nil {
		return &fact.GPUDriver{DriverVersion: string(s[1]), Devices: -1, OK: true, Message: string(clip(text))}, "gpu.driver", subject
	}
	if mismatch.Match(text) {
		d := &fact.GPUDriver{Devices: -1, Failure: "mismatch", Message: string(clip(text))}
		if v := versions.FindAllSubmatch(text, 2); len(v) > 0 {
			d.LibraryVersion = string(v[0][1])
			if len(v) > 1 {
				d.DriverVersion = string(v[1][1])
			}
		}
		return d, "gpu.driver", subject
	}
	return nil, "", fact.Subject{}
}
