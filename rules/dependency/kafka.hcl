rule "kafka-node-unavailable" {
  cause      = "dependency.refused"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Connection to node -?\d+ \((?P<host>[\w.-]+)(?:/[\d.]*)?:(?P<port>\d+)\) could not be established|(?P<host2>[\w.-]+):(?P<port2>\d+)/(?:bootstrap|\d+): Connect to \S+ failed: Connection refused
    EOT
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "${line.found}"
}

rule "kafka-no-brokers" {
  cause      = "dependency.refused"
  confidence = 0.8

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:NoBrokersAvailable|KafkaJSConnectionError|Local: All broker connections are down|All broker connections are down)
    EOT
  }
  message = "${line.found}"
}

rule "kafka-dns" {
  cause      = "dependency.dns"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Couldn't resolve server (?P<host>[\w.-]+):(?P<port>\d+) from bootstrap\.servers|(?P<host2>[\w.-]+):\d+/\w+: Failed to resolve
    EOT
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "${line.found}"
}
