rule "nginx-upstream-name" {
  cause      = "tls.name-mismatch"
  confidence = 0.94

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      upstream SSL certificate does not match "(?:[^"]+)"
    EOT
  }
  message = "${line.found}"
}
