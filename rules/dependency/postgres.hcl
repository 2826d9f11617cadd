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
    where   = "not (line.message contains 'connection to server at')"
  }
  message = "${line.found}"
}

rule "postgres-client-starting" {
  cause      = "dependency.starting"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      connection to server at "(?P<host>[^"]+)"(?: \([^)]*\))?, port (?P<port>\d+) failed: FATAL: +the database system is (?:starting up|in recovery mode|not yet accepting connections|shutting down)
    EOT
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "${line.found}"
}

rule "postgres-too-many-clients" {
  cause      = "dependency.overloaded"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:sorry, too many clients already|remaining connection slots are reserved|no more connections allowed \(max_client_conn\)|query_wait_timeout|too many connections for (?:role|database))
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

rule "postgres-socket" {
  cause      = "dependency.refused"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      connection to server on socket "(?:[^"]+)" failed: (?:No such file|Connection refused)|could not connect to server: No such file or directory
    EOT
  }
  message = "No PostgreSQL listens on the local socket; in a container the server is elsewhere: ${line.found}"
}

rule "postgres-connection-lost" {
  title      = "The database server ended the connection in mid-work: it stopped, restarted or crashed"
  cause      = "dependency.refused"
  confidence = 0.6

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      server closed the connection unexpectedly|AdminShutdownError|terminating connection due to administrator command|terminating connection because of crash of another server process|SSL connection has been closed unexpectedly|57P01
    EOT
    where   = "not (line.level in ['info', 'debug']) && not (line.message matches '^terminating connection due to admin')"
  }
  message = "The database server ended the connection in mid-work: it stopped, restarted or crashed"
}
