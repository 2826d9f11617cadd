rule "podman-locks" {
  cause      = "limit.processes"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      exceeded num_locks \(\d+\)
    EOT
  }
  message = "${line.found}"
}
