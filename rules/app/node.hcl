rule "node-uncaught" {
  cause      = "app.exception"
  confidence = 0.55
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      UnhandledPromiseRejection|Unhandled (?:promise )?[Rr]ejection|uncaughtException|ERR_UNHANDLED_REJECTION|throw er; // Unhandled 'error' event|triggerUncaughtException
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "javascript-error" {
  cause      = "app.exception"
  confidence = 0.55
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?m)^(?:Uncaught )?(?:Type|Reference|Syntax|Range|Eval)Error(?: \[\w+\])?: .+
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "node-died" {
  cause      = "app.exception"
  confidence = 0.5
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?m)^Node\.js v\d+\.\d+\.\d+$
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "nest-dependencies" {
  cause      = "app.exception"
  confidence = 0.75

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Nest can't resolve dependencies of the (?:\w+)|Nest cannot create the \w+ instance
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "deno-bun-uncaught" {
  cause      = "app.exception"
  confidence = 0.55
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      error: Uncaught|(?m)^Bun v\d+\.\d+\.\d+.* \(Linux
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "node-build-missing" {
  cause      = "config.invalid"
  confidence = 0.8

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Could not find a production build in the '(?P<dir>[^']+)' directory
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "There is no production build in ${line.capture.dir}; run the build before the start"
}
