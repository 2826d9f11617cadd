rule "nats-no-servers" {
  cause      = "dependency.refused"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      nats: (?:no servers available|no responders available|timeout)|NatsError: CONNECTION_REFUSED|nats: outbound buffer limit
    EOT
  }
  message = "NATS does not answer the program: ${line.found}"
}

rule "nats-limits" {
  cause      = "dependency.overloaded"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Slow Consumer Detected|maximum connections exceeded|maximum subscriptions exceeded|nats: slow consumer
    EOT
  }
  message = "${line.found}"
}

rule "nats-storage-full" {
  cause      = "dependency.memory-full"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      insufficient (?:storage|memory) resources available|maximum (?:bytes|messages) exceeded|JetStream (?:resource limits|out of resources|out of memory|out of storage)
    EOT
  }
  message = "${line.found}"
}
