rule "nvml-mismatch" {
  cause      = "gpu.driver-mismatch"
  confidence = 0.97

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)Driver/library version mismatch|NVML: .{0,20}version mismatch|API mismatch: the (?:client|NVIDIA kernel module)|kernel module version .{1,60} does not match
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
      (?i)CUDA driver version is insufficient|The NVIDIA driver on your system is too old|unsatisfied condition: cuda ?>=|forward compatibility was attempted on non supported HW|cudaErrorInsufficientDriver|requires (?:a )?(?:CUDA|driver) .{0,40}(?:but|newer)|unsupported display driver / cuda driver combination|the provided PTX was compiled with an unsupported toolchain|nvidia driver .{0,60}too old
    EOT
  }
  message = "${line.found}"
}

rule "gpu-not-exposed" {
  cause      = "gpu.not-exposed"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)lib(?:cuda|nvidia-ml|nvidia-encode|nvcuvid)\.so(?:\.\d)?: cannot open shared object|No CUDA GPUs are available|no CUDA-capable device|Found no NVIDIA driver|Torch not compiled with CUDA|couldn't communicate with the NVIDIA driver|NVIDIA-SMI has failed|Failed to infer device type|libnvidia-ml\.so\.1|CUDA_ERROR_NO_DEVICE|nvidia-smi: (?:command )?not found|NVML Shared Library Not Found|no nvidia (?:devices?|gpu)s? (?:found|detected)|No GPU (?:found|detected|available)|Attempting to deserialize object on a CUDA device but torch\.cuda\.is_available\(\) is False|CUDA is not available|No devices were found|no compatible GPUs were discovered|Could not find cuda drivers
    EOT
    where   = "line.level != 'info' && line.level != 'debug'"
  }
  message = "${line.found}"
}

rule "nvml-unknown-error" {
  cause      = "gpu.access-lost"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)Failed to initialize NVML: (?:Unknown Error|Insufficient Permissions)|NVMLError_(?:Unknown|NoPermission)|nvml.{0,30}unknown error
    EOT
  }
  message = "${line.found}"
}

rule "gpu-lost-log" {
  cause      = "gpu.lost"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)GPU is lost|fallen off the bus|Unable to determine the device handle for|GPU requires reset|CUDA error: (?:GPU is lost|device unavailable)|NVML_ERROR_GPU_IS_LOST|No longer on the bus
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
