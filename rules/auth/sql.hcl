rule "sql-login-rejected" {
  cause      = "auth.wrong-password"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      ORA-01017|ORA-28000|Error: 18456, Severity: 14|Password did not match that for the login
    EOT
  }
  message = "${line.found}"
}

rule "sql-service-unknown" {
  title      = "The server knows no database or service of that name"
  cause      = "auth.role-missing"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      ORA-125(?:14|05)\b|\(UNKNOWN_DATABASE\)|Error: 4060, Severity: 11|Cannot open database "[^"]+" requested by the login
    EOT
  }
  message = "${line.found}"
}
