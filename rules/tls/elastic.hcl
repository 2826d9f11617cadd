rule "elastic-plaintext" {
  cause      = "tls.protocol"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      received plaintext (?:http )?traffic on an (?:encrypted|https) channel|NotSslRecordException|not an SSL/TLS record
    EOT
  }
  message = "A client speaks plain text to a TLS port: ${line.found}"
}

rule "elastic-no-trust" {
  cause      = "tls.untrusted"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      failed to establish trust with server|Received fatal alert: (?:bad_certificate|certificate_unknown|unknown_ca)|client did not trust this server's certificate
    EOT
  }
  message = "${line.found}"
}
