rule "amqp-refused" {
  cause      = "dependency.refused"
  confidence = 0.9
  quiet      = "10m"

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Cannot connect to (?:py)?amqps?://\S*?@(?P<host>[\w.-]+):(?P<port>\d+)/\S*: (?:\[Errno (?:111|61)\] (?:ECONNREFUSED|Connection refused)|.*Connection refused)|AMQPConnectionError.*Connection refused
    EOT
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "${line.found}"

  until "back" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)connected to (?:redis|amqp|postgres|mysql|mongo|broker|database|kafka|rabbit|nats|server)|celery@\S+ ready|connection (?:re-?)?established|successfully (?:re)?connected|reconnected|(?:database|redis|broker|postgres|mysql|postgresql|db|dependenc(?:y|ies)|cache|mongo|server) (?:is|are) (?:now )?(?:up|ready|available|reachable)|is ready to accept|connection (?:is )?(?:restored|recovered)
    EOT
    where   = "same(back, line)"
  }
}
