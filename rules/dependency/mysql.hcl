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
      server is running with the --(?:super-)?read-only option
    EOT
  }
  message = "${line.found}"
}
