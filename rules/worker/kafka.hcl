rule "kafka-consumer-too-slow" {
  title      = "The consumer worked longer on its messages than Kafka allows and lost its place in the group"
  cause      = "worker.time-limit"
  confidence = 0.75

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      CommitFailedException: Offset commit cannot be completed|consumer poll timeout has expired|MAXPOLL|max\.poll\.interval\.ms
    EOT
    where   = "not (line.level in ['info', 'debug'])"
  }
  message = "The consumer worked longer on its messages than Kafka allows and lost its place in the group"
}
