rule "sasl-failed" {
  cause      = "auth.wrong-password"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:SaslAuthenticationException|SASL authentication (?:error|failed)|unable to authenticate user \[|InvalidAccessKeyId|SignatureDoesNotMatch|Login failed for user|InvalidCredentials|SMTPAuthenticationError|AuthenticationRateLimit|Username and Password not accepted)
    EOT
    where   = "not (line.message matches 'Signature (not yet current|expired): ')"
  }
  message = "${line.found}"
}

rule "authentication-rejected" {
  cause      = "auth.wrong-password"
  confidence = 0.55

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)(?:invalid (?:username|user name|user) or password|bad credentials|invalid credentials|incorrect password|401 (?:Client Error: )?Unauthorized|authentication (?:failed|failure))
    EOT
    where   = "not (line.message matches '(?i)^[✓✔√] |^ok [0-9]+|^ ?PASS |credentials: .{0,30}(length|format|characters|malformed)') && line.level != 'info' && line.level != 'debug' && not (line.logger matches 'sshd|login|pam') && not (line.message contains 'password authentication failed for user') && not (line.message matches '(?i)sshd|preauth|pam_unix|smtpd|imap|pop3|SASL (LOGIN|PLAIN) auth')"
  }
  message = "${line.found}"
}

rule "missing-credentials" {
  cause      = "auth.missing-password"
  confidence = 0.8

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:missing authentication credentials|no credentials (?:provided|found|supplied)|Unable to locate credentials|NoCredentialsError|anonymous access (?:is )?(?:denied|not allowed)|Must provide an? (?:password|api[_ -]?key))
    EOT
  }
  message = "${line.found}"
}

rule "login-rejected-in-other-words" {
  cause      = "auth.wrong-password"
  confidence = 0.82

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      \bAUTH_FAILED\b|\[AUTHENTICATIONFAILED\]|can only (?:log in|connect) via localhost|failed to authenticate user \[|Request failed with status code 401|'Authorization Violation'|invalid authorization credential|disconnected, not authori[sz]ed|Not authori[sz]ed to connect|530 (?:5\.7|Authentication|Login)|535 (?:5\.7\.\d )?Authentication|login authentication failed|LDAP: error code 49|Invalid login credentials
    EOT
  }
  message = "The peer rejects the login: ${line.found}"
}

rule "cloud-credential-rejected" {
  cause      = "auth.wrong-password"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      request signature we calculated does not match|InvalidClientTokenId|UnrecognizedClientException|security token included in the request is (?:invalid|expired)|\(ExpiredToken(?:Exception)?\)|Request had invalid authentication credentials|'error': '(?:invalid_auth|not_authed|token_(?:revoked|expired)|account_inactive)'
    EOT
    where   = "not (line.level in ['info', 'debug', 'warning']) && not (line.message matches 'Signature (not yet current|expired): ')"
  }
  message = "The service rejects the credentials: ${line.found}"
}
