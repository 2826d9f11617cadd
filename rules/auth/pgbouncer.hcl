rule "pgbouncer-unknown-user" {
  cause      = "auth.role-missing"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      closing because: no such (?:user|database)|pooler error: no such (?:user|database)
    EOT
  }
  message = "${line.found}"
}
