rule "gpu-shut-down-hot" {
  cause      = "gpu.overheat"
  confidence = 0.93

  match "line" {
    fact    = "kernel.message"
    pattern = <<-EOT
      (?i)GPU .{0,60}(?:shut ?down|slow(?:ed|s)? down).{0,40}(?:thermal|overheat|temperature)|thermal (?:shutdown|trip).{0,40}GPU
    EOT
  }
  message = "${line.found}"
}
