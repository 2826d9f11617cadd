rule "kafka-metadata-version" {
  cause      = "data.version-mismatch"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      No MetadataVersion with feature level|metadata\.version \S+ is not supported|No snapshot found, but there are log entries
    EOT
  }
  message = "The data is of another version of Kafka or ZooKeeper: ${line.found}"
}

rule "zookeeper-data-damaged" {
  cause      = "data.corrupt"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Unable to load database on disk|Found invalid messages during fetch|Record is corrupt \(stored crc|CorruptRecordException
    EOT
  }
  message = "${line.found}"
}

rule "kafka-broker-id-taken" {
  cause      = "data.locked"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Error while creating ephemeral at /brokers/ids/\d+|broker\.id \d+ is already registered|DuplicateBrokerRegistrationException
    EOT
  }
  message = "Another broker, or the session of its predecessor, holds this broker id: ${line.found}"
}
