rule "python-traceback" {
  cause      = "app.exception"
  confidence = 0.5

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Traceback \(most recent call last\)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${last_line(line.message)}"
}

rule "jvm-exception" {
  cause      = "app.exception"
  confidence = 0.5

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:Exception in thread "|Caused by: [\w.$]+(?:Exception|Error)\b|APPLICATION FAILED TO START|Application run failed)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "go-panic" {
  cause      = "app.exception"
  confidence = 0.6

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?m)^panic: |\bpanic: runtime error|nil pointer dereference|fatal error: (?:all goroutines are asleep|concurrent map)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "node-uncaught" {
  cause      = "app.exception"
  confidence = 0.55

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:UnhandledPromiseRejection|Unhandled (?:promise )?[Rr]ejection|uncaughtException|ERR_UNHANDLED_REJECTION|throw er; // Unhandled 'error' event|(?m)^(?:Uncaught )?(?:Type|Reference|Syntax|Range)Error: |Node\.js v\d+\.\d+\.\d+$|triggerUncaughtException)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "other-runtime-exception" {
  cause      = "app.exception"
  confidence = 0.5

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:thread '[^']+' (?:\(\d+\) )?panicked at|Unhandled exception\. |PHP Fatal error: |Fatal error: Uncaught|Uncaught (?:\w+\\)*\w*(?:Exception|Error)\b|\(\w+Error\)$|: unhandled exception|(?m)^\S+\.rb:\d+:in .{1,80}: .+ \(\w+(?:::\w+)*\)|terminating with uncaught|goroutine \d+ \[running\]|Application startup failed|error: uncaught)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "python-syntax-error" {
  cause      = "app.exception"
  confidence = 0.6

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?m)^(?:SyntaxError|IndentationError|TabError|RecursionError|UnboundLocalError|NameError|ZeroDivisionError|AssertionError): 
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "erlang-perl-crash" {
  cause      = "app.exception"
  confidence = 0.55

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:Kernel pid terminated|init terminating in do_boot|CRASH REPORT|Crash dump is being written|died at \S+ line \d+|Died at \S+ line|Uncaught exception in|Unhandled error in|\*\*\* (?:Error|ERROR) in|BOOT FAILED|FATAL ERROR: )
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace']) && not (line.message matches '(?i)heap out of memory|Reached heap limit|address_in_use|eaddrinuse|eacces')"
  }
  message = "${line.found}"
}
