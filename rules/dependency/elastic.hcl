rule "elastic-refused" {
  cause      = "dependency.refused"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:elasticsearch|opensearch|elastic_transport)[\w.]*\.(?:ConnectionError|NoLivingConnections)|NoLivingConnectionsError|Unable to retrieve version information from Elasticsearch nodes|None of the configured nodes (?:are|were) available|No living connections|Elasticsearch is (?:unreachable|not running)|Unable to revive connection
    EOT
  }
  message = "${line.found}"
}
