rule "haproxy-certificate-missing" {
  cause      = "config.secret-missing"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      unable to (?:stat|load|open) (?:SSL )?certificate (?:from )?file '(?:[^']+)' : No such file
    EOT
  }
  message = "${line.found}"
}
