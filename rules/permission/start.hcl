rule "image-wants-another-user" {
  cause      = "permission.file"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      belongs to uid \d+ instead of \d+|fchown fds permission denied|lacking the privileges to fix it
    EOT
  }
  message = "The image expects to start as another user: ${line.found}"
}
