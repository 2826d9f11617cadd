rule "python-env-keyerror" {
  cause      = "config.env-missing"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      os\.environ[\s\S]{0,600}KeyError: '(?:[A-Z][A-Z0-9_]+)'|KeyError: '(?:[A-Z][A-Z0-9]*_[A-Z0-9_]+)'
    EOT
  }
  message = "The environment variable is not set: ${last_line(line.message)}"
}

rule "env-variable-required" {
  cause      = "config.env-missing"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)(?:(?:missing|required|mandatory|undefined) (?:required )?(?:environment|env)\.? var(?:iable)?s?\b|(?:environment|env) var(?:iable)?s? [\"'`$]?\w+[\"'`]? (?:is |are |was |must be |has )?(?:not (?:been )?(?:set|defined|found|provided|present)|required|missing|undefined|unset|empty|set\b.{0,20}$)|required (?:environment variable|env var)|not present in the environment|(?:environment|env) var(?:iable)? (?:must|has to|needs to) be (?:provided|set|defined|given)|[\"'`$]?\b(?-i:[A-Z][A-Z0-9]*_[A-Z0-9_]+)[\"'`]? (?:environment variable )?(?:is|was|must be) (?:not set|not configured|not defined|not provided|required|missing|unset|undefined|empty)|parameter not set|unbound variable|required key \w+ missing value|EnvironmentError: .{0,40}not set|set the \w+ environment variable)
    EOT
    where   = "not (line.level in ['info', 'debug', 'warning']) && not (line.message matches '(?i)does not appear to be a valid|one-time warning|optional|defaulting|using default')"
  }
  message = "${line.found}"
}

rule "database-password-not-specified" {
  cause      = "config.env-missing"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:superuser password is not specified|You need to specify one of the following as an environment variable|Database is uninitialized and (?:superuser )?password (?:option )?(?:is )?not specified)
    EOT
  }
  message = "${line.found}"
}
