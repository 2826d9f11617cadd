rule "cassandra-no-peers" {
  cause      = "dependency.refused"
  confidence = 0.8

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Unable to gossip with any (?:peers|seeds)|Unable to contact any seeds|NoHostAvailable
    EOT
  }
  message = "Cassandra reaches none of its seeds: ${line.found}"
}

rule "cassandra-not-enough-replicas" {
  title      = "Too few Cassandra replicas are alive for the consistency asked for"
  cause      = "dependency.overloaded"
  confidence = 0.75

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Not enough replicas available for query|UnavailableException|OverloadedException
    EOT
  }
  message = "Too few Cassandra replicas are alive for the consistency asked for"
}

rule "cassandra-timeout" {
  cause      = "dependency.timeout"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:Read|Write)TimeoutException|OperationTimedOut: errors=|Cassandra timeout during
    EOT
  }
  message = "${line.found}"
}
