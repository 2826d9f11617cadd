rule "storage-endpoint-refused" {
  cause      = "dependency.refused"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Could not connect to the endpoint URL: "https?://(?P<host>[\w.-]+)(?::(?P<port>\d+))?
    EOT
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "No object storage answers: ${line.found}"
}

rule "storage-slow-down" {
  cause      = "dependency.overloaded"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      \(SlowDown\) when calling|<Code>SlowDown</Code>|reduce your request rate
    EOT
  }
  message = "${line.found}"
}
