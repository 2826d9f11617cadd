rule "go-refused" {
  cause      = "dependency.refused"
  confidence = 0.92
  quiet      = "10m"

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      dial tcp (?P<host>[\w.-]+|\[[0-9a-f:]+\]):(?P<port>\d+): (?:connect: )?connection refused
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

rule "go-dns" {
  cause      = "dependency.dns"
  confidence = 0.92
  quiet      = "10m"

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      dial tcp: lookup (?P<host>[\w.-]+)(?: on \S+)?: (?:no such host|server misbehaving|i/o timeout|Temporary failure)
    EOT
  }
  peer    = "endpoint(line.capture.host, 0)"
  message = "${line.found}"

  until "back" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)connected to (?:redis|amqp|postgres|mysql|mongo|broker|database|kafka|rabbit|nats|server)|celery@\S+ ready|connection (?:re-?)?established|successfully (?:re)?connected|reconnected|(?:database|redis|broker|postgres|mysql|postgresql|db|dependenc(?:y|ies)|cache|mongo|server) (?:is|are) (?:now )?(?:up|ready|available|reachable)|is ready to accept|connection (?:is )?(?:restored|recovered)
    EOT
    where   = "same(back, line)"
  }
}

rule "go-timeout" {
  cause      = "dependency.timeout"
  confidence = 0.9
  quiet      = "10m"

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      dial tcp (?P<host>[\w.-]+|\[[0-9a-f:]+\]):(?P<port>\d+): (?:i/o timeout|connect: (?:no route to host|network is unreachable|connection timed out|host is unreachable))
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
