rule "postgres-password-failed" {
  cause      = "auth.wrong-password"
  confidence = 0.96

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:server at "(?P<host>[^"]+)"(?: \([^)]*\))?, port (?P<port>\d+) failed: [^\n]{0,40})?password authentication failed for user "(?P<user>[^"]+)"
    EOT
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "The password of the database user ${line.capture.user} was rejected"

  # Many unknown roles are a scan from outside, not a wrong secret.
  absent "scan" {
    fact    = "log.line"
    pattern = <<-EOT
      Role "[^"]+" does not exist
    EOT
    where   = "same(scan, line)"
  }
}

rule "postgres-no-password" {
  cause      = "auth.missing-password"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      fe_sendauth: no password supplied|no password supplied
    EOT
  }
  message = "${line.found}"
}

rule "postgres-role-missing" {
  cause      = "auth.role-missing"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:role|database) "(?:[^"]+)" does not exist
    EOT
  }
  message = "${line.found}"
}

rule "postgres-no-hba-entry" {
  cause      = "auth.wrong-password"
  confidence = 0.7

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      no pg_hba\.conf entry for host
    EOT
  }
  message = "${line.found}"
}

# Several unknown roles are a scan from outside, one is a program with a wrong name.
rule "postgres-unknown-role-login" {
  cause      = "auth.role-missing"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Role "(?P<role>[^"]+)" does not exist
    EOT
  }
  absent "scan" {
    fact    = "log.line"
    pattern = "Role \"(?P<role>[^\"]+)\" does not exist"
    where   = "scan.capture.role != line.capture.role"
  }
  message = "The database has no role ${line.capture.role}"
}

rule "postgres-peer-or-hba" {
  cause      = "auth.wrong-password"
  confidence = 0.8

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:Peer|Ident) authentication failed for user|pg_hba\.conf rejects (?:replication )?connection for host
    EOT
  }
  message = "The rules of pg_hba.conf let this client not in: ${line.found}"
}

rule "postgres-not-owner" {
  cause      = "auth.wrong-password"
  confidence = 0.75

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      must be owner of (?:extension|table|schema|database|relation|function) (?:\S+)
    EOT
  }
  message = "The role does not own what it wants to change: ${line.found}"
}
