//go:build linux && cgo

package nvml

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/NVIDIA/go-nvml/pkg/nvml"

	"culprit/engine/fact"
)

// Built says whether the library can be asked.
const Built = true

// Probe is what the child runs: it writes what the library says of the driver,
// the GPUs and the processes on them.
func Probe(w io.Writer) error { return probe(nvml.New(), hardware(), w) }

// hardware reports whether the machine has an NVIDIA display or 3D controller
// (PCI vendor 10de, class 03), whatever the driver says.
func hardware() bool {
	vendors, _ := filepath.Glob("/sys/bus/pci/devices/*/vendor")
	for _, path := range vendors {
		vendor, _ := os.ReadFile(path)
		class, _ := os.ReadFile(filepath.Join(filepath.Dir(path), "class"))
		if strings.TrimSpace(string(vendor)) == "0x10de" && strings.HasPrefix(string(class), "0x03") {
			return true
		}
	}
	return false
}

// failures are the words of fact.GPUDriver for what Init answers (nvml.h,
// nvmlReturn_enum).
var failures = map[nvml.Return]string{
	nvml.ERROR_LIBRARY_NOT_FOUND: "library-missing", nvml.ERROR_FUNCTION_NOT_FOUND: "library-missing", nvml.ERROR_DRIVER_NOT_LOADED: "not-loaded",
	nvml.ERROR_LIB_RM_VERSION_MISMATCH: "mismatch", nvml.ERROR_NO_PERMISSION: "no-permission", nvml.ERROR_GPU_IS_LOST: "gpu-lost", nvml.ERROR_UNKNOWN: "access-lost",
	nvml.ERROR_OPERATING_SYSTEM: "not-loaded", nvml.ERROR_NOT_FOUND: "no-devices", nvml.ERROR_RESET_REQUIRED: "gpu-lost",
}

// words are those of nvidia-smi, for the answers of a library that is not there
// to put them into words.
var words = map[nvml.Return]string{
	nvml.ERROR_LIBRARY_NOT_FOUND: "NVML library not found", nvml.ERROR_DRIVER_NOT_LOADED: "Driver Not Loaded", nvml.ERROR_LIB_RM_VERSION_MISMATCH: "Driver/library version mismatch",
	nvml.ERROR_NO_PERMISSION: "Insufficient Permissions", nvml.ERROR_UNKNOWN: "Unknown Error",
}

func probe(lib nvml.Interface, hardware bool, w io.Writer) error {
	driver := &fact.GPUDriver{Devices: -1}
	if ret := lib.Init(); ret != nvml.SUCCESS {
		driver.Failure, driver.Message = failures[ret], "Failed to initialize NVML: "+said(lib, ret)
		if driver.Failure == "" {
			driver.Failure = "unknown"
		}
		if !hardware && (ret == nvml.ERROR_LIBRARY_NOT_FOUND || ret == nvml.ERROR_DRIVER_NOT_LOADED) {
			// A machine without a GPU is in order.
			driver.Failure, driver.Message = noHardware, "this machine has no NVIDIA GPU"
		}
		return Write(w, "gpu.driver", driver)
	}
	defer lib.Shutdown()
	driver.OK = true
	driver.DriverVersion, _ = lib.SystemGetDriverVersion()
	driver.LibraryVersion, _ = lib.SystemGetNVMLVersion()
	if cuda, ret := lib.SystemGetCudaDriverVersion(); ret == nvml.SUCCESS {
		driver.CUDAVersion = fmt.Sprintf("%d.%d", cuda/1000, cuda%1000/10)
	}
	count, ret := lib.DeviceGetCount()
	if ret == nvml.SUCCESS {
		driver.Devices = count
	}
	if ret == nvml.SUCCESS && count == 0 && hardware {
		driver.OK, driver.Failure, driver.Message = false, "no-devices", "No devices were found"
	}
	if err := Write(w, "gpu.driver", driver); err != nil {
		return err
	}
	for i := range max(count, 0) {
		if err := one(lib, i, driver, w); err != nil {
			return err
		}
	}
	return nil
}

func said(lib nvml.Interface, ret nvml.Return) string {
	if text, ok := words[ret]; ok {
		return text
	}
	return fmt.Sprintf("%s (%d)", lib.ErrorString(ret), ret)
}

// one writes a GPU and the processes on it. A card that fell off the bus while
// others work is a device that is lost.
func one(lib nvml.Interface, index int, driver *fact.GPUDriver, w io.Writer) error {
	device, ret := lib.DeviceGetHandleByIndex(index)
	if ret != nvml.SUCCESS {
		lost := blank(index)
		lost.Lost = ret == nvml.ERROR_GPU_IS_LOST || ret == nvml.ERROR_UNKNOWN
		return Write(w, "gpu.device", lost)
	}
	d := describe(lib, device, index)
	d.DriverVersion, d.CUDAVersion = driver.DriverVersion, driver.CUDAVersion
	if err := Write(w, "gpu.device", d); err != nil {
		return err
	}
	for _, list := range []struct {
		kind string
		get  func() ([]nvml.ProcessInfo, nvml.Return)
	}{{"C", device.GetComputeRunningProcesses}, {"G", device.GetGraphicsRunningProcesses}} {
		processes, ret := list.get()
		if ret != nvml.SUCCESS {
			continue
		}
		for _, p := range processes {
			held := int64(p.UsedGpuMemory)
			if held < 0 { // all bits set: not available
				held = -1
			}
			name, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", p.Pid))
			if err != nil {
				name = nil // another pid namespace, or gone
			}
			if err := Write(w, "gpu.process", &fact.GPUProcess{
				GPUIndex: index, GPUUUID: d.UUID, PID: int(p.Pid), Type: list.kind, Name: strings.TrimSpace(string(name)), MemoryUsedBytes: held,
			}); err != nil {
				return err
			}
		}
	}
	return nil
}
