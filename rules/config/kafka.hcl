rule "kafka-replication-factor" {
  cause      = "config.invalid"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      InvalidReplicationFactorException|does not meet the required replication factor|Replication factor: \d+ larger than available brokers
    EOT
  }
  message = "The topic asks for more copies than there are brokers: ${line.found}"
}

rule "kafka-listeners" {
  cause      = "config.invalid"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      requirement failed: [^\n]{0,80}(?:listener|advertised|broker\.id|process\.roles|node\.id|controller\.)|No security protocol defined for listener|Each listener must have a different (?:name|port)|Error creating broker listeners
    EOT
  }
  message = "The listeners of the Kafka broker are set wrong: ${line.found}"
}

rule "kafka-message-size" {
  cause      = "config.invalid"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      RecordTooLargeException|MessageSizeTooLarge|MSG_SIZE_TOO_LARGE|RecordBatchTooLargeException
    EOT
  }
  message = "A message is larger than the limits of producer, topic or broker allow: ${line.found}"
}

rule "kafka-node-identity" {
  cause      = "config.invalid"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Inconsistent(?:ClusterId|BrokerId|NodeId)Exception|Invalid cluster\.id in: |No readable meta\.properties files found|doesn't match stored (?:clusterId|broker\.id|node\.id)|Stored node id \d+ doesn't match|myid file is missing|Unexpected error "?cluster id
    EOT
  }
  message = "The data directory is not of this cluster or node, or was never formatted: ${line.found}"
}

rule "kafka-keystore-password" {
  title      = "The password of the Java key store is wrong"
  cause      = "auth.wrong-password"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      keystore password was incorrect|Keystore was tampered with, or password was incorrect|failed to decrypt safe contents entry
    EOT
  }
  message = "The password of the Java key store is wrong"
}
