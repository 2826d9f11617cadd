rule "build-file-not-in-context" {
  cause      = "config.invalid"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      failed to (?:compute cache key|calculate checksum of ref)[^\n]{0,200}not found|COPY failed: (?:file not found|stat)|ADD failed: file not found|failed to read dockerfile: open|forbidden path outside the build context|lstat \S+: no such file or directory$
    EOT
    where   = "line.message matches '(?i)failed|error|forbidden'"
  }
  message = "The build asks for a file that its context does not hold: ${line.found}"
}

rule "dockerfile-invalid" {
  cause      = "config.invalid"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      [Dd]ockerfile parse error|unknown instruction: |target stage "?[^"\n]+"? could not be found|granting entitlement \S+ is not allowed|is not supported for the docker driver|unset ssh forward key|base name \(\S+\) should not be blank|circular dependency detected on stage
    EOT
  }
  message = "The build can't be done as it is written: ${line.found}"
}

rule "build-secret-missing" {
  cause      = "config.secret-missing"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      failed to solve: secret (?P<name>\S+): not found|secret not found: 
    EOT
  }
  message = "The build secret ${line.capture.name} was not given"
}
