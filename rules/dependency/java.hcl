rule "java-refused" {
  cause      = "dependency.refused"
  confidence = 0.82

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:java\.net\.ConnectException: Connection refused|Connection to (?P<host>[\w.-]+):(?P<port>\d+) refused|Connection refused: (?:no further information: )?(?:[\w.-]+)/[\d.]+:\d+)
    EOT
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "${line.found}"
}

rule "java-dns" {
  cause      = "dependency.dns"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:java\.net\.)?UnknownHostException: (?P<host>[A-Za-z][\w.-]*)
    EOT
  }
  peer    = "endpoint(line.capture.host, 0)"
  message = "${line.found}"
}

rule "java-timeout" {
  cause      = "dependency.timeout"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:ConnectTimeoutException|SocketTimeoutException: [Cc]onnect timed out|NoRouteToHostException|connect timed out|ConnectTimeoutException: connection timed out)
    EOT
  }
  message = "${line.found}"
}

rule "java-pool-exhausted" {
  cause      = "dependency.overloaded"
  confidence = 0.75

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Connection is not available, request timed out after \d+ms|Timeout waiting for connection from pool|QueuePool limit of size \d+ overflow \d+ reached
    EOT
  }
  message = "${line.found}"
}
