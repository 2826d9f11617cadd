rule "image-user-unknown" {
  cause      = "config.invalid"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:find|chown|su|gosu|install): (?:invalid|unknown) (?:user|group):? '?(?:[\w.-]+)|failed switching to "(?:[^"]+)": unable to find user
    EOT
  }
  message = "The image has no such user: ${line.found}"
}
