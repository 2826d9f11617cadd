rule "mysql-access-denied" {
  cause      = "auth.wrong-password"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Access denied for user '(?P<user>[^']*)'@'[^']*' \(using password: YES\)
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
  }
  message = "${line.found}"
}

rule "mysql-unknown-database" {
  cause      = "auth.role-missing"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Unknown database '(?P<name>[^']+)'
    EOT
  }
  message = "${line.found}"
}
