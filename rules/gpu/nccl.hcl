rule "nccl-collective-timeout" {
  title      = "A collective operation of NCCL timed out"
  cause      = "dependency.timeout"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Watchdog caught collective operation timeout: (?:[^,)]+)
    EOT
  }
  message = "A rank waited for the others until the collective timed out"
}

rule "nccl-cuda-error" {
  cause      = "gpu.application-fault"
  confidence = 0.8

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      unhandled cuda error|ncclUnhandledCudaError|NCCL WARN Cuda failure
    EOT
    where   = "not (line.message matches 'out of memory|peer access|no kernel image')"
  }
  message = "${line.found}"
}

rule "torch-rendezvous-timeout" {
  cause      = "dependency.timeout"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      client socket has timed out after \d+ms while trying to connect to \((?P<host>[^,]+), (?P<port>\d+)\)|RendezvousTimeoutError|failed to connect to \[?(?:[\w.-]+)\]?:\d+.*c10d
    EOT
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "${line.found}"
}

rule "nccl-peer-lost" {
  cause      = "dependency.timeout"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      NCCL WARN (?:Connect|Call) to .{1,60} (?:failed|returned)|ncclRemoteError|ncclSystemError: System call|NCCL WARN NET/\w+ : (?:No|Got)
    EOT
    where   = "not (line.message contains '/dev/shm') && not (line.message contains 'shared memory')"
  }
  message = "${line.found}"
}

rule "nccl-shared-memory" {
  cause      = "memory.shm-too-small"
  confidence = 0.94

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      NCCL WARN .{0,80}(?:shared memory segment|/dev/shm)
    EOT
  }
  message = "${line.found}"
}
