rule "tls-runtime" {
  cause      = "tls.untrusted"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)(?:SSLHandshakeException: .{0,120}(?:PKIX|unable to find valid certification path)|unable to find valid certification path|certificate verify failed(?: \((?:self|unable))?|ERR_CERT_AUTHORITY_INVALID|The remote certificate (?:is invalid|was rejected)|x509: certificate relies on|SEC_ERROR_UNKNOWN_ISSUER|certificate chain .{0,40}(?:incomplete|not trusted)|self signed certificate|CERTIFICATE_VERIFY_FAILED)
    EOT
    where   = "not (line.message matches '(?i)expired|validity check failed|hostname mismatch|not yet valid|match')"
  }
  message = "${line.found}"
}
