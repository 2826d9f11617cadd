rule "haproxy-address" {
  cause      = "dependency.dns"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      could not resolve address '(?P<host>[^']+)\'
    EOT
  }
  peer    = "endpoint(line.capture.host, 0)"
  message = "HAProxy can't resolve ${line.capture.host} and does not start"
}
