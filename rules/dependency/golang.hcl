rule "go-refused" {
  cause      = "dependency.refused"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      dial tcp (?P<host>[\w.-]+|\[[0-9a-f:]+\]):(?P<port>\d+): (?:connect: )?connection refused
    EOT
    where   = "not (line.level in ['debug', 'trace'])"
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "${line.found}"
}

rule "go-dns" {
  cause      = "dependency.dns"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      dial tcp: lookup (?P<host>[\w.-]+)(?: on \S+)?: (?:no such host|server misbehaving|i/o timeout|Temporary failure)
    EOT
  }
  peer    = "endpoint(line.capture.host, 0)"
  message = "${line.found}"
}

rule "go-timeout" {
  cause      = "dependency.timeout"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      dial tcp (?P<host>[\w.-]+|\[[0-9a-f:]+\]):(?P<port>\d+): (?:i/o timeout|connect: (?:no route to host|network is unreachable|connection timed out|host is unreachable))
    EOT
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "${line.found}"
}

rule "go-socket-missing" {
  title      = "Nothing listens on the local socket"
  cause      = "dependency.refused"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      dial unix \S+: connect: (?:no such file or directory|connection refused)
    EOT
    where   = "not (line.message matches 'docker[.]sock|containerd[.]sock|podman[.]sock|crio[.]sock') && not (line.level in ['info', 'debug', 'trace'])"
  }
  message = "Nothing listens on the local socket; in a container the server is elsewhere: ${line.found}"
}
