rule "rust-panic" {
  cause      = "app.exception"
  confidence = 0.5
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      thread '[^']+' (?:\(\d+\) )?panicked at.*
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${last_line(line.message)}"
}

rule "rust-main-error" {
  cause      = "app.exception"
  confidence = 0.45
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?m)^Error: (?P<error>[A-Z]\w+(?: \{ .* \}|\(.*\)))$
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "main returned ${line.capture.error}"
}

rule "rust-stack-overflow" {
  cause      = "app.segfault"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      has overflowed its stack|fatal runtime error: stack overflow
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}
