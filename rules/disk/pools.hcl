# What tools that list pools and arrays of disks say of them.

rule "pool-degraded" {
  title      = "A pool lists a device that failed"
  cause      = "disk.io-error"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?m)^\s*(?i-s:state): (?:DEGRADED|FAULTED|UNAVAIL|SUSPENDED)\b|One or more devices (?:has|have|could not be|are faulted|is currently being)[^\n]{0,60}(?:unrecoverable error|faulted|opened|used because)|^md\d+ : active [^\n]*\(F\)
    EOT
  }
  message = "${line.found}"
}
