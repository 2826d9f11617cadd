# What Go, PHP, Ruby, .NET, Rust and Elixir programs say of settings that they miss.

rule "laravel-key" {
  title      = "APP_KEY is not set"
  cause      = "config.env-missing"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      No application encryption key has been specified|MissingAppKeyException
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "APP_KEY is not set"
}

rule "laravel-cipher" {
  cause      = "config.invalid"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Unsupported cipher or incorrect key length|The only supported ciphers are
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "rails-master-key" {
  cause      = "config.secret-missing"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Missing encryption key to decrypt file with|MessageEncryptor::InvalidMessage|Couldn't decrypt config/credentials
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "rails-secret-key-base" {
  cause      = "config.env-missing"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Missing `secret_key_base`
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "ruby-env-missing" {
  cause      = "config.env-missing"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      key not found: "(?P<name>[A-Z][A-Z0-9_]+)"
    EOT
  }
  message = "The environment variable ${line.capture.name} is not set"
}

rule "dotnet-settings-file" {
  cause      = "config.secret-missing"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      The configuration file '(?:[^']+)' was not found and is not optional|No server certificate was specified, and the default developer certificate could not be found
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "dotnet-settings-invalid" {
  cause      = "config.invalid"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Failed to load configuration from file '(?:[^']+)'|Value cannot be null\. \(Parameter '(?:connectionString|\w*[Kk]ey|\w*[Ss]ecret)'\)|Format of the initialization string does not conform|Keyword not supported: '|OptionsValidationException: .*
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "rust-elixir-env" {
  cause      = "config.env-missing"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:[A-Z][A-Z0-9_]+)[^\n]{0,60}: NotPresent|environment variable (?:[A-Z][A-Z0-9_]+) is missing|environment variable not found|Connection string '\w+' not found
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "shell-variable-missing" {
  cause      = "config.env-missing"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?m)^\S*(?:\.sh: |entrypoint\w*: )(?:line )?\d+: (?P<name>[A-Z][A-Z0-9_]*): \S.*
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace']) && not (line.message matches 'not found|Permission denied|No such file|syntax error|cannot execute')"
  }
  message = "The environment variable ${line.capture.name} is not set"
}

rule "display-missing" {
  title      = "DISPLAY is not set: the program wants an X server"
  cause      = "config.env-missing"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      no display name and no \$DISPLAY|[Cc]annot open display|Missing X server or \$DISPLAY|could not connect to display
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "DISPLAY is not set: the program wants an X server"
}
