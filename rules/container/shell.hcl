# What shells and init programs say when the program can't be started.

rule "shell-command-not-found" {
  cause      = "container.command-not-found"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?m)^\S+: (?:exec: )?(?:line )?\d+: [\w./+-]+\r?: (?:command )?not found\r?$|\benv: [‘'][\w.+-]+[’']: No such file or directory|^(?:/\S+|\w*sh): [\w./+-]+: (?:command )?not found\r?$
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "A command is not there: ${line.found}"
}

rule "shell-script-missing" {
  cause      = "container.command-not-found"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?m)^(?:/bin/)?(?:ba|da|z|k)?sh: (?:line \d+: |\d+: )?(?:[Cc]an(?:no|')t open '?[^\s':]+'?|(?:/[\w./-]+): No such file or directory|can't open '[^']+'|\S+: cannot execute: required file not found)
    EOT
  }
  message = "${line.found}"
}

rule "shell-carriage-return" {
  cause      = "container.command-not-found"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      \$'\S*\\r': command not found|near unexpected token `\$'\S*\\r\'
    EOT
  }
  message = "The script has Windows line ends: ${line.found}"
}

rule "init-command-not-found" {
  cause      = "container.command-not-found"
  confidence = 0.94

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      \[FATAL tini \(\d+\)\] exec \S+ failed: No such file|\[dumb-init\] \S+: No such file|su-exec: \S+: No such file|gosu: .{0,40}executable file not found|s6-\w+: (?:warning|fatal): unable to (?:exec|spawn) \S+: No such file
    EOT
  }
  message = "${line.found}"
}

rule "shell-not-executable" {
  cause      = "container.not-executable"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?m)^(?:/bin/)?(?:ba|da|z|k)?sh: (?:line \d+: |\d+: )?[\w./-]+: (?:cannot execute: )?Permission denied$|\[FATAL tini \(\d+\)\] exec \S+ failed: Permission denied|su-exec: \S+: Permission denied|\[dumb-init\] \S+: Permission denied|(?m)^/bin/(?:ba)?sh: bad interpreter: Permission denied
    EOT
    where   = "not (line.message matches '[.](log|txt|json|pid|csv|tmp|out|db): ')"
  }
  message = "${line.found}"
}

rule "wait-for-gave-up" {
  cause      = "dependency.timeout"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      timeout occurred after waiting \d+ seconds for (?P<host>[\w.-]+):(?P<port>\d+)|Timeout after \S+ waiting on dependencies to become available: \[(?:[^\]]*)\]|[\w.-]+:\d+ (?:is )?(?:still )?(?:not|un)available|Operation timed out$
    EOT
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "${line.found}"
}

rule "env-cannot-execute" {
  cause      = "container.not-executable"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      \benv: can.t execute \S+: Permission denied
    EOT
  }
  message = "The program lacks its execute bit: ${line.found}"
}
