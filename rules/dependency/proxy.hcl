rule "proxy-backend-down" {
  cause      = "dependency.refused"
  confidence = 0.75

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:502 Bad Gateway.{0,80}(?:refused|dial)|dial tcp .{1,60}connection refused|no live upstreams while connecting to upstream|503 Service Unavailable No server is available)
    EOT
    where   = "not (line.level in ['debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "haproxy-server-down" {
  cause      = "dependency.refused"
  confidence = 0.8

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      backend .{1,60} has no server available|Server (?:\S+/\S+) is DOWN, reason: (?:Layer4 connection problem|Layer7|Socket error)|<NOSRV>
    EOT
  }
  message = "HAProxy has no working server behind it: ${line.found}"

  until "up" {
    fact    = "log.line"
    pattern = <<-EOT
      Server \S+/\S+ is UP
    EOT
    where   = "same(up, line)"
  }
}

rule "haproxy-server-timeout" {
  cause      = "dependency.timeout"
  confidence = 0.82

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Server (?:\S+/\S+) is DOWN, reason: Layer[467] timeout
    EOT
  }
  message = "HAProxy can't reach a server in time: ${line.found}"

  until "up" {
    fact    = "log.line"
    pattern = <<-EOT
      Server \S+/\S+ is UP
    EOT
    where   = "same(up, line)"
  }
}
