rule "proxy-backend-down" {
  cause      = "dependency.refused"
  confidence = 0.75
  quiet      = "10m"

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:backend .{1,60} has no server available|Server \S+/\S+ is DOWN, reason: Layer4 connection problem|502 Bad Gateway.{0,80}(?:refused|dial)|dial tcp .{1,60}connection refused|no live upstreams while connecting to upstream|<NOSRV>|503 Service Unavailable No server is available)
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
