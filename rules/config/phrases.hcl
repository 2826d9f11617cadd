# What any program says when it fails for this cause, in words that no one program owns.

rule "setting-refused" {
  cause      = "config.invalid"
  confidence = 0.6
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)refus(?:ing|es|ed) to (?:start|boot)|is an invalid (?:option|value|setting|choice)|not a valid (?:value|option|setting|choice|url|uri|port|duration|boolean|hostname)|(?:in|of) (?:the )?config(?:uration)?(?: file)? must (?:be|have|contain)|variable needs to (?:be|contain|start)|(?:key|secret|token|password)s?(?: length)? (?:must|should) be (?:at least |exactly |between )?\d+|mismatch(?:ing|ed) (?:encryption |signing |secret )?keys?\b|no \w+ setting provided|(?:option|argument|parameter|flag) -{1,2}[\w-]+: (?:no such|invalid|expected|must)|unrecogni[sz]ed (?:option|argument|directive|setting)\b|(?:configuration|config file|settings file) (?:is )?(?:not valid|invalid|malformed|broken)|failed to (?:parse|validate|decode) (?:the )?(?:config|settings)|unsupported [\w ]{1,20} type ["'`]|must be longer than|(?:unknown|unexpected|unsupported) (?:setting|directive|config key|configuration key|option:|flag:|argument:)|not in (?:the list of )?(?:allowed|trusted) (?:hosts|domains|origins)|trusted domain error
    EOT
    where   = "not (line.level in ['info', 'debug', 'warning'])"
  }
  message = "A setting is refused: ${line.found}"
}

rule "start-refused" {
  cause      = "config.invalid"
  confidence = 0.6
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)(?:error|mistake) in (?:the |your )?config(?:uration)?(?: file)?\b|(?:not (?:be |supposed to be |meant to be |intended to be |allowed to )|refus\w+ to |do not )run(?:ning)? (?:as|by) (?:the )?root\b|(?:key|secret|token|password)s? must be (?:changed|set|defined|provided)|(?:invalid|wrong|bad|unknown) command[ -]line (?:arguments?|options?|flags?)
    EOT
    where   = "not (line.level in ['info', 'debug', 'warning'])"
  }
  message = "The program refuses to start like this: ${line.found}"
}

rule "licence-not-accepted" {
  cause      = "config.invalid"
  confidence = 0.8
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)(?:need to|must|have to|please) (?:agree to|accept) the (?:\w+ )?(?:EULA|licen[sc]e|terms)|(?:EULA|licen[sc]e agreement) (?:was |has |is )?(?:not (?:been )?accepted|must be accepted)
    EOT
  }
  message = "${line.found}"
}

rule "setting-absent" {
  cause      = "config.env-missing"
  confidence = 0.6
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)(?:application|app|secret|encryption|signing|api|jwt|session|master)[ _]?key (?:is |was )?(?:missing|not set|not configured|not specified|empty|undefined|required)|(?:missing|no|empty) (?:application|app|secret|encryption|signing|api|jwt|session|master)[ _]?key (?:set|given|found|configured|specified|provided|was)|(?-i:\b[A-Z][A-Z0-9]*_[A-Z0-9_]+) (?:must be (?:set|defined|provided|specified)|has to be set|needs to be set|cannot be (?:empty|blank)|should be set|not (?:set|defined|provided|found))|please (?:set|define|provide) (?:the )?(?:env(?:ironment)? var\w* )?(?-i:[A-Z][A-Z0-9]*_[A-Z0-9_]+)|missing (?:required )?(?:setting|configuration value|parameter)s?\b|(?:configured|enabled|required|needed)(?: \w+)?,? but no [\w -]{2,30} (?:was|is|were|has been) (?:set|given|provided|configured|specified|defined)
    EOT
    where   = "not (line.level in ['debug', 'warning']) && not (line.message matches '(?i)default|fall(?:ing)? ?back|optional|generat|disabled|skipp|[✓✔√]|PASS')"
  }
  message = "A needed setting is absent: ${line.found}"
}

rule "variable-not-present" {
  cause      = "config.env-missing"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      EnvVar\(NotPresent\)|VarError: NotPresent|Err` value: NotPresent|environment variable not found
    EOT
    where   = "not (line.level in ['info', 'debug', 'warning'])"
  }
  message = "The program reads an environment variable that is not set: ${line.found}"
}

rule "variable-missing" {
  cause      = "config.env-missing"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)missing (?:required )?(?:env |config(?:uration)?: )?(?-i:[A-Z][A-Z0-9]*_[A-Z0-9_]{2,})\b
    EOT
    where   = "not (line.level in ['info', 'debug', 'warning']) && not (line.message contains 'CAP_')"
  }
  message = "A variable is not set: ${line.found}"
}

rule "settings-unreadable" {
  cause      = "config.invalid"
  confidence = 0.62
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)(?:unable|failed|could not|cannot|error|exception)(?: to)? (?:load|read|pars|mapp|decod|process)(?:e|ing)? (?:the )?(?:\w+ )?(?:settings|config\w*)\b|(?:incorrect|invalid|bad|wrong|broken) (?:config\w*|settings)(?: files?)?\b|(?:incorrect|invalid|bad) [\w/.-]+\.(?:ya?ml|toml|ini|conf|cfg)\b|has (?:an )?incorrect (?:collation|encoding|locale|value|type|format)|is enabled but [^\n]{1,40} is (?:empty|not set|missing)
    EOT
    where   = "not (line.level in ['info', 'debug', 'warning']) && not (line.message matches '(?i)no such file|permission denied|not found|does not exist|load cni|[✓✔√]|PASS')"
  }
  message = "The settings are refused: ${line.found}"
}

rule "key-file-missing" {
  cause      = "config.secret-missing"
  confidence = 0.65
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)(?:unable|failed|could not|cannot|can't|error)(?: to)?(?: \w+)? ?(?:load|read|open|find|loading|reading|opening)[^\n]{0,40}\b(?:key|cert\w*|secret|token|credentials?|licen[sc]e|password file|config\w*)\b[^\n]{0,160}(?:no such file|does not exist|not found|ENOENT)
    EOT
    where   = "not (line.level in ['info', 'debug', 'warning'])"
  }
  message = "A file the program needs is not there: ${line.found}"
}
