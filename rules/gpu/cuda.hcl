rule "no-kernel-image" {
  cause      = "gpu.unsupported-arch"
  confidence = 0.96

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)no kernel image is available for execution|is not compatible with the current PyTorch installation|cudaErrorNoKernelImageForDevice|CUDA_ERROR_NO_BINARY_FOR_GPU|device kernel image is invalid|sm_\d+ is not compatible|(?:CUDA|HIP|ROCm) error: (?:\d+: )?invalid device function|cudaErrorInvalidDeviceFunction|hipErrorInvalidDeviceFunction
    EOT
    where   = "line.level != 'info'"
  }
  message = "${line.found}"
}

rule "compute-capability" {
  cause      = "gpu.unsupported-arch"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)compute capability.{0,80}(?:not supported|too old|required|unsupported|at least)|only supported on (?:GPUs|CUDA devices) with compute capability|only supports (?:Ampere|Hopper|Turing|Volta|Ada|Blackwell) GPUs or newer|GPU arch.{0,40}not supported|Value 'sm_\w+' is not defined for option|unsupported gpu architecture|TensileLibrary\.dat: .{0,60}for GPU arch|Unsupported GPU architecture|GPU too old
    EOT
    where   = "not (line.level in ['info', 'warning', 'debug'])"
  }
  message = "${line.found}"
}

rule "cuda-application-fault" {
  cause      = "gpu.application-fault"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)device-side assert triggered|an illegal memory access was encountered|CUDA_ERROR_ILLEGAL_ADDRESS|cudaErrorIllegalAddress|CUDA error: (?:unspecified launch failure|misaligned address|an illegal instruction|invalid configuration|device-side)|CUDA_ERROR_LAUNCH_FAILED|CUDA_ERROR_ASSERT|cudaErrorLaunchFailure|cudaErrorAssert|\.cu:\d+: \S+ block: \[\d+,\d+,\d+\], thread: [^\n]{1,40}Assertion|Memory access fault by GPU node|HSA_STATUS_ERROR_(?:EXCEPTION|MEMORY)
    EOT
  }
  message = "${line.found}"
}

rule "cuda-library-failed" {
  cause      = "gpu.application-fault"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      CUDNN_STATUS_(?:EXECUTION_FAILED|INTERNAL_ERROR|MAPPING_ERROR)|CUBLAS_STATUS_(?:EXECUTION_FAILED|INTERNAL_ERROR)|CUFFT_(?:EXEC_FAILED|INTERNAL_ERROR)
    EOT
    where   = "line.level != 'info' && line.level != 'warning'"
  }
  message = "${line.found}"
}
