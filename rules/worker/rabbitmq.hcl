rule "rabbit-acknowledgement-timeout" {
  title      = "A consumer did not acknowledge a message in time, and RabbitMQ closed its channel"
  cause      = "worker.time-limit"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      delivery acknowledgement on channel \d+ timed out|has timed out waiting for a consumer acknowledgement
    EOT
  }
  message = "A consumer did not acknowledge a message in time, and RabbitMQ closed its channel"
}
