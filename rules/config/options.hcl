# What programs say of their own command line.

rule "unknown-option" {
  cause      = "config.invalid"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)unknown (?:shorthand )?flag|unknown (?:option|command line flag|argument)\b|unrecognized (?:arguments?|options?)\b|flag provided but not defined|no such option: |unexpected argument '|Unrecognized (?:VM )?option|Found argument '[^']+' which wasn't expected|invalid option --|bad option: |\.env: line \d+: unexpected character|a value is required for '-|unexpected key \"|invalid --[\w-]+ (?:address|value|url|port)\b
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "invalid-option-value" {
  cause      = "config.invalid"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Invalid (?:URL|port)\b.*|Error: Invalid value for '(?:[^']+)'|invalid (?:port|URL|url|log level|duration|boolean)\b[^\n]{0,60}(?:config|setting|env|option|argument|"[^"]*")|invalid choice: |invalid argument "[^"]*" for|invalid value "?[^"\n]{1,80}"? for (?:flag|option|variable|parameter|one of)|error: argument --?[\w-]+: |Invalid (?:maximum|initial) heap size|Initial heap size set to a larger value|Error: Invalid value for \w+\b
    EOT
    where   = "not (line.level in ['info', 'debug', 'trace']) && not (line.message matches \"'-A' / '--app'\")"
  }
  message = "${line.found}"
}

rule "option-missing" {
  cause      = "config.invalid"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      the following arguments are required: (?:.+)|Missing (?:option|argument|parameter) '(?:[^']+)|required flag\(s\) "(?:[^"]+)|the following required arguments were not provided|Missing required (?:option|argument|parameter)s?:? ?(?:[^\n]*)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "transport-or-scheme-unknown" {
  cause      = "config.invalid"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      No such transport: (?:[\w+]+)|Port could not be cast to integer|Unknown (?:setting|configuration key)|unknown setting \[|first path segment in URL cannot contain colon|invalid port "[^"]*" after host|missing protocol scheme|invalid literal for int\(\) with base 10: '(?:[^']*)'.{0,3}$
    EOT
    where   = "not (line.level in ['info', 'debug', 'trace']) && not (line.message contains 'base 10') || line.message contains 'environ'"
  }
  message = "${line.found}"
}
