rule "mongo-key-file-missing" {
  cause      = "config.secret-missing"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      error opening file: (?P<path>[^\s"]+): No such file or directory
    EOT
  }
  message = "MongoDB's key file ${line.capture.path} is not there"
}

rule "mongo-settings" {
  cause      = "config.invalid"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      BadValue: [^\n]{1,160}|Locally stored replica set configuration is invalid|InvalidReplicaSetConfig|security\.keyFile is required
    EOT
    where   = "not (line.level in ['info', 'debug'])"
  }
  message = "MongoDB rejects its settings: ${line.found}"
}

rule "mongo-needs-replica-set" {
  cause      = "config.invalid"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Transaction numbers are only allowed on a replica set|requires your MongoDB server to be run as a replica set|not running with --replSet|The \$changeStream stage is only supported on replica sets
    EOT
  }
  message = "MongoDB runs as a single server, and the program needs a replica set: ${line.found}"
}

rule "mongo-connection-string" {
  cause      = "config.invalid"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      MongoParseError: |pymongo\.errors\.(?:InvalidURI|InvalidName)|must be escaped according to RFC 3986|Invalid connection string|error parsing uri: 
    EOT
  }
  message = "The MongoDB connection string is wrong: ${line.found}"
}
