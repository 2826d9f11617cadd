rule "mongo-server-selection" {
  cause      = "dependency.refused"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?P<host>[\w.-]+):(?P<port>\d+): \[Errno (?:111|61)\] Connection refused
    EOT
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "${line.found}"
}

rule "mongo-not-primary" {
  cause      = "dependency.read-only"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:NotWritablePrimary|NotPrimaryNoSecondaryOk|not (?:master|primary) and (?:slaveOk|secondaryOk)=false|NotPrimaryError)
    EOT
  }
  message = "${line.found}"
}

rule "mongo-server-selection-timeout" {
  cause      = "dependency.timeout"
  confidence = 0.7

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:ServerSelectionTimeoutError|MongoServerSelectionError|MongoTimeoutException).*(?:timed out|Timeout|No servers)
    EOT
    where   = "not (line.message contains 'refused')"
  }
  message = "${line.found}"
}
