rule "pgbouncer-server-refused" {
  cause      = "dependency.refused"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      S-\S+ \S+@(?P<host>[\w.-]+):(?P<port>\d+) closing because: connect failed|pooler error: server_login_retry|pgbouncer cannot connect to server
    EOT
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "PgBouncer can't connect to its PostgreSQL: ${line.found}"
}
