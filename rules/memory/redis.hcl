rule "redis-allocation-failed" {
  cause      = "memory.host-exhausted"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:Redis|Valkey|KeyDB) aborting for OUT OF MEMORY|Out Of Memory allocating \d+ bytes
    EOT
  }
  message = "${line.found}"
}
