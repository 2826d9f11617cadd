# GPU memory exhausted, in the words of each framework.

rule "cuda-out-of-memory" {
  cause      = "gpu.out-of-memory"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)CUDA out of memory|HIP out of memory|MPS backend out of memory|torch\.(?:cuda\.)?OutOfMemoryError|CUDA_ERROR_OUT_OF_MEMORY|(?:CUDA|ROCm|HIP|MUSA) (?:runtime )?error(?: \d+ at \S+)?: out of memory|hipErrorOutOfMemory|cudaErrorMemoryAllocation|Cuda Runtime \(out of memory\)|cudaMalloc failed: out of memory|unable to create stream: out of memory|CUDA (?:memory allocation failed|runtime error in)[^\n]{0,60}: out of memory|try to increase --mem-fraction-static
    EOT
  }
  message = "${line.found}"
}

rule "gpu-library-alloc-failed" {
  cause      = "gpu.out-of-memory"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      CUBLAS_STATUS_(?:ALLOC_FAILED|NOT_INITIALIZED)|cuBLAS.{0,40}ALLOC_FAILED|CUDNN_STATUS_ALLOC_FAILED|CUSOLVER_STATUS_ALLOC_FAILED|cupy\.cuda\.memory\.OutOfMemoryError|BFCArena::AllocateRawInternal|Failed to allocate memory for requested buffer of size|OutOfMemory \(Requested size
    EOT
  }
  message = "${line.found}"
}

rule "tensorflow-out-of-memory" {
  cause      = "gpu.out-of-memory"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      OOM when allocating tensor|RESOURCE_EXHAUSTED: (?:Out of memory|Failed to allocate)|failed to allocate .{1,60} (?:bytes )?(?:on|from) (?:device|GPU|CUDA)|Failed to allocate (?:request for )?[\d.]+ ?\w*B? .{0,20}on (?:device|GPU)
    EOT
    where   = "line.level != 'info' && not (line.message contains 'not a failure')"
  }
  message = "${line.found}"
}

rule "tensorflow-allocator" {
  cause      = "gpu.out-of-memory"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Allocator \(GPU_\d+_bfc\) ran out of memory trying to allocate (?P<size>[\d.]+\w+)
    EOT
    where   = "not (line.message contains 'not a failure')"
  }
  message = "The GPU allocator had no ${line.capture.size} left"
}

rule "vllm-kv-cache" {
  cause      = "gpu.out-of-memory"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      No available memory for the cache blocks|larger than the (?:maximum number of tokens that can be stored in|available) KV cache|Free memory on device .{1,80} is less than desired GPU memory utilization|Not enough memory to handle \d+ prefill tokens|not enough (?:GPU )?memory (?:for|to) (?:the )?(?:KV|kv|cache)
    EOT
    where   = "line.level != 'info'"
  }
  message = "${line.found}"
}

rule "llama-cpp-alloc" {
  cause      = "gpu.out-of-memory"
  confidence = 0.94

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      ggml_(?:cuda|backend_cuda|gallocr).{0,80}(?:out of memory|failed to allocate)|unable to allocate (?:CUDA|ROCm|Vulkan)\d? buffer|llama runner process.{0,60}out of memory|requires more GPU memory|ggml_vulkan: Device memory allocation of size \d+ failed|failed to allocate (?:CUDA|ROCm)\d? buffer
    EOT
  }
  message = "${line.found}"
}

rule "ollama-system-memory" {
  cause      = "memory.host-exhausted"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      requires more system memory \((?P<need>[^)]+)\) than is available \((?P<have>[^)]+)\)
    EOT
  }
  message = "The model needs ${line.capture.need} of memory, ${line.capture.have} are free"
}
