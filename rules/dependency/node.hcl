rule "node-refused" {
  cause      = "dependency.refused"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      connect ECONNREFUSED (?P<host>[\d.]+|\[?[0-9a-f:]+\]?|[\w.-]+):(?P<port>\d+)
    EOT
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "${line.found}"
}

rule "node-dns" {
  cause      = "dependency.dns"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      getaddrinfo (?:ENOTFOUND|EAI_AGAIN) (?P<host>[\w.-]+)
    EOT
  }
  peer    = "endpoint(line.capture.host, 0)"
  message = "${line.found}"
}

rule "node-timeout" {
  cause      = "dependency.timeout"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      connect (?:ETIMEDOUT|EHOSTUNREACH|ENETUNREACH) (?P<host>[\w.:-]+?):(?P<port>\d+)|\bETIMEDOUT\b|UND_ERR_CONNECT_TIMEOUT
    EOT
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "${line.found}"
}

rule "node-resolver-failed" {
  title      = "The DNS server gave no answer"
  cause      = "dependency.dns"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      \bquery(?:A|Aaaa|Any|Cname|Mx|Srv|Txt)? (?:ENOTFOUND|ETIMEOUT|ESERVFAIL|EREFUSED|ECONNREFUSED|ENODATA) (?P<host>[\w.-]+)
    EOT
  }
  peer    = "endpoint(line.capture.host, 0)"
  message = "${line.found}"
}
