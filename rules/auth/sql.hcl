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
