rule "mysql-access-denied" {
  cause      = "auth.wrong-password"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Access denied for user '(?:[^']*)'@'[^']*' \(using password: YES\)
    EOT
  }
  message = "${line.found}"
}

rule "mysql-no-password" {
  cause      = "auth.missing-password"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Access denied for user '[^']*'@'[^']*' \(using password: NO\)
    EOT
    # A health check without a password leaves this in the log of a healthy server.
    where = "not (line.level in ['warning', 'info'] && line.message contains \"@'localhost'\")"
  }
  message = "${line.found}"
}

rule "mysql-unknown-database" {
  cause      = "auth.role-missing"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Unknown database '(?:[^']+)'
    EOT
  }
  message = "${line.found}"
}

rule "mysql-host-not-allowed" {
  cause      = "auth.wrong-password"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Host '(?:[^']+)' is not allowed to connect to this (?:MySQL|MariaDB) server|\w+ command denied to user|You must reset your password using ALTER USER|Your password has expired
    EOT
  }
  message = "The database lets this user in from here not, or not do this: ${line.found}"
}
