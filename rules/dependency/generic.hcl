rule "connection-refused" {
  cause      = "dependency.refused"
  confidence = 0.6

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)(?:\[Errno (?:111|61)\] |target machine actively refused|os error 111|ECONNREFUSED|ConnectionRefusedError|connection refused|connect\(\) .{0,40}refused|Connection refused - connect\(2\))
    EOT
    where   = "not (line.level in ['info', 'debug', 'trace'] && not (line.message matches '(?i)exception|fail|errno|cannot|could not|unable|fatal|ECONNREFUSED|retry|Bad Gateway')) && not (line.message matches '^(?:duration|statement): ') && not (line.message matches '(?i)retry: Retry in \\\\d+s|for SYNC|✓|refused[:,]? .?(not authori[sz]ed|bad user)') && not (line.level == 'warning' && line.message matches '(?i)will (retry|try again)|retrying in|reconnect(ing)? in') && (line.level in ['error', 'fatal', 'warning'] || line.message matches '(?i)error|exception|fail|errno|cannot|could not|unable|fatal|not known|panic|gaierror')"
  }
  message = "${line.found}"
}

# A client that says it will try again has not failed by the first refusal.
rule "connection-refused-again" {
  cause      = "dependency.refused"
  confidence = 0.6
  within     = "10m"

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)ECONNREFUSED|ConnectionRefusedError|connection refused
    EOT
    where   = "line.level == 'warning' && line.message matches '(?i)will (retry|try again)|retrying in|reconnect(ing)? in'"
    count   = 2
  }
  message = "${line.found}"
}

rule "name-not-resolved" {
  cause      = "dependency.dns"
  confidence = 0.65

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)(?:name or service not known|temporary failure in name resolution|nodename nor servname provided|no such host|could not resolve host|bad address .|getaddrinfo failed|Name does not resolve|because it's not resolvable|failed to lookup address information|No resolvable bootstrap urls|non-existing domain|getaddrinfo\(host=\S+ err=\d+\): )
    EOT
    where   = "not (line.message matches 'IP address .* could not be resolved') && (line.level in ['error', 'fatal', 'warning'] || line.message matches '(?i)error|exception|fail|errno|cannot|could not|unable|fatal|not known|panic|gaierror')"
  }
  message = "${line.found}"
}

rule "connection-timed-out" {
  cause      = "dependency.timeout"
  confidence = 0.55

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)(?:connection timed out|connect(?:ion)? timeout|no route to host|network is unreachable|host is unreachable|\[Errno (?:110|113|101)\]|connection attempt timed out|timed out while connecting|timed out connecting|System\.TimeoutException: The operation has timed out|configured HttpClient\.Timeout|upstream request timeout|cURL error 28\b|DEADLINE_EXCEEDED|network timeout at: |timeout of \d+ms exceeded|Did not observe any item or terminal signal within|Timeout during connection attempt|Execution Timeout Expired|\b100% packet loss|Net::ReadTimeout|TimeoutError: timed out|(?:httpx|httpcore|aiohttp|urllib3|asyncio|requests)[\w.]*\.(?:Connect|Read|Server|Pool|Socket)?Timeout(?:Error|Exception)?\b)
    EOT
    where   = "not (line.message matches '(?i)retry: Retry in [0-9]|retry [0-9]+ scheduled|attempt (?:1 ?(?:/|of) ?[2-9]|2 ?(?:/|of) ?[3-9])') && (line.level != 'debug' && line.level != 'trace' && line.level != 'info')"
  }
  message = "${line.found}"
}

rule "tool-bad-address" {
  cause      = "dependency.dns"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      \b(?:wget|ping|nc|telnet|traceroute): bad address '(?P<host>[\w.-]+)
    EOT
  }
  peer    = "endpoint(line.capture.host, 0)"
  message = "${line.found}"
}

rule "ssh-refused" {
  cause      = "dependency.refused"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      ssh: connect to host (?P<host>\S+) port (?P<port>\d+): Connection refused
    EOT
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "${line.found}"
}
