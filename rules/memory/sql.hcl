rule "machine-too-small" {
  cause      = "memory.host-exhausted"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      requires a machine with at least \d+ megabytes of memory|requires more system memory \(
    EOT
  }
  message = "The machine has less memory than the program asks for: ${line.found}"
}
