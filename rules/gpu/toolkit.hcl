# The NVIDIA container toolkit, in the words that docker passes on.

rule "gpu-device-driver" {
  cause      = "gpu.not-exposed"
  confidence = 0.96

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      could not select device driver|unknown or invalid runtime name: nvidia|no known GPU vendor found|unresolvable CDI devices|failed to discover GPU vendor|fork/exec \S*nvidia-container-runtime\S*: no such file
    EOT
  }
  message = "${line.found}"
}

rule "nvidia-container-cli" {
  cause      = "gpu.not-exposed"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      nvidia-container-cli: (?:initialization error|device error|mount error|detection error|ldcache error|input error|container error): (?:.*)
    EOT
    where   = "not (line.message matches '(?i)version mismatch|unsatisfied condition|unknown error|cgroup subsystem')"
  }
  message = "${line.found}"
}

rule "nvidia-container-requirement" {
  cause      = "gpu.driver-too-old"
  confidence = 0.97

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      nvidia-container-cli: requirement error: .*
    EOT
  }
  message = "${line.found}"
}
