rule "repository-not-signed" {
  cause      = "tls.untrusted"
  confidence = 0.75

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      The repository '(?:[^']+)' is not signed|NO_PUBKEY|At least one invalid signature was encountered
    EOT
  }
  message = "apt does not trust the package server: ${line.found}"
}
