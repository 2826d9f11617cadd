rule "postgres-refused" {
  cause      = "dependency.refused"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      connection to server at "(?P<host>[^"]+)"(?: \([^)]*\))?, port (?P<port>\d+) failed: Connection refused|(?:host|server at) "?(?P<host2>[\w.-]+)"? (?:\([^)]*\) )?and accepting\s+TCP/IP connections on port
    EOT
  }
  peer    = "endpoint(line.capture.host != '' ? line.capture.host : line.capture.host2, line.capture.port)"
  message = "${line.found}"
}

rule "postgres-dns" {
  cause      = "dependency.dns"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      could not translate host name "(?P<host>[^"]+)" to address
    EOT
  }
  peer    = "endpoint(line.capture.host, 0)"
  message = "${line.found}"
}

rule "postgres-timeout" {
  cause      = "dependency.timeout"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      connection to server at "(?P<host>[^"]+)"(?: \([^)]*\))?, port (?P<port>\d+) failed: (?:timeout expired|Connection timed out|No route to host|Network is unreachable)
    EOT
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "${line.found}"
}

rule "postgres-starting" {
  cause      = "dependency.starting"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      the database system is (?:starting up|in recovery mode|not yet accepting connections|shutting down)
    EOT
  }
  message = "${line.found}"
}

rule "postgres-too-many-clients" {
  cause      = "dependency.overloaded"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:sorry, too many clients already|remaining connection slots are reserved|no more connections allowed \(max_client_conn\)|query_wait_timeout|max_client_conn|too many connections for (?:role|database))
    EOT
  }
  message = "${line.found}"
}

rule "postgres-read-only" {
  cause      = "dependency.read-only"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      cannot execute \w+(?: \w+)* in a read-only transaction|cannot execute \w+ during recovery
    EOT
  }
  message = "${line.found}"
}
