# Settings of programs that people run as they come.

rule "product-setting-missing" {
  cause      = "config.env-missing"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Missing (?:jwtSecret|apiToken\.salt|admin\.auth\.secret)\b|App keys are required|hostname is not configured|(?:[A-Z][A-Z0-9_]+) (?:env(?:ironment)? var(?:iable)? )?(?:is required|must be (?:set|provided|defined))\b
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace']) && not (line.message matches '(?i)optional|default')"
  }
  message = "${line.found}"
}

rule "product-setting-invalid" {
  cause      = "config.invalid"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Mismatching encryption keys|BadDsn: .*|Bad Sentry DSN|Invalid (?:project in )?DSN|Invalid (?:log ?level|timezone|time zone|locale)\b.*|is not a valid (?:log ?level|timezone)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "secrets-file-missing" {
  cause      = "config.secret-missing"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      No secrets files found|(?:[Ss]ecrets?|[Cc]redentials?|[Kk]ey) file (?:\S+ )?(?:not found|does not exist|is missing|could not be found)|DefaultCredentialsError|Could not (?:automatically determine credentials|load the default credentials)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}
