rule "prisma-env" {
  cause      = "config.env-missing"
  confidence = 0.94

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Environment variable not found: "?(?P<name>\w+)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "The environment variable ${line.capture.name} is not set"
}

rule "node-env-schema" {
  cause      = "config.env-missing"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Invalid environment variables:?|(?m)^\s*Missing environment variables:|(?:[A-Z][A-Z0-9_]+): (?:undefined|Required)|Please define (?:a `secret`|the (?:[A-Z][A-Z0-9_]+) environment variable)|\[next-auth\]\[error\]\[NO_SECRET\]|MissingSecret
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "node-setting-undefined" {
  cause      = "config.env-missing"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      parameter to `openUri\(\)` must be a string, got "undefined"|secretOrPrivateKey must have a value|requires a client(?:ID|Secret) option|\w+(?:Url|Key|Secret|Token) is required\.|client password must be a string|The "(?:url|path|host|string)" argument must be of type string.{0,60}Received undefined
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace']) && not (line.message contains 'SASL')"
  }
  message = "${line.found}"
}

rule "zod-required" {
  cause      = "config.env-missing"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      "received": "undefined",\s+"path": \[\s+"(?P<name>[A-Z][A-Z0-9_]+)"
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "The environment variable ${line.capture.name} is not set"
}

rule "node-connection-string" {
  cause      = "config.invalid"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Invalid (?:scheme|connection string), expected|MongoParseError|Dialect needs to be explicitly supplied|ERR_INVALID_URL|Error validating datasource
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}
