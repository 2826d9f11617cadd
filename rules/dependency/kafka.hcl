rule "kafka-node-unavailable" {
  cause      = "dependency.refused"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Connection to node -?\d+ \((?P<host>[\w.-]+)(?:/[\d.]*)?:(?P<port>\d+)\) could not be established|(?:[\w.-]+):(?:\d+)/(?:bootstrap|\d+): Connect to \S+ failed: Connection refused
    EOT
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "${line.found}"

  until "quorum" {
    fact    = "log.line"
    pattern = <<-EOT
      Completed transition to (?:Follower|Leader)State|\bCluster ID: \S
    EOT
    where   = "same(quorum, line)"
  }
}

rule "kafka-no-brokers" {
  cause      = "dependency.refused"
  confidence = 0.8

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:NoBrokersAvailable|KafkaJSConnectionError|Local: All broker connections are down|All broker connections are down)
    EOT
  }
  message = "${line.found}"
}

rule "kafka-dns" {
  cause      = "dependency.dns"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Couldn't resolve server (?P<host>[\w.-]+):(?P<port>\d+) from bootstrap\.servers|(?:[\w.-]+):\d+/\w+: Failed to resolve
    EOT
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "${line.found}"
}

rule "kafka-brokers-down" {
  cause      = "dependency.refused"
  confidence = 0.8

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      \d+/\d+ brokers are down|Broker transport failure|Bootstrap broker (?P<host>[\w.-]+):(?P<port>\d+) \(id: -\d+ rack: null\) disconnected|KafkaConnectionError
    EOT
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "No Kafka broker answers: ${line.found}"
}

rule "kafka-metadata-timeout" {
  cause      = "dependency.timeout"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      not present in metadata after \d+ ms|Timed out waiting for a node assignment|Failed to update metadata after|Timeout expired (?:while|after) [^\n]{0,40}(?:fetching topic metadata|milliseconds)|ZooKeeperClientTimeoutException|Expiring \d+ record\(s\) for
    EOT
  }
  message = "Kafka or ZooKeeper can't be reached in time: ${line.found}"
}

rule "kafka-too-few-replicas" {
  title      = "Kafka takes no writes: fewer replicas are in sync than min.insync.replicas asks for"
  cause      = "dependency.read-only"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      NotEnoughReplicas(?:AfterAppend)?Exception|NOT_ENOUGH_REPLICAS
    EOT
  }
  message = "Kafka takes no writes: fewer replicas are in sync than min.insync.replicas asks for"
}

rule "kafka-coordinator" {
  cause      = "dependency.starting"
  confidence = 0.8

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      CoordinatorNotAvailable|[Cc]oordinator is not available|COORDINATOR_NOT_AVAILABLE|COORDINATOR_LOAD_IN_PROGRESS
    EOT
    where   = "not (line.message contains 'required replication factor')"
  }
  message = "Kafka has no coordinator for the group yet: ${line.found}"

  until "found" {
    fact    = "log.line"
    pattern = <<-EOT
      Discovered group coordinator|Successfully joined group
    EOT
    where   = "same(found, line)"
  }
}

rule "zookeeper-connection-loss" {
  cause      = "dependency.refused"
  confidence = 0.72

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      KeeperErrorCode = ConnectionLoss|KeeperErrorCode = Session expired
    EOT
  }
  message = "ZooKeeper does not answer: ${line.found}"
}
