rule "mysql-refused" {
  cause      = "dependency.refused"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Can't connect to (?:MySQL|MariaDB)?\s?server on '(?P<host>[^':]+)(?::(?P<port>\d+))?'? ?\(?.{0,12}(?:111|61|10061|Connection refused)|SQLSTATE\[HY000\] \[2002\] Connection refused
    EOT
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "${line.found}"
}

rule "mysql-dns" {
  cause      = "dependency.dns"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:Can't connect to MySQL server on|Unknown (?:MySQL )?server host) '(?P<host>[^']+)' \(.{0,40}(?:Name or service not known|-2|-3|Temporary failure)|php_network_getaddresses: getaddrinfo(?: for (?P<host2>\S+))? failed
    EOT
  }
  peer    = "endpoint(line.capture.host != '' ? line.capture.host : line.capture.host2, 0)"
  message = "${line.found}"
}

rule "mysql-too-many-connections" {
  cause      = "dependency.overloaded"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:ERROR 1040|\(1040,|SQLSTATE\[(?:HY000|08004)\] \[1040\]|Too many connections)
    EOT
  }
  message = "${line.found}"
}

rule "mysql-read-only" {
  cause      = "dependency.read-only"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      server is running with the --(?:super-)?read-only option|Cannot execute statement in a READ ONLY transaction
    EOT
  }
  message = "${line.found}"
}

rule "mysql-host-blocked" {
  cause      = "dependency.overloaded"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Host '(?:[^']+)' is blocked because of many connection errors
    EOT
  }
  message = "${line.found}"
}

rule "mysql-connection-lost" {
  cause      = "dependency.refused"
  confidence = 0.62

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:MySQL|MariaDB) server has gone away|Lost connection to (?:MySQL |MariaDB )?(?:server|backend)|Communications link failure|Server shutdown in progress|PROTOCOL_CONNECTION_LOST
    EOT
    where   = "not (line.level in ['info', 'debug']) && not (line.message matches '(?i)SocketTimeoutException|connect timed out|UnknownHostException|NoRouteToHost')"
  }
  message = "The database server ended the connection or can't be reached: ${line.found}"
}

rule "mysql-local-socket" {
  cause      = "dependency.refused"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Can't connect to local (?:MySQL|MariaDB)? ?server through socket '(?:[^']+)'|SQLSTATE\[HY000\] \[2002\] No such file or directory
    EOT
  }
  message = "No database server listens on the local socket; in a container the server is elsewhere: ${line.found}"
}

rule "mysql-unreachable" {
  cause      = "dependency.timeout"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Can't connect to (?:MySQL |MariaDB )?server on '(?P<host>[^':]+)(?::(?P<port>\d+))?'? ?\(?(?:110|113|timed out|60|\[Errno 11[03]\])|SQLSTATE\[HY000\] \[2002\] (?:Connection timed out|Operation timed out|No route to host)
    EOT
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "The database server can't be reached: ${line.found}"
}
