# What any program says when it fails for this cause, in words that no one program owns.

rule "open-timed-out" {
  cause      = "dependency.timeout"
  confidence = 0.6
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      execution expired|OpenTimeout\b|ConnectTimeout\b|(?i)(?:timed out|timeout|gave up|giving up)(?: \w+)? (?:connecting|waiting|trying to connect)|(?:did not|didn't|does not) (?:respond|answer|become (?:ready|available|healthy))(?: \w+)? (?:in|within|after)|still not (?:reachable|available|ready) after
    EOT
    where   = "not (line.level in ['info', 'debug', 'warning'])"
  }
  message = "${line.found}"
}

rule "peer-unreachable" {
  cause      = "dependency.refused"
  confidence = 0.5
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)(?:could not|couldn't|cannot|can't|can not|unable to|failed to|not able to) (?:connect|establish (?:a )?connection) to (?:the )?(?:\w+ )?(?:server|database|db|broker|backend|host|cluster|redis|postgres\w*|mysql|mongo\w*|rabbitmq|kafka|ldap|smtp|mqtt|elasticsearch|upstream)|connection to (?:the )?(?:database|db|broker|server|redis|backend) (?:failed|was lost|could not be)
    EOT
    where   = "not (line.level in ['info', 'debug', 'warning']) && not (line.message matches '(?i)time(d )?-?out|no route|unreachable|authori[sz]|authenticat|password|certificate|not known|resolv')"
  }
  message = "${line.found}"
}
