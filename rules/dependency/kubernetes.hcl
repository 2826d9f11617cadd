rule "api-server-refused" {
  cause      = "dependency.refused"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      The connection to the server (?P<host>[\w.-]+):(?P<port>\d+) was refused|no endpoints available for service "(?:[^"]+)"
    EOT
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "The API server or a service behind it is not there: ${line.found}"
}

rule "api-server-timeout" {
  cause      = "dependency.timeout"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Unable to connect to the server: [^\n]{0,80}(?:timeout|deadline|no route)|error retrieving resource lock[^\n]{1,240}(?:deadline exceeded|timed out|i/o timeout)|INSTALLATION FAILED: (?:context deadline exceeded|timed out)|UPGRADE FAILED: (?:context deadline exceeded|timed out)
    EOT
  }
  message = "${line.found}"
}

rule "cluster-dns-upstream" {
  title      = "CoreDNS gets no answer from the name server behind it"
  cause      = "dependency.dns"
  confidence = 0.75
  within     = "10m"

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      plugin/errors: \d+ (?:[\w.-]+)\. \w+: read udp .{1,80}i/o timeout
    EOT
    count   = 2
  }
  message = "CoreDNS gets no answer from the name server behind it"
}
