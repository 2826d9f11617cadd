rule "mongo-auth-failed" {
  cause      = "auth.wrong-password"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:AuthenticationFailed|Authentication failed|SCRAM authentication failed, storedKey mismatch|bad auth : )
    EOT
    where   = "not (line.message matches 'UserNotFound|Could not find user')"
  }
  message = "${line.found}"
}

rule "mongo-auth-required" {
  cause      = "auth.missing-password"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)(?:command \w+ requires authentication|not authorized on \S+ to execute command|there are no users authenticated)
    EOT
    where   = "not (line.level in ['info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "mongo-user-not-found" {
  cause      = "auth.role-missing"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:UserNotFound|Could not find user)
    EOT
  }
  message = "${line.found}"

  # drivers try the newer mechanism first
  until "accepted" {
    fact    = "log.line"
    pattern = "Authentication succeeded"
    where   = "same(accepted, line)"
  }
}
