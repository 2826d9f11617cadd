rule "nvml-mismatch" {
  cause      = "gpu.driver-mismatch"
  confidence = 0.97

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)Driver/library version mismatch|NVML: .{0,20}version mismatch|API mismatch: the (?:client|NVIDIA kernel module)|kernel module version .{1,60} does not match|unsupported display driver / cuda driver combination|CUDA_ERROR_SYSTEM_DRIVER_MISMATCH|cudaErrorSystemDriverMismatch
    EOT
  }
  message = "${line.found}"
}

rule "cuda-driver-too-old" {
  cause      = "gpu.driver-too-old"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)CUDA driver version is insufficient|The NVIDIA driver on your system is too old|forward compatibility was attempted on non supported HW|cudaErrorInsufficientDriver|requires (?:a )?(?:CUDA|driver) .{0,40}(?:but|newer)|(?:provided )?PTX was compiled with an unsupported toolchain|CUDA_ERROR_UNSUPPORTED_PTX_VERSION|nvidia driver .{0,60}too old|minimum required Nvidia driver for nvenc is|built for NVIDIA Driver Release \S+ or later, but
    EOT
    where   = "line.level != 'info'"
  }
  message = "${line.found}"
}

rule "gpu-not-exposed" {
  cause      = "gpu.not-exposed"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)lib(?:cuda|nvidia-ml|nvidia-encode|nvcuvid)\.so(?:\.\d)?: cannot open shared object|Cannot load lib(?:cuda|nvcuvid|nvidia-encode)\.so|libnvidia-ml\.so\.1|Could not dynamically load CUDA|NVML Shared Library Not Found|Could not find cuda drivers
    EOT
    where   = "line.level != 'info' && line.level != 'debug'"
  }
  message = "${line.found}"
}

rule "no-cuda-device" {
  cause      = "gpu.not-exposed"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)No (?:CUDA|HIP) GPUs are available|no CUDA-capable device|CUDA_ERROR_NO_DEVICE|no nvidia (?:devices?|gpu)s? (?:found|detected)|No GPU (?:found|detected|available)|No devices were found|no compatible GPUs were discovered|No visible GPU devices|No capable devices found|Failed to infer device type|CUDA is not available|number of required GPUs exceeds the total number of available GPUs
    EOT
    where   = "not (line.level in ['info', 'debug', 'warning'])"
  }
  message = "${line.found}"
}

rule "driver-not-found" {
  cause      = "gpu.not-exposed"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)Found no NVIDIA driver|couldn't communicate with the NVIDIA driver|NVIDIA-SMI has failed|nvidia-smi: (?:command )?not found|The NVIDIA Driver was not detected
    EOT
    where   = "line.level != 'info' && line.level != 'debug'"
  }
  message = "${line.found}"
}

rule "torch-without-cuda" {
  cause      = "gpu.not-exposed"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Torch not compiled with CUDA|on a CUDA device but torch\.cuda\.is_available\(\) is False|Unable to open /dev/kfd|No VA display found for device|device type (?:vaapi|cuda|qsv) needed for codec|Failed to initiali[sz]e VAAPI connection
    EOT
    where   = "line.level != 'info'"
  }
  message = "${line.found}"
}

rule "nvml-unknown-error" {
  cause      = "gpu.access-lost"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)Failed to initialize NVML: (?:Unknown Error|Insufficient Permissions)|NVMLError_(?:Unknown|NoPermission)|nvml.{0,30}unknown error|cgroup subsystem devices not found|Error 999: unknown error|RuntimeError: CUDA unknown error - this may be due to
    EOT
  }
  message = "${line.found}"
}

rule "fabric-manager" {
  title      = "CUDA is not ready: no fabric manager"
  cause      = "gpu.access-lost"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Error 802: system not yet initialized|CUDA_ERROR_SYSTEM_NOT_READY|system not yet initialized
    EOT
  }
  message = "CUDA waits for the fabric manager: its service does not run or has another version than the driver"
}

rule "gpu-lost-log" {
  cause      = "gpu.lost"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)GPU is lost|fallen off the bus|Unable to determine the device handle for|GPU requires reset|CUDA error: device unavailable|NVML_ERROR_GPU_IS_LOST|No longer on the bus
    EOT
  }
  message = "${line.found}"
}

rule "gpu-hardware-log" {
  cause      = "gpu.hardware-fault"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)uncorrectable ECC error|CUDA_ERROR_ECC_UNCORRECTABLE|cudaErrorECCUncorrectable|double bit ECC|row remapp?(?:er|ing) .{0,30}(?:fail|pending)|CUDA_ERROR_HARDWARE_STACK_ERROR|NVLink.{0,40}(?:fatal|error|down)
    EOT
    where   = "line.level != 'info'"
  }
  message = "${line.found}"
}
