rule "rabbit-descriptors" {
  title      = "RabbitMQ has used up its file descriptors and takes no new connections"
  cause      = "limit.open-files"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      file descriptor limit alarm set
    EOT
  }
  message = "RabbitMQ has used up its file descriptors and takes no new connections"
}
