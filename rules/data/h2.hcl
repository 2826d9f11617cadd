rule "h2-locked" {
  cause      = "data.locked"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Database may be already in use
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "h2-version" {
  cause      = "data.version-mismatch"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Unsupported database file version or invalid file header|The write format \d+ is (?:larger|smaller) than the supported format
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}
