rule "mongo-server-selection" {
  cause      = "dependency.refused"
  confidence = 0.85
  quiet      = "10m"

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?P<host>[\w.-]+):(?P<port>\d+): \[Errno (?:111|61)\] Connection refused
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

rule "mongo-not-primary" {
  cause      = "dependency.read-only"
  confidence = 0.9
  quiet      = "10m"

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:NotWritablePrimary|NotPrimaryNoSecondaryOk|not (?:master|primary) and (?:slaveOk|secondaryOk)=false|NotPrimaryError)
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

rule "mongo-server-selection-timeout" {
  cause      = "dependency.timeout"
  confidence = 0.7
  quiet      = "10m"

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:ServerSelectionTimeoutError|MongoServerSelectionError|MongoTimeoutException).*(?:timed out|Timeout|No servers)
    EOT
    where   = "not (line.message contains 'refused')"
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
