rule "qdrant-grpc-unavailable" {
  cause      = "dependency.refused"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:StatusCode\.UNAVAILABLE|code = Unavailable|status: Unavailable|UNAVAILABLE: )[\s\S]{0,300}?(?:ipv[46]:(?P<host>[\d.]+):(?P<port>\d+).{0,80})?(?:Connection refused|connection refused|Failed to connect to remote host|failed to connect to all addresses|transport: Error while dialing)
    EOT
    where   = "not (line.message matches '(?i)containerd[.]sock|crio') && not (line.level in ['debug', 'trace'])"
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "${line.found}"
}

rule "ollama-not-running" {
  cause      = "dependency.refused"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:could not connect to (?:a running )?[Oo]llama|ollama server not responding|Failed to connect to Ollama|ConnectError: All connection attempts failed|(?:httpx|httpcore)\.ConnectError: \[Errno (?:111|61)\])
    EOT
  }
  message = "${line.found}"
}

rule "httpx-name-not-resolved" {
  cause      = "dependency.dns"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:httpx|httpcore|aiohttp)[\w.]*\.\w*(?:ConnectError|ClientConnectorError|ClientConnectorDNSError).{0,120}(?:\[Errno -[235]\]|Name or service|Temporary failure|nodename)|Cannot connect to host (?P<host>[\w.-]+):(?P<port>\d+) ssl:\w+ \[(?:Name or service not known|Temporary failure in name resolution|Domain name not found)
    EOT
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "${line.found}"
}

rule "aiohttp-refused" {
  cause      = "dependency.refused"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Cannot connect to host (?P<host>[\w.-]+):(?P<port>\d+) ssl:\w+ \[(?:Connect call failed|Connection refused|Multiple exceptions: .{0,40}Connect call failed)
    EOT
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "${line.found}"
}

rule "vector-store-refused" {
  cause      = "dependency.refused"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Could not connect to a Chroma server|Fail connecting to server on (?P<host>[\w.-]+):(?P<port>\d+)|failed to connect to etcd|Connection to Weaviate failed
    EOT
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "The vector store, or what it needs, does not answer: ${line.found}"
}
