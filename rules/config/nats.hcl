rule "nats-jetstream-off" {
  cause      = "config.invalid"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      jetstream not enabled|JetStream not enabled for account
    EOT
  }
  message = "${line.found}"
}
