rule "shipper-cannot-connect" {
  cause      = "dependency.refused"
  confidence = 0.75

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      \[output:[\w.:-]+\] could not connect to (?P<host>[\w.-]+):(?P<port>\d+)|no upstream connections available|failed to flush the buffer|buffer overflow action=
    EOT
    where   = "not (line.level in ['info', 'debug'])"
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "The log shipper can't deliver: ${line.found}"
}
