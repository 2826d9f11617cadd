rule "kafka-topic-missing" {
  cause      = "app.schema-missing"
  confidence = 0.82
  severity   = "error"

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      UnknownTopicOrPartitionException|UNKNOWN_TOPIC_OR_PARTITION|Unknown topic or partition|UnknownTopicOrPartitionError
    EOT
  }
  message = "The topic does not exist: ${line.found}"

  until "made" {
    fact    = "log.line"
    pattern = <<-EOT
      Created topic|partitions assigned
    EOT
    where   = "same(made, line)"
  }
}

rule "kafka-versions-apart" {
  cause      = "app.dependency-incompatible"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      UnsupportedVersionException: (?:The broker|The node|Attempted to write)
    EOT
  }
  message = "${line.found}"
}
