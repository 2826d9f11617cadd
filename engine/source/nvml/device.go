//go:build linux && cgo

package nvml

import (
	"strings"

	"github.com/NVIDIA/go-nvml/pkg/nvml"

	"culprit/engine/fact"
)

// blank is a device of which nothing is known.
func blank(index int) *fact.GPUDevice {
	return &fact.GPUDevice{
		Index: index, MemoryTotalBytes: -1, MemoryUsedBytes: -1, MemoryFreeBytes: -1, UtilizationPercent: -1, TemperatureC: -1, SlowdownC: -1, ShutdownC: -1,
		PowerWatts: -1, PowerLimitWatts: -1, FanPercent: -1, ECCCorrected: -1, ECCUncorrected: -1, ECCUncorrectedEver: -1, RetiredPages: -1, RemappedRows: -1,
	}
}

// describe asks for what there is; a card that can't tell one thing tells the
// others. NVML counts power in milliwatts.
func describe(lib nvml.Interface, device nvml.Device, index int) *fact.GPUDevice {
	d := blank(index)
	d.Name, _ = device.GetName()
	d.UUID, _ = device.GetUUID()
	if pci, ret := device.GetPciInfo(); ret == nvml.SUCCESS {
		d.PCIAddress = strings.ToUpper(text(pci.BusId[:]))
	}
	memory, ret := device.GetMemoryInfo()
	if ret == nvml.SUCCESS {
		d.MemoryTotalBytes, d.MemoryUsedBytes, d.MemoryFreeBytes = int64(memory.Total), int64(memory.Used), int64(memory.Free)
	}
	d.Lost = ret == nvml.ERROR_GPU_IS_LOST
	if u, ret := device.GetUtilizationRates(); ret == nvml.SUCCESS {
		d.UtilizationPercent = float64(u.Gpu)
	}
	set(&d.TemperatureC, 1)(device.GetTemperature(nvml.TEMPERATURE_GPU))
	set(&d.SlowdownC, 1)(device.GetTemperatureThreshold(nvml.TEMPERATURE_THRESHOLD_SLOWDOWN))
	set(&d.ShutdownC, 1)(device.GetTemperatureThreshold(nvml.TEMPERATURE_THRESHOLD_SHUTDOWN))
	set(&d.PowerWatts, 1000)(device.GetPowerUsage())
	set(&d.PowerLimitWatts, 1000)(device.GetEnforcedPowerLimit())
	set(&d.FanPercent, 1)(device.GetFanSpeed())
	if state, ret := device.GetPerformanceState(); ret == nvml.SUCCESS && state >= 0 && state < 16 {
		d.PerformanceState = "P" + string("0123456789"[state%10])
		if state >= 10 {
			d.PerformanceState = "P1" + string("0123456789"[state-10])
		}
	}
	if reasons, ret := device.GetCurrentClocksThrottleReasons(); ret == nvml.SUCCESS {
		d.ThermalSlowdown = reasons&(nvml.ClocksThrottleReasonSwThermalSlowdown|nvml.ClocksThrottleReasonHwThermalSlowdown) != 0
		d.PowerBrake = reasons&nvml.ClocksThrottleReasonHwPowerBrakeSlowdown != 0
	}
	errorCounts(lib, device, d)
	if mode, ret := device.GetPersistenceMode(); ret == nvml.SUCCESS {
		d.Persistence = mode == nvml.FEATURE_ENABLED
	}
	if mode, ret := device.GetComputeMode(); ret == nvml.SUCCESS {
		d.ComputeMode = map[nvml.ComputeMode]string{nvml.COMPUTEMODE_DEFAULT: "default", nvml.COMPUTEMODE_PROHIBITED: "prohibited", nvml.COMPUTEMODE_EXCLUSIVE_PROCESS: "exclusive_process"}[mode]
	}
	if has(lib, "nvmlDeviceGetMigMode") {
		if mode, _, ret := device.GetMigMode(); ret == nvml.SUCCESS {
			d.MIG = mode == nvml.DEVICE_MIG_ENABLE
		}
	}
	return d
}

// errorCounts reads ECC, retired pages (cards up to Volta) and remapped rows
// (from Ampere on).
func errorCounts(lib nvml.Interface, device nvml.Device, d *fact.GPUDevice) {
	if mode, _, ret := device.GetEccMode(); ret == nvml.SUCCESS {
		d.ECCMode = "disabled"
		if mode == nvml.FEATURE_ENABLED {
			d.ECCMode = "enabled"
		}
	}
	for _, c := range []struct {
		to    *int64
		kind  nvml.MemoryErrorType
		since nvml.EccCounterType
	}{
		{&d.ECCCorrected, nvml.MEMORY_ERROR_TYPE_CORRECTED, nvml.VOLATILE_ECC}, {&d.ECCUncorrected, nvml.MEMORY_ERROR_TYPE_UNCORRECTED, nvml.VOLATILE_ECC},
		{&d.ECCUncorrectedEver, nvml.MEMORY_ERROR_TYPE_UNCORRECTED, nvml.AGGREGATE_ECC},
	} {
		if n, ret := device.GetTotalEccErrors(c.kind, c.since); ret == nvml.SUCCESS {
			*c.to = int64(n)
		}
	}
	if pages, ret := device.GetRetiredPages(nvml.PAGE_RETIREMENT_CAUSE_DOUBLE_BIT_ECC_ERROR); ret == nvml.SUCCESS {
		d.RetiredPages = int64(len(pages))
	}
	if pending, ret := device.GetRetiredPagesPendingStatus(); ret == nvml.SUCCESS {
		d.RemapPending = pending == nvml.FEATURE_ENABLED
	}
	if has(lib, "nvmlDeviceGetRemappedRows") {
		if _, uncorrectable, pending, failed, ret := device.GetRemappedRows(); ret == nvml.SUCCESS {
			d.RemappedRows, d.RemapFailed = int64(uncorrectable), failed
			d.RemapPending = d.RemapPending || pending
		}
	}
}

// has reports whether the loaded library knows a call that older ones lack:
// calling it all the same would end the process (lazy binding).
func has(lib nvml.Interface, symbol string) bool {
	return lib.Extensions().LookupSymbol(symbol) == nil
}

// set stores a number in units of 1/per where the card tells it.
func set(to *float64, per float64) func(uint32, nvml.Return) {
	return func(n uint32, ret nvml.Return) {
		if ret == nvml.SUCCESS {
			*to = float64(n) / per
		}
	}
}

// text is a C string.
func text[T int8 | uint8](c []T) string {
	var b strings.Builder
	for _, r := range c {
		if r == 0 {
			break
		}
		b.WriteByte(byte(r))
	}
	return b.String()
}
