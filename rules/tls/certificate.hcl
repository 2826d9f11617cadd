rule "certificate-expired" {
  cause      = "tls.expired"
  confidence = 0.96

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)certificate (?:has )?expired|x509: certificate has expired or is not yet valid|CERT_HAS_EXPIRED|CertificateExpiredException|NotAfter: .{0,60}expired|certificate is not yet valid|sslv3 alert certificate expired|alert certificate expired|invalid peer certificate: (?:Expired|NotValidYet)|CertPathValidatorException: validity check failed
    EOT
  }
  message = "${line.found}"
}

rule "certificate-untrusted" {
  cause      = "tls.untrusted"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)self[- ]signed certificate|unable to get (?:local )?issuer certificate|certificate signed by unknown authority|PKIX path building failed|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE|DEPTH_ZERO_SELF_SIGNED_CERT|tlsv1 alert unknown ca|alert unknown ca|unable to verify the first certificate|invalid peer certificate: UnknownIssuer|certificate verify failed: unable to get|RemoteCertificateChainErrors
    EOT
    where   = "line.level != 'info' || line.message contains 'failed'"
  }
  message = "${line.found}"
}

rule "certificate-name-mismatch" {
  cause      = "tls.name-mismatch"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)hostname mismatch|certificate is valid for .{1,200}, not |doesn't match (?:either of )?'|doesn't match (?:any of )?the (?:subject alternative names?|common name)|No subject alternative (?:DNS )?names? (?:matching|present)|ERR_TLS_CERT_ALTNAME_INVALID|Hostname/IP does not match certificate|Host name '[^']+' does not match the certificate|no alternative certificate subject name matches|certificate not valid for name|certificate does not match the host ?name|invalid peer certificate: NotValidForName|RemoteCertificateNameMismatch|server certificate for .{1,100} does not match|x509: cannot validate certificate for|certificate subject name .{0,80} does not match
    EOT
  }
  message = "${line.found}"
}
