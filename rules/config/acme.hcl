rule "acme-challenge-refused" {
  cause      = "config.invalid"
  confidence = 0.8

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Invalid response from https?://\S+/\.well-known/acme-challenge/|acme:error:(?:unauthorized|caa|malformed)|Incorrect TXT record
    EOT
  }
  message = "The certificate authority did not get the answer to its challenge: ${line.found}"
}
