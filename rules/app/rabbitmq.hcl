rule "rabbit-queue-missing" {
  cause      = "app.schema-missing"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      NOT_FOUND - no (?:queue|exchange|binding|consumer) '(?P<name>[^']+)\'
    EOT
  }
  message = "RabbitMQ has no queue or exchange ${line.capture.name}: nobody declared it"
}
