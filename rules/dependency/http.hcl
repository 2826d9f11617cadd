rule "http-refused" {
  cause      = "dependency.refused"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      HTTPS?Connection(?:Pool)?\(host='(?P<host>[^']+)', port=(?P<port>\d+)\)[\s\S]{0,400}?Connection refused
    EOT
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "${line.found}"
}

rule "http-dns" {
  cause      = "dependency.dns"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      HTTPS?Connection(?:Pool)?\(host='(?P<host>[^']+)', port=(?P<port>\d+)\)[\s\S]{0,400}?(?:Name or service not known|Temporary failure in name resolution|NameResolutionError|nodename nor servname|Failed to resolve)
    EOT
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "${line.found}"
}

rule "http-timeout" {
  cause      = "dependency.timeout"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      HTTPS?Connection(?:Pool)?\(host='(?P<host>[^']+)', port=(?P<port>\d+)\)[\s\S]{0,400}?(?:timed out|Read timed out|ConnectTimeout|No route to host)
    EOT
    where   = "not (line.message contains 'Retrying (Retry(total=') && not (line.message matches '(?i)retry: Retry in [0-9]|attempt (?:1 ?(?:/|of) ?[2-9]|2 ?(?:/|of) ?[3-9])')"
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "${line.found}"
}

# urllib3 warns of each try; the last one raises. One slow answer is no failure.
rule "http-retries" {
  cause      = "dependency.timeout"
  confidence = 0.8
  within     = "5m"

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Retrying \(Retry\(total=\d+[\s\S]{0,200}after connection broken by [\s\S]{0,200}HTTPS?Connection(?:Pool)?\(host='(?P<host>[^']+)', port=(?P<port>\d+)\)[\s\S]{0,400}?(?:timed out|ConnectTimeout|No route to host)
    EOT
    count   = 3
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "${line.count} requests to ${line.capture.host} timed out and were tried again"
}

rule "curl-refused" {
  cause      = "dependency.refused"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Failed to connect to (?P<host>[\w.-]+) port (?P<port>\d+)[^\n]{0,60}(?:Connection refused|Could ?n.t connect to server)|Connection refused \((?:[\w.-]+):(?:\d+)\)
    EOT
    where   = "not (line.message contains '(28)')"
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "${line.found}"
}

rule "curl-dns" {
  cause      = "dependency.dns"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Could not resolve host: (?P<host>[\w.-]+)|unable to resolve host (?:address )?.?(?:[\w.-]+)
    EOT
  }
  peer    = "endpoint(line.capture.host, 0)"
  message = "${line.found}"
}

rule "nginx-upstream-refused" {
  cause      = "dependency.refused"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      connect\(\) failed \((?:111|61): Connection refused\) while connecting to upstream.{0,400}upstream: "\w+://(?P<host>[\w.-]+):(?P<port>\d+)
    EOT
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "${line.found}"
}

rule "nginx-upstream-dns" {
  cause      = "dependency.dns"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      host not found in upstream "(?P<host>[\w.-]+)(?::(?P<port>\d+))?"|(?P<name>[\w.-]+) could not be resolved \(\d+: 
    EOT
  }
  peer    = "endpoint(line.capture.name == '' ? line.capture.host : line.capture.name, line.capture.port)"
  message = "${line.found}"
}

rule "nginx-upstream-timeout" {
  cause      = "dependency.timeout"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      upstream timed out \((?:110|60): .{0,40}\) while (?:connecting to|reading response header from) upstream
    EOT
  }
  message = "${line.found}"
}

rule "rate-limited" {
  cause      = "dependency.overloaded"
  confidence = 0.75

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:429 (?:Client Error: )?Too Many Requests|Too Many Requests for url|RateLimitError|rate_limit_exceeded|503 Slow Down|SlowDown: Please reduce)
    EOT
  }
  message = "${line.found}"
}

rule "curl-timed-out" {
  cause      = "dependency.timeout"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      curl: \(28\)(?: Failed to connect to (?P<host>[\w.-]+) port (?P<port>\d+))?
    EOT
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "${line.found}"
}
