rule "perl-died" {
  cause      = "app.exception"
  confidence = 0.55
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      [Dd]ied at \S+ line \d+|Can't call method "[^"]+" (?:on an undefined value|without a package)|\bat \S+\.p[lm] line \d+\.$
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "r-lua-julia-error" {
  cause      = "app.exception"
  confidence = 0.55
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?m)^Execution halted$|^Error in .{1,120} : .+|lua entry thread aborted: .*|ERROR: LoadError: .*|attempt to (?:index|call|compare) .{1,60}\(a nil value\)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace']) && not (line.message contains 'there is no package called')"
  }
  message = "${line.found}"
}

rule "swift-haskell-error" {
  cause      = "app.exception"
  confidence = 0.5
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:Swift|\.swift).{0,60}: Fatal error: .*|CallStack \(from HasCallStack\)|: unhandled exception
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "shell-syntax" {
  cause      = "app.exception"
  confidence = 0.6
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?m)^\S+: (?:line )?\d+: [Ss]yntax error.*
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "uncaught-in-handler" {
  cause      = "app.exception"
  confidence = 0.5
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Uncaught [Ee]xception(?: in|: )|Unhandled error in|\*\*\* (?:Error|ERROR) in|Application startup failed|(?m)^FATAL ERROR: .+
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace']) && not (line.message matches '(?i)heap out of memory|Reached heap limit|heap limit')"
  }
  message = "${line.found}"
}

rule "qualified-exception" {
  cause      = "app.exception"
  confidence = 0.45
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?m)^(?:\w+\.)*(?:[a-z_]\w*\.)+[A-Z]\w*(?:Error|Exception|Failure): .*
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace']) && not (line.message matches 'ClientAbortException|: Broken pipe')"
  }
  message = "${line.found}"
}

rule "bare-exception" {
  cause      = "app.exception"
  confidence = 0.45
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?m)^[A-Z]\w*(?:Error|Exception): .+|^[A-Z]\w*Error \[[A-Z_]+\]: .+|Uncaught \(in promise\): \w*Error
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace']) && not (line.message matches '(?i)it probably closed the socket|E11000|unique constraint|duplicate key|write error$|broken pipe|socket hang up')"
  }
  message = "${line.found}"
}
