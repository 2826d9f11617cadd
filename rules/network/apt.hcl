rule "package-index-dns" {
  cause      = "dependency.dns"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Temporary failure resolving '(?P<host>[^']+)'|Could not resolve '(?P<host2>[^']+)'|temporary error \(try again later\)
    EOT
  }
  peer    = "endpoint(line.capture.host != '' ? line.capture.host : line.capture.host2, 0)"
  message = "The package server's name does not resolve: ${line.found}"
}
