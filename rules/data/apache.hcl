rule "server-already-running" {
  cause      = "data.locked"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      httpd \(pid (?:\d+)\) already running|Another instance of Certbot is already running
    EOT
  }
  message = "${line.found}"
}
