rule "redis-refused" {
  cause      = "dependency.refused"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Error (?:111|61|10061) connecting to (?P<host>[A-Za-z0-9][\w.-]*):(?P<port>\d{2,5})\. Connection refused
    EOT
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "${line.found}"
}

rule "redis-dns" {
  cause      = "dependency.dns"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Error -[235] connecting to (?P<host>[A-Za-z0-9][\w.-]*):(?P<port>\d{2,5})\. (?:Name or service not known|Temporary failure in name resolution|No address associated)
    EOT
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "${line.found}"
}

rule "redis-timeout" {
  cause      = "dependency.timeout"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Error (?:110|113|101) connecting to (?P<host>[A-Za-z0-9][\w.-]*):(?P<port>\d{2,5})|Timeout connecting to server|redis[\w.]*exceptions\.TimeoutError
    EOT
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "${line.found}"
}

rule "redis-loading" {
  cause      = "dependency.starting"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:BusyLoadingError|LOADING) ?:? ?Redis is loading the dataset in memory
    EOT
  }
  message = "${line.found}"
}

rule "redis-max-clients" {
  cause      = "dependency.overloaded"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      ERR max number of clients reached|max number of clients reached
    EOT
  }
  message = "${line.found}"
}

rule "redis-maxmemory" {
  cause      = "dependency.memory-full"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      command not allowed when used memory > 'maxmemory'
    EOT
  }
  message = "${line.found}"
}

rule "redis-misconf" {
  cause      = "dependency.read-only"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      MISCONF (?:Redis|Valkey|Errors)|Redis is configured to save RDB snapshots, but
    EOT
  }
  message = "${line.found}"
}

rule "redis-readonly-replica" {
  cause      = "dependency.read-only"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      READONLY You can't write against a read only (?:replica|slave)|You can't write against a read only
    EOT
  }
  message = "${line.found}"
}
