rule "ssh-host-key" {
  title      = "The git server's host key is unknown or has changed"
  cause      = "tls.untrusted"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED
    EOT
  }
  message = "The git server's host key is unknown or has changed"
}
