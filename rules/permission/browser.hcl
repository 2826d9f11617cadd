rule "chrome-sandbox" {
  cause      = "permission.seccomp"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      No usable sandbox!|Running as root without --no-sandbox is not supported|Failed to move to new namespace|The setuid sandbox is not running as root|SUID sandbox helper binary was found, but is not configured correctly
    EOT
  }
  message = "Chrome's sandbox can't be set up in this container: ${line.found}"
}
