rule "git-rejected" {
  cause      = "auth.wrong-password"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Permission denied \(publickey|HTTP Basic: Access denied|Authentication failed for 'https?://|remote: Invalid username or (?:password|token)|Support for password authentication was removed
    EOT
    where   = "not (line.logger matches 'sshd') && not (line.message matches 'preauth|sshd')"
  }
  message = "The git server rejects the key or token: ${line.found}"
}

rule "git-no-credentials" {
  cause      = "auth.missing-password"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      could not read (?:Username|Password) for 'https?://
    EOT
  }
  message = "${line.found}"
}
