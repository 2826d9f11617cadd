package fact

// GPUDevice is one GPU as nvidia-smi or NVML show it. Numbers that the card
// does not report ([N/A], [Not Supported]) are -1.
type GPUDevice struct {
	Index              int     `expr:"index" doc:"number in nvidia-smi; -1 when not printed"`
	Name               string  `expr:"name" doc:"product name, maybe cut"`
	UUID               string  `expr:"uuid" doc:"GPU-…; empty when not printed"`
	PCIAddress         string  `expr:"pci_address" doc:"normalised 00000000:3B:00.0"`
	MemoryTotalBytes   int64   `expr:"memory_total_bytes" doc:"frame buffer memory"`
	MemoryUsedBytes    int64   `expr:"memory_used_bytes" doc:"in use"`
	MemoryFreeBytes    int64   `expr:"memory_free_bytes" doc:"free"`
	UtilizationPercent float64 `expr:"utilization_percent" doc:"GPU utilization"`
	TemperatureC       float64 `expr:"temperature_celsius" doc:"GPU core temperature"`
	SlowdownC          float64 `expr:"slowdown_celsius" doc:"temperature at which clocks are reduced"`
	ShutdownC          float64 `expr:"shutdown_celsius" doc:"temperature at which the card shuts down"`
	PowerWatts         float64 `expr:"power_watts" doc:"power draw"`
	PowerLimitWatts    float64 `expr:"power_limit_watts" doc:"enforced power limit"`
	FanPercent         float64 `expr:"fan_percent" doc:"fan speed"`
	PerformanceState   string  `expr:"performance_state" doc:"P0 to P12; empty when not printed"`
	ThermalSlowdown    bool    `expr:"thermal_slowdown" doc:"a thermal slowdown (software or hardware) is active"`
	PowerBrake         bool    `expr:"power_brake" doc:"a hardware power brake slowdown is active"`
	ECCMode            string  `expr:"ecc_mode" doc:"enabled, disabled; empty when not printed"`
	ECCCorrected       int64   `expr:"ecc_corrected" doc:"volatile corrected errors"`
	ECCUncorrected     int64   `expr:"ecc_uncorrected" doc:"volatile uncorrected errors"`
	ECCUncorrectedEver int64   `expr:"ecc_uncorrected_ever" doc:"aggregate uncorrected errors"`
	RetiredPages       int64   `expr:"retired_pages" doc:"pages retired by double-bit errors"`
	RemappedRows       int64   `expr:"remapped_rows" doc:"rows remapped by uncorrectable errors"`
	RemapPending       bool    `expr:"remap_pending" doc:"a row remap or page retirement waits for a reset"`
	RemapFailed        bool    `expr:"remap_failed" doc:"a row remap failed: the card needs replacement"`
	Persistence        bool    `expr:"persistence" doc:"persistence mode is on"`
	ComputeMode        string  `expr:"compute_mode" doc:"default, exclusive_process, prohibited; empty when not printed"`
	MIG                bool    `expr:"mig" doc:"MIG mode is on"`
	Lost               bool    `expr:"lost" doc:"the row says ERR! or GPU is lost"`
	DriverVersion      string  `expr:"driver_version" doc:"driver version of the same output"`
	CUDAVersion        string  `expr:"cuda_version" doc:"highest CUDA version of that driver"`
}

// GPUProcess is a process that holds GPU memory.
type GPUProcess struct {
	GPUIndex        int    `expr:"gpu_index" doc:"number of the GPU; -1 when not printed"`
	GPUUUID         string `expr:"gpu_uuid" doc:"UUID of the GPU; empty when not printed"`
	PID             int    `expr:"pid" doc:"host pid"`
	Type            string `expr:"type" doc:"C compute, G graphics, C+G both, M MPS"`
	Name            string `expr:"name" doc:"process name, maybe cut"`
	MemoryUsedBytes int64  `expr:"memory_used_bytes" doc:"memory it holds; -1 when not printed"`
}

// GPUError is an error the driver reported: an Xid, an SXid or an ECC event.
type GPUError struct {
	Code        int    `expr:"code" doc:"Xid number; -1 for an error without one"`
	SXid        bool   `expr:"sxid" doc:"from an NVSwitch"`
	Title       string `expr:"title" doc:"NVIDIA's name of the Xid; empty when unknown"`
	Class       string `expr:"class" doc:"application, hardware, driver, thermal, lost, informational; empty when unknown"`
	PCIAddress  string `expr:"pci_address" doc:"normalised 00000000:3B:00.0"`
	PID         int    `expr:"pid" doc:"host pid of the process; 0 when not printed"`
	Process     string `expr:"process" doc:"name of the process"`
	ContainerID string `expr:"container_id" doc:"container of the process when the driver prints its cgroup; mostly empty"`
	Message     string `expr:"message" doc:"the driver's words after the number"`
}

// GPUDriver is what is known of the NVIDIA driver, also when it fails.
type GPUDriver struct {
	DriverVersion  string `expr:"driver_version" doc:"kernel module version"`
	LibraryVersion string `expr:"library_version" doc:"user space (NVML) version; empty when not printed"`
	CUDAVersion    string `expr:"cuda_version" doc:"highest CUDA version it supports"`
	Devices        int    `expr:"devices" doc:"GPUs that were listed; -1 when unknown"`
	OK             bool   `expr:"ok" doc:"the driver answered"`
	Failure        string `expr:"failure" doc:"mismatch, not-loaded, no-devices, access-lost, gpu-lost, no-permission, library-missing, not-found, hung, no-hardware (a machine without a GPU), unknown; empty when it answered"`
	Message        string `expr:"message" doc:"the words of the failure"`
}
