rule "clock-skew" {
  cause      = "clock.skew"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)RequestTimeTooSkewed|clock skew|token (?:used before issued|is not yet valid)|clock is (?:not synchronized|out of sync|ahead|behind|skewed)|system clock (?:is )?(?:wrong|jumped|moved backwards|uses a different)|Clock went backwards|time (?:difference|skew) .{0,60}too (?:large|great)|The difference between the request time and the (?:current|server)|InvalidIat|invalid_iat|(?:token|issued ?at|JWT|assertion)[^\n]{0,40} (?:is|was|issued) (?:\w+ )?in the future|JWT ?Issued ?At ?Future|The token is not yet valid \((?:iat|nbf)\)|Signature (?:not yet current|expired): \d|SAML.{0,80}(?:NotBefore|not yet valid)
    EOT
    where   = "not (line.message matches 'wrong by -?0[.]')"
  }
  message = "${line.found}"
}
