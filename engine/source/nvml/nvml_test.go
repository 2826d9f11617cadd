//go:build linux && cgo

package nvml

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/NVIDIA/go-nvml/pkg/nvml"
	"github.com/NVIDIA/go-nvml/pkg/nvml/mock"
	"github.com/NVIDIA/go-nvml/pkg/nvml/mock/dgxa100"
	"github.com/NVIDIA/go-nvml/pkg/nvml/mock/server"

	"culprit/engine/source"
)

// TestDevices: a machine with eight A100 (NVIDIA's own mock of one).
func TestDevices(t *testing.T) {
	machine := dgxa100.New()
	machine.ExtensionsFunc = func() nvml.ExtendedInterface {
		return &mock.ExtendedInterface{LookupSymbolFunc: func(string) error { return errors.New("an old library") }}
	}
	for _, d := range machine.Devices {
		quiet(d.(*server.Device))
	}
	sick := machine.Devices[3].(*server.Device)
	sick.GetCurrentClocksThrottleReasonsFunc = func() (uint64, nvml.Return) { return nvml.ClocksThrottleReasonHwThermalSlowdown, nvml.SUCCESS }
	sick.GetTotalEccErrorsFunc = func(nvml.MemoryErrorType, nvml.EccCounterType) (uint64, nvml.Return) { return 7, nvml.SUCCESS }
	sick.GetComputeRunningProcessesFunc = func() ([]nvml.ProcessInfo, nvml.Return) {
		return []nvml.ProcessInfo{{Pid: uint32(os.Getpid()), UsedGpuMemory: 1 << 30}}, nvml.SUCCESS
	}
	get := machine.DeviceGetHandleByIndexFunc
	machine.DeviceGetHandleByIndexFunc = func(i int) (nvml.Device, nvml.Return) {
		if i == 7 {
			return nil, nvml.ERROR_GPU_IS_LOST
		}
		return get(i)
	}
	var out bytes.Buffer
	if err := probe(machine, true, &out); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 1+8+1 {
		t.Fatalf("%d lines: %s", len(lines), out.String())
	}
	for line, parts := range map[int][]string{
		0: {`"kind":"gpu.driver"`, `"devices":8`, `"ok":true`, `"driver_version":"550.54.15"`, `"cuda_version":"12.4"`},
		1: {`"kind":"gpu.device"`, `"memory_total_bytes":42949672960`, `"name":"Mock NVIDIA A100-SXM4-40GB"`, `"temperature_celsius":41`, `"power_watts":250.5`, `"fan_percent":-1`, `"performance_state":"P0"`, `"ecc_mode":"enabled"`},
		4: {`"index":3`, `"thermal_slowdown":true`, `"ecc_uncorrected_ever":7`},
		5: {`"kind":"gpu.process"`, fmt.Sprintf(`"pid":%d`, os.Getpid()), `"memory_used_bytes":1073741824`, `"name":"nvml.test"`},
		9: {`"index":7`, `"lost":true`},
	} {
		for _, part := range parts {
			if !strings.Contains(lines[line], part) {
				t.Errorf("line %d lacks %s: %s", line, part, lines[line])
			}
		}
	}
}

