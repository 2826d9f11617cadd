rule "amqp-refused" {
  cause      = "dependency.refused"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Cannot connect to (?:py)?amqps?://\S*?@(?P<host>[\w.-]+):(?P<port>\d+)/\S*: (?:\[Errno (?:111|61)\] (?:ECONNREFUSED|Connection refused)|.*Connection refused)|AMQPConnectionError.*Connection refused
    EOT
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "${line.found}"
}
