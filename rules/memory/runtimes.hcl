rule "netty-direct-memory" {
  cause      = "memory.heap-limit"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      JVM heap space is exhausted|OutOfDirectMemoryError: failed to allocate \d+ byte\(s\) of direct memory \(used: \d+, max: \d+\)|OutOfDirectMemoryError
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "dotnet-out-of-memory" {
  cause      = "memory.heap-limit"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?m)^Out of memory\.$|GC heap initialization failed|Failed to create CoreCLR, HRESULT: 0x8007000E|Insufficient memory to continue the execution of the program
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "php-out-of-memory" {
  cause      = "memory.heap-limit"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Out of memory \(allocated \d+(?: bytes)?\) \((?:at|tried)
    EOT
  }
  message = "${line.found}"
}

rule "jvm-cannot-reserve" {
  cause      = "memory.host-exhausted"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Could not reserve enough space for .{0,40}object heap|os::commit_memory\(.{1,120} failed; error='(?:Not enough space|Cannot allocate memory)\'
    EOT
  }
  message = "${line.found}"
}

rule "build-killed" {
  cause      = "memory.host-exhausted"
  confidence = 0.6

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      npm (?:ERR!|error) errno 137|Command failed with signal "?SIGKILL|(?m)^Killed$|error: could not compile .{0,80}signal: 9|c\+\+: fatal error: Killed signal terminated program
    EOT
  }
  message = "A program was killed, mostly for want of memory: ${line.found}"
}
