rule "python-traceback" {
  cause      = "app.exception"
  confidence = 0.5
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Traceback \(most recent call last\)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${last_line(line.message)}"
}

rule "python-exception-group" {
  cause      = "app.exception"
  confidence = 0.55
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?m)^\s*\| (?:[\w.]+\.)?(?:Base)?ExceptionGroup: (?P<error>.+)$
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.capture.error}"
}

rule "python-builtin-error" {
  cause      = "app.exception"
  confidence = 0.6
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?m)^(?:SyntaxError|IndentationError|TabError|RecursionError|UnboundLocalError|NameError|ZeroDivisionError|AssertionError): .*
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "python-task-exception" {
  cause      = "app.exception"
  confidence = 0.55
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Task exception was never retrieved|Exception in ASGI application|Exception ignored in thread started by
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${last_line(line.message)}"
}

rule "django-system-check" {
  cause      = "app.exception"
  confidence = 0.8

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      SystemCheckError: System check identified|^CommandError: (?:.*)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}