// quiet gives a mocked device answers for what the mock has none for.
func quiet(d *server.Device) {
	d.GetUtilizationRatesFunc = func() (nvml.Utilization, nvml.Return) { return nvml.Utilization{Gpu: 5}, nvml.SUCCESS }
	d.GetTemperatureFunc = func(nvml.TemperatureSensors) (uint32, nvml.Return) { return 41, nvml.SUCCESS }
	d.GetTemperatureThresholdFunc = func(nvml.TemperatureThresholds) (uint32, nvml.Return) { return 90, nvml.SUCCESS }
	d.GetPowerUsageFunc = func() (uint32, nvml.Return) { return 250_500, nvml.SUCCESS }
	d.GetEnforcedPowerLimitFunc = func() (uint32, nvml.Return) { return 400_000, nvml.SUCCESS }
	d.GetFanSpeedFunc = func() (uint32, nvml.Return) { return 0, nvml.ERROR_NOT_SUPPORTED }
	d.GetPerformanceStateFunc = func() (nvml.Pstates, nvml.Return) { return nvml.PSTATE_0, nvml.SUCCESS }
	d.GetCurrentClocksThrottleReasonsFunc = func() (uint64, nvml.Return) { return 0, nvml.SUCCESS }
	d.GetEccModeFunc = func() (nvml.EnableState, nvml.EnableState, nvml.Return) {
		return nvml.FEATURE_ENABLED, nvml.FEATURE_ENABLED, nvml.SUCCESS
	}
	d.GetTotalEccErrorsFunc = func(nvml.MemoryErrorType, nvml.EccCounterType) (uint64, nvml.Return) { return 0, nvml.SUCCESS }
	d.GetRetiredPagesFunc = func(nvml.PageRetirementCause) ([]uint64, nvml.Return) { return nil, nvml.ERROR_NOT_SUPPORTED }
	d.GetRetiredPagesPendingStatusFunc = func() (nvml.EnableState, nvml.Return) { return 0, nvml.ERROR_NOT_SUPPORTED }
	d.GetPersistenceModeFunc = func() (nvml.EnableState, nvml.Return) { return nvml.FEATURE_ENABLED, nvml.SUCCESS }
	d.GetComputeModeFunc = func() (nvml.ComputeMode, nvml.Return) { return nvml.COMPUTEMODE_DEFAULT, nvml.SUCCESS }
	d.GetComputeRunningProcessesFunc = func() ([]nvml.ProcessInfo, nvml.Return) { return nil, nvml.SUCCESS }
	d.GetGraphicsRunningProcessesFunc = func() ([]nvml.ProcessInfo, nvml.Return) { return nil, nvml.ERROR_NOT_SUPPORTED }
}

// TestDriverFails: each way in which the library says no is a fact; a machine
// without a GPU is in order.
func TestDriverFails(t *testing.T) {
	for _, c := range []struct {
		ret      nvml.Return
		hardware bool
		want     string
	}{
		{nvml.ERROR_LIB_RM_VERSION_MISMATCH, true, `"failure":"mismatch","message":"Failed to initialize NVML: Driver/library version mismatch"`},
		{nvml.ERROR_DRIVER_NOT_LOADED, true, `"failure":"not-loaded"`},
		{nvml.ERROR_LIBRARY_NOT_FOUND, true, `"failure":"library-missing"`},
		{nvml.ERROR_LIBRARY_NOT_FOUND, false, `"failure":"no-hardware"`},
		{nvml.ERROR_UNKNOWN, true, `"failure":"access-lost"`},
		{nvml.ERROR_IN_USE, true, `"failure":"unknown","message":"Failed to initialize NVML: busy (19)"`},
	} {
		var out bytes.Buffer
		lib := &mock.Interface{InitFunc: func() nvml.Return { return c.ret }, ErrorStringFunc: func(nvml.Return) string { return "busy" }}
		if err := probe(lib, c.hardware, &out); err != nil || !strings.Contains(out.String(), c.want) || strings.Contains(out.String(), `"ok":true`) {
			t.Errorf("%d: %s, %v", c.ret, out.String(), err)
		}
	}
}

// TestThisMachine: whatever it has, there is an answer.
func TestThisMachine(t *testing.T) {
	var out bytes.Buffer
	if err := Probe(&out); err != nil || !strings.HasPrefix(out.String(), `{"format":"culprit-nvml","kind":"gpu.driver"`) {
		t.Errorf("%s, %v", out.String(), err)
	}
}

// TestSupervision: a child that hangs is a hung driver, and what it said before
// stays; one that crashes is missing with the reason.
func TestSupervision(t *testing.T) {
	program := func(script string) string {
		path := filepath.Join(t.TempDir(), "probe")
		if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script), 0o755); err != nil {
			t.Fatal(err)
		}
		return path
	}
	hung := &Source{[]string{program(`echo '{"whole":1}'; printf '{"half'; exec sleep 60`)}, 100 * time.Millisecond, nil}
	body, err := hung.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	text, _ := io.ReadAll(body)
	if got := string(text); !strings.HasPrefix(got, `{"whole":1}`+"\n{\"format\"") || !strings.Contains(got, `"failure":"hung"`) {
		t.Errorf("%s", got)
	}
	var m *source.Missing
	if _, err := Open(program("kill -SEGV $$")).open(t.Context()); !errors.As(err, &m) || !strings.Contains(m.Reason, "segmentation fault") {
		t.Error(err)
	}
}
