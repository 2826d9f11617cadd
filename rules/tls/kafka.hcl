rule "kafka-plaintext-mix" {
  cause      = "tls.protocol"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Invalid receive \(size = (?:369295616|352518912|369295617|1195725856|335544320) larger|Unexpected handshake request with client mechanism|Connection to node -?\d+ \([^)]*\) terminated during authentication
    EOT
  }
  message = "One side speaks TLS or SASL and the other plain text: ${line.found}"
}
