rule "elastic-refused" {
  cause      = "dependency.refused"
  confidence = 0.85
  quiet      = "10m"

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:elasticsearch|opensearch|elastic_transport)[\w.]*\.(?:ConnectionError|NoLivingConnections)|NoLivingConnectionsError|Unable to retrieve version information from Elasticsearch nodes|None of the configured nodes (?:are|were) available|No living connections|Elasticsearch is (?:unreachable|not running)|Unable to revive connection
    EOT
  }
  message = "${line.found}"

  until "back" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)connected to (?:redis|amqp|postgres|mysql|mongo|broker|database|kafka|rabbit|nats|server)|celery@\S+ ready|connection (?:re-?)?established|successfully (?:re)?connected|reconnected|(?:database|redis|broker|postgres|mysql|postgresql|db|dependenc(?:y|ies)|cache|mongo|server) (?:is|are) (?:now )?(?:up|ready|available|reachable)|is ready to accept|connection (?:is )?(?:restored|recovered)
    EOT
    where   = "same(back, line)"
  }
}
