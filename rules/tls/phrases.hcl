# What any program says when it fails for this cause, in words that no one program owns.

rule "issuer-not-trusted" {
  cause      = "tls.untrusted"
  confidence = 0.85
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      InvalidCertificate\(UnknownIssuer\)|(?i)(?:certificate|cert|issuer|chain|root)(?: \S+){0,3} (?:is |was )?(?:not trusted|untrusted)|untrusted (?:certificate|root|issuer)|unknown certificate authority|certificate(?: \S+){0,3} signed by (?:an )?(?:unknown|untrusted)
    EOT
    where   = "not (line.level in ['info', 'debug', 'warning'])"
  }
  message = "${line.found}"
}

rule "validity-over" {
  cause      = "tls.expired"
  confidence = 0.9
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      InvalidCertificate\(Expired|InvalidCertificate\(NotValidYet|(?i)certificate for \S+ (?:is |has )?expired|expired (?:server |client |ca |tls |ssl |root )?certificate
    EOT
    where   = "not (line.level in ['info', 'debug', 'warning'])"
  }
  message = "${line.found}"
}

rule "name-not-in-certificate" {
  cause      = "tls.name-mismatch"
  confidence = 0.9
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      InvalidCertificate\(NotValidForName|(?i)certificate (?:is )?not (?:valid|issued) for (?:the )?(?:name|host|domain|server)|certificate (?:name|hostname|common name)[^\n]{0,40}(?:mismatch|does not match)
    EOT
    where   = "not (line.level in ['info', 'debug', 'warning'])"
  }
  message = "${line.found}"
}
