rule "nats-rejected" {
  cause      = "auth.wrong-password"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      nats: (?i:authorization violation|authentication expired)|cid:\d+ (?:- "[^"\n]{0,80}" )?- authentication error|AUTHORIZATION_VIOLATION
    EOT
  }
  message = "${line.found}"
}
