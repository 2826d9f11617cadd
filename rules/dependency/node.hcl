rule "node-refused" {
  cause      = "dependency.refused"
  confidence = 0.92
  quiet      = "10m"

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      connect ECONNREFUSED (?P<host>[\d.]+|\[?[0-9a-f:]+\]?|[\w.-]+):(?P<port>\d+)
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

rule "node-dns" {
  cause      = "dependency.dns"
  confidence = 0.92
  quiet      = "10m"

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      getaddrinfo (?:ENOTFOUND|EAI_AGAIN) (?P<host>[\w.-]+)
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

rule "node-timeout" {
  cause      = "dependency.timeout"
  confidence = 0.88
  quiet      = "10m"

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      connect (?:ETIMEDOUT|EHOSTUNREACH|ENETUNREACH) (?P<host>[\w.:-]+?):(?P<port>\d+)|\bETIMEDOUT\b|UND_ERR_CONNECT_TIMEOUT
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
