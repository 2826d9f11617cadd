rule "django-improperly-configured" {
  cause      = "config.invalid"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      ImproperlyConfigured: ?.*
    EOT
    where   = "not (line.level in ['info', 'debug', 'trace']) && not (line.message matches 'Error loading .* module|Could not find the (GDAL|GEOS) library|You need to install|environment variable|settings are not configured|must not be empty')"
  }
  message = "${line.found}"
}

rule "django-hosts" {
  cause      = "config.invalid"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Invalid HTTP_HOST header: '(?:[^']+)'|You must set settings\.ALLOWED_HOSTS|DisallowedHost
    EOT
    # Scanners ask addresses, not names.
    where = "not (line.message matches 'HTTP_HOST header: .[0-9.:]+. ?')"
  }
  message = "${line.found}"
}

rule "django-settings-missing" {
  cause      = "config.env-missing"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      settings are not configured\. You must either define the environment variable (?:\w+)|Set the (?:\w+) environment variable|SECRET_KEY setting must not be empty|(?:[A-Z][A-Z0-9_]+) not found\. Declare it as envvar
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "python-env-error" {
  cause      = "config.env-missing"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Environment variable "(?:\w+)" not set|Config '(?:\w+)' is missing, and has no default|or by setting the (?:\w+) environment variable|[Pp]lease set (?:the )?(?:[A-Z][A-Z0-9_]+)(?: environment variable| in your env)|Did not find \w+, please add an environment variable `(?:\w+)`
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "pydantic-field-missing" {
  cause      = "config.env-missing"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      validation errors? for (?P<class>\w+)[\s\S]{0,400}?\n(?P<name>[\w.]+)\n\s+(?:Field required|field required|Missing required)
    EOT
    where   = "not (line.level in ['info', 'debug', 'trace']) && (line.message matches '(?i)settings|config|env' || line.capture.name matches '^[A-Z][A-Z0-9_]+$')"
  }
  message = "${line.capture.class} lacks the setting ${line.capture.name}"
}

rule "pydantic-field-invalid" {
  cause      = "config.invalid"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      validation errors? for (?P<class>\w+)[\s\S]{0,600}?\n(?:(?P<name>[\w.]+)\n)?\s+(?:Input should be|Value error|Extra inputs are not permitted|invalid or missing URL|value is not a valid|extra fields not permitted|URL)(?:[^\[\n]*)
    EOT
    where   = "not (line.level in ['info', 'debug', 'trace']) && line.message matches '(?i)settings|config|env'"
  }
  message = "${line.capture.class}: ${line.capture.name} is not valid"
}

rule "settings-source-error" {
  cause      = "config.invalid"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      error parsing (?:value|env var) (?:for field )?"(?:[^"]+)"
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "database-url-invalid" {
  cause      = "config.invalid"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Could not parse (?:SQLAlchemy|rfc1738) URL.*|Can't load plugin: sqlalchemy\.dialects:(?:[\w.]+)|dj_database_url\.\w+|This string is not a valid url|Invalid database URL|unable to parse connection string|the URL must start with the protocol
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "logging-config-invalid" {
  cause      = "config.invalid"
  confidence = 0.8

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      ValueError: Unable to configure (?:handler|formatter|logger|root|filter)
    EOT
    where   = "not (line.level in ['info', 'debug', 'trace']) && not (line.message contains 'Permission denied') && not (line.message contains 'No such file')"
  }
  message = "${line.found}"
}

rule "python-setting-unreadable" {
  title      = "A setting is there and can not be read"
  cause      = "config.invalid"
  confidence = 0.8

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:os\.environ|os\.getenv|environ\.get|getenv\()[\s\S]*?ValueError: |[Tt]omlDecodeError: |(?i:config|settings)[\w/.-]*\.(?:json|ya?ml|toml|ini)[\s\S]*?JSONDecodeError: |URL must specify one of the following schemes
    EOT
    where   = "not (line.level in ['info', 'debug', 'warning'])"
  }
  message = "A setting can not be read: ${last_line(line.message)}"
}
