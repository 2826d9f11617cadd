rule "proxy-backend-down" {
  cause      = "dependency.refused"
  confidence = 0.75

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:backend .{1,60} has no server available|Server \S+/\S+ is DOWN, reason: Layer4 connection problem|502 Bad Gateway.{0,80}(?:refused|dial)|dial tcp .{1,60}connection refused|no live upstreams while connecting to upstream|<NOSRV>|503 Service Unavailable No server is available)
    EOT
  }
  message = "${line.found}"
}
