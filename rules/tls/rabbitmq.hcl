rule "rabbit-wrong-port" {
  title      = "A client speaks TLS to a plain port of RabbitMQ"
  cause      = "tls.protocol"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      \{bad_header,<<(?:22|128),
    EOT
  }
  message = "A client speaks TLS to a plain port of RabbitMQ"
}

rule "rabbit-unknown-authority" {
  cause      = "tls.untrusted"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:CLIENT|SERVER) ALERT: Fatal - (?:Unknown CA|Bad Certificate)
    EOT
  }
  message = "${line.found}"
}
