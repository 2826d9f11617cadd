rule "cuda-out-of-memory" {
  cause      = "gpu.out-of-memory"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)CUDA out of memory|torch\.(?:cuda\.)?OutOfMemoryError|CUDA_ERROR_OUT_OF_MEMORY|CUDA error: out of memory|cudaErrorMemoryAllocation|failed to allocate .{1,60} (?:bytes )?(?:on|from) (?:device|GPU|CUDA)|ggml_(?:cuda|backend_cuda).{0,80}(?:out of memory|failed to allocate|allocating)|HIP out of memory|No available memory for the cache blocks|cuBLAS.{0,40}ALLOC_FAILED|CUBLAS_STATUS_ALLOC_FAILED|ResourceExhaustedError: .{0,40}OOM when allocating|larger than the maximum number of tokens that can be stored in KV cache|unable to allocate CUDA\d? buffer|Free memory on device .{1,80} is less than desired GPU memory utilization|cudaMalloc failed: out of memory|llama runner process.{0,60}out of memory|requires more (?:system|GPU) memory
    EOT
  }
  message = "${line.found}"
}

rule "no-kernel-image" {
  cause      = "gpu.unsupported-arch"
  confidence = 0.96

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)no kernel image is available for execution|is not compatible with the current PyTorch installation|cudaErrorNoKernelImageForDevice|CUDA_ERROR_NO_BINARY_FOR_GPU|device kernel image is invalid|compute capability.{0,80}(?:not supported|too old|required|unsupported)|sm_\d+ is not compatible|GPU arch.{0,40}not supported
    EOT
  }
  message = "${line.found}"
}

rule "cuda-application-fault" {
  cause      = "gpu.application-fault"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)device-side assert triggered|an illegal memory access was encountered|CUDA_ERROR_ILLEGAL_ADDRESS|cudaErrorIllegalAddress|CUDA error: (?:unspecified launch failure|misaligned address|an illegal instruction|invalid device function|invalid configuration)|CUDA_ERROR_LAUNCH_FAILED|CUDA_ERROR_ASSERT|cudaErrorLaunchFailure|cudaErrorAssert
    EOT
  }
  message = "${line.found}"
}
