rule "seastar-memory" {
  cause      = "memory.host-exhausted"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      insufficient physical memory: needed \d+ available \d+|seastar - Failed to allocate \d+ bytes
    EOT
  }
  message = "${line.found}"
}
