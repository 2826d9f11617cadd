# The amdgpu driver in the kernel log.

rule "amdgpu-ras" {
  cause      = "gpu.hardware-fault"
  confidence = 0.93

  match "line" {
    fact    = "kernel.message"
    pattern = <<-EOT
      amdgpu.{0,60}uncorrectable hardware errors|amdgpu.{0,60}RAS.{0,60}(?:fatal|uncorrectable|bad page)
    EOT
  }
  message = "${line.found}"
}

rule "amdgpu-reset-failed" {
  cause      = "gpu.lost"
  confidence = 0.92

  match "line" {
    fact    = "kernel.message"
    pattern = <<-EOT
      amdgpu.{0,80}GPU (?:[Rr]eset|Recovery) (?:[Ff]ailed|end with ret = -)|amdgpu.{0,60}(?:device lost from bus|failed to (?:init|load))|VRAM is lost due to GPU reset
    EOT
  }
  message = "${line.found}"
}

rule "amdgpu-page-fault" {
  cause      = "gpu.application-fault"
  confidence = 0.88

  match "line" {
    fact    = "kernel.message"
    pattern = <<-EOT
      amdgpu.{0,60}(?:\[gfxhub\d*\]|\[mmhub\d*\]).{0,20}page fault|amdgpu.{0,60}ring \w+(?:_[\d.]+)? timeout
    EOT
  }
  message = "${line.found}"
}

rule "rocm-no-device" {
  title      = "No AMD GPU reaches the program"
  cause      = "gpu.not-exposed"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      hipErrorNoDevice|no ROCm-capable device is detected|Unable to open /dev/kfd
    EOT
  }
  message = "${line.found}"
}
