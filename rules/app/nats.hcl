rule "nats-stream-missing" {
  cause      = "app.schema-missing"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      nats: (?:stream|consumer|bucket|key-value store) not found
    EOT
  }
  message = "${line.found}"
}
