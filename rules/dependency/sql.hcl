rule "sql-server-unreachable" {
  cause      = "dependency.refused"
  confidence = 0.8

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Can't reach database server at `?(?P<host>[\w.-]+):(?P<port>\d+)|network-related or instance-specific error|ORA-12541|TNS:no listener|ORA-12170
    EOT
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "No database server answers: ${line.found}"
}

rule "sql-server-starting" {
  cause      = "dependency.starting"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      ORA-01033|ORA-01034|JetStream system temporarily unavailable|(?:database|server) is in (?:recovery|startup|restoring) (?:mode|state)|Only administrators can connect at this time
    EOT
  }
  message = "${line.found}"
}
