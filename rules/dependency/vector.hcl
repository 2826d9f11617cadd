rule "qdrant-grpc-unavailable" {
  cause      = "dependency.refused"
  confidence = 0.85
  quiet      = "10m"

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:StatusCode\.UNAVAILABLE|code = Unavailable|status: Unavailable|UNAVAILABLE: )[\s\S]{0,300}?(?:ipv[46]:(?P<host>[\d.]+):(?P<port>\d+).{0,80})?(?:Connection refused|connection refused|Failed to connect to remote host|failed to connect to all addresses|transport: Error while dialing)
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

rule "ollama-not-running" {
  cause      = "dependency.refused"
  confidence = 0.85
  quiet      = "10m"

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:could not connect to (?:a running )?[Oo]llama|ollama server not responding|Failed to connect to Ollama|ConnectError: All connection attempts failed|(?:httpx|httpcore)\.ConnectError: \[Errno (?:111|61)\])
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

rule "httpx-name-not-resolved" {
  cause      = "dependency.dns"
  confidence = 0.85
  quiet      = "10m"

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:httpx|httpcore|aiohttp)[\w.]*\.\w*(?:ConnectError|ClientConnectorError|ClientConnectorDNSError).{0,120}(?:\[Errno -[235]\]|Name or service|Temporary failure|nodename)|Cannot connect to host (?P<host>[\w.-]+):(?P<port>\d+) ssl:\w+ \[(?:Name or service not known|Temporary failure in name resolution|Domain name not found)
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

rule "aiohttp-refused" {
  cause      = "dependency.refused"
  confidence = 0.9
  quiet      = "10m"

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Cannot connect to host (?P<host>[\w.-]+):(?P<port>\d+) ssl:\w+ \[(?:Connect call failed|Connection refused|Multiple exceptions: .{0,40}Connect call failed)
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
