rule "postgres-out-of-memory" {
  cause      = "memory.host-exhausted"
  confidence = 0.8

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?m)^(?:ERROR|FATAL|PANIC)?:? *out of memory$|Failed on request of size \d+ in memory context|could not map anonymous shared memory: Cannot allocate
    EOT
  }
  message = "PostgreSQL was given no more memory: ${line.found}"
}
