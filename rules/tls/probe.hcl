# What curl, wget and openssl say of certificates.

rule "probe-certificate-expired" {
  title      = "The certificate a probe saw has expired"
  cause      = "tls.expired"
  confidence = 0.95

  match "p" {
    fact  = "probe.result"
    where = "p.outcome == 'tls' && p.message matches '(?i)expired|not yet valid'"
  }
  peer    = "endpoint(p.host, p.port)"
  message = "${p.tool}: ${first_line(p.message)}"

  until "back" {
    fact  = "probe.result"
    where = "back.ok && back.host == p.host && back.port == p.port"
  }
}

rule "probe-certificate-untrusted" {
  title      = "The probe does not trust the certificate"
  cause      = "tls.untrusted"
  confidence = 0.92

  match "p" {
    fact  = "probe.result"
    where = "p.outcome == 'tls' && p.message matches '(?i)self.signed|issuer cert|unknown (ca|authority)|not trusted|known issuer|verify the first|signer not found'"
  }
  peer    = "endpoint(p.host, p.port)"
  message = "${p.tool}: ${first_line(p.message)}"

  until "back" {
    fact  = "probe.result"
    where = "back.ok && back.host == p.host && back.port == p.port"
  }
}

rule "probe-certificate-name" {
  title      = "The certificate a probe saw is for another name"
  cause      = "tls.name-mismatch"
  confidence = 0.93

  match "p" {
    fact  = "probe.result"
    where = "p.outcome == 'tls' && p.message matches '(?i)no alternative certificate subject|does ?n.t match|mismatch|not match target'"
  }
  peer    = "endpoint(p.host, p.port)"
  message = "${p.tool}: ${first_line(p.message)}"

  until "back" {
    fact  = "probe.result"
    where = "back.ok && back.host == p.host && back.port == p.port"
  }
}

rule "probe-tls-protocol" {
  title      = "Probe and peer find no common protocol"
  cause      = "tls.protocol"
  confidence = 0.88

  match "p" {
    fact  = "probe.result"
    where = "p.outcome == 'tls' && p.message matches '(?i)wrong version number|unsupported protocol|handshake failure|no protocols available|packet length|record layer|protocol version|unknown protocol|SSL_ERROR_SYSCALL'"
  }
  peer    = "endpoint(p.host, p.port)"
  message = "${p.tool}: ${first_line(p.message)}"

  until "back" {
    fact  = "probe.result"
    where = "back.ok && back.host == p.host && back.port == p.port"
  }
}

rule "certificate-verify-expired" {
  title      = "openssl finds the certificate expired"
  cause      = "tls.expired"
  confidence = 0.95

  match "cert" {
    fact  = "tls.certificate"
    where = "cert.verify_code in [9, 10]"
  }
  peer    = "endpoint(cert.host, cert.port)"
  message = "${cert.message}: ${cert.subject_name}"
}

rule "certificate-out-of-date" {
  title      = "The clock is outside of the certificate's validity"
  cause      = "tls.expired"
  confidence = 0.92

  match "cert" {
    fact  = "tls.certificate"
    where = "cert.not_after.Unix() > 0"
  }
  match "host" {
    fact  = "host.info"
    where = "host.now.Unix() > 0 && (host.now > cert.not_after || cert.not_before.Unix() > 0 && host.now < cert.not_before)"
  }
  subject = "cert"
  peer    = "endpoint(cert.host, cert.port)"
  message = "the certificate ${cert.subject_name} was valid until ${cert.not_after}"
}

rule "certificate-verify-untrusted" {
  title      = "openssl finds no trusted issuer"
  cause      = "tls.untrusted"
  confidence = 0.85

  match "cert" {
    fact  = "tls.certificate"
    where = "cert.verify_code in [2, 18, 19, 20, 21, 27]"
  }
  peer    = "endpoint(cert.host, cert.port)"
  message = "${cert.message}: ${cert.subject_name}"
}

rule "certificate-verify-name" {
  title      = "openssl finds another name in the certificate"
  cause      = "tls.name-mismatch"
  confidence = 0.92

  match "cert" {
    fact  = "tls.certificate"
    where = "cert.verify_code == 62"
  }
  peer    = "endpoint(cert.host, cert.port)"
  message = "${cert.message}: ${cert.subject_name}"
}
