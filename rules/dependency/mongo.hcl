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
      (?:NotWritablePrimary|MongoServerError: not (?:primary|master)|NotPrimaryNoSecondaryOk|not (?:master|primary) and (?:slaveOk|secondaryOk)=false|NotPrimaryError)
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

rule "mongo-not-initialised" {
  cause      = "dependency.starting"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      no replset config has been received|NotYetInitialized|ReplicaSetNoPrimary|No replica set members match selector "?Primary|No primary detected for set
    EOT
    where   = "not (line.level in ['info', 'debug'])"
  }
  message = "The MongoDB replica set has no primary: it was not initialised or is electing one: ${line.found}"
}

rule "mongo-replica-member-lost" {
  cause      = "dependency.refused"
  confidence = 0.75

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Heartbeat failed after max retries[\s\S]{0,300}Error connecting to (?P<host>[\w.-]+):(?P<port>\d+) \([\d.:]+\)[\s\S]{0,80}Connection refused
    EOT
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "The replica set member ${line.capture.host} refuses connections"
}

rule "mongo-replica-member-name" {
  cause      = "dependency.dns"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Could not find address for (?P<host>[\w.-]+):(?P<port>\d+)|querySrv E(?:NOTFOUND|SERVFAIL|TIMEOUT|REFUSED|CONNREFUSED) (?P<host2>\S+)
    EOT
  }
  peer    = "endpoint(line.capture.host != '' ? line.capture.host : line.capture.host2, line.capture.port)"
  message = "The name of a MongoDB server does not resolve: ${line.found}"
}

rule "mongoose-buffering" {
  cause      = "dependency.timeout"
  confidence = 0.75

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      buffering timed out after \d+ms|MongoNetworkTimeoutError
    EOT
  }
  message = "The program waited for its MongoDB connection in vain: ${line.found}"
}

rule "mongo-ruby-no-server" {
  cause      = "dependency.refused"
  confidence = 0.75

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Mongo::Error::NoServerAvailable
    EOT
  }
  message = "${line.found}"
}
