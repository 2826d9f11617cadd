rule "configuration-line-rejected" {
  cause      = "config.invalid"
  confidence = 0.82

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)unknown configuration (?:variable|option|key|directive)|badly formed line in configuration file|error found at \S+\.conf:\d+|(?:syntax|parse) error (?:in|on|at) (?:line \d+|\S+\.(?:conf|cfg|ini|toml|ya?ml))|does not appear to be a valid|invalid (?:line|section|entry) in (?:config|configuration)|(?:config|configuration) (?:file )?\S* ?line \d+: |does not configure a secure listener|requires wal_level
    EOT
    where   = "not (line.level in ['info', 'debug', 'warning'])"
  }
  message = "A line of the configuration is rejected: ${line.found}"
}

rule "needed-file-missing" {
  cause      = "config.secret-missing"
  confidence = 0.62

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:open|stat|read|lstat) (?:/[\w./-]+): no such file or directory|unable to (?:open|read|load) (?:/[\w./-]+): No such file
    EOT
    where   = "line.level == 'fatal' && not (line.message matches '(?i)sock|docker|/proc/|/sys/|wal|meta.json')"
  }
  message = "A file the program needs to start is not there: ${line.found}"
}
