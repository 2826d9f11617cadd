rule "compose-file-rejected" {
  cause      = "config.invalid"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      additional properties? '(?:[^']+)' not allowed|Version in "[^"]+" is unsupported|Compose file '[^']+' is invalid because|no configuration file provided|invalid compose project|services\.\S+ must be a|top-level object must be a mapping|has neither an image nor a build context
    EOT
  }
  message = "The compose file is not accepted: ${line.found}"
}

rule "compose-env-file-missing" {
  cause      = "config.secret-missing"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      [Ee]nv(?:ironment)? file:? (?:\S+) not found|Couldn't find env file: (?:\S+)|Failed to load (?:\S+): open \S+: no such file|open (?:\S*\.env): no such file
    EOT
    where   = "not (line.message matches '(?i)plugin type=|flannel')"
  }
  message = "The env file of the compose project is not there: ${line.found}"
}

rule "secret-source-missing" {
  cause      = "config.secret-missing"
  confidence = 0.96

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      bind source path does not exist: (?P<path>\S*(?:secret|password|credential|token|\.key|\.pem|\.crt)\S*)
    EOT
  }
  message = "The file of a secret is not on the host: ${line.capture.path}"
}

rule "compose-variable-unset" {
  cause      = "config.env-missing"
  confidence = 0.62
  severity   = "warning"

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      The "?\\?"?(?P<name>[A-Za-z_]\w*)\\?"? variable is not set\. Defaulting to a blank string
    EOT
  }
  message = "The variable ${line.capture.name} of the compose file is not set"
}
