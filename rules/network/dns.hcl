rule "dns-server-broken" {
  cause      = "dependency.dns"
  confidence = 0.75

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)(?:Timeout while contacting DNS servers|lookup .{1,80}: (?:server misbehaving|i/o timeout|connection refused)|;; connection timed out; no servers could be reached|SERVFAIL|NXDOMAIN|DNS (?:lookup|resolution) (?:failed|timed out)|resolv\.conf.{0,60}(?:missing|no nameserver)|can.t (?:find|resolve) \S+: |Unknown host|unknown host|No address associated with hostname|Could not resolve hostname|getaddrinfo.{0,20}failed|Host not found|could not be resolved)
    EOT
    where   = "not (line.message matches '(?i)find collection|potential DNS violation') && not (line.level in ['info', 'debug']) && not (line.message matches 'IP address .* could not be resolved')"
  }
  message = "${line.found}"
}
