# What any program says when it fails for this cause, in words that no one program owns.

rule "mqtt-not-authorised" {
  cause      = "auth.wrong-password"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)connection refused[:,]? \(?(?:bad user ?name or password|not authori[sz]ed)|MQTT[^\n]{0,40}(?:not authori[sz]ed|bad user ?name)|(?:CONNACK|return code|reason code|rc)\D{0,12}(?:4|5|134|135)\b[^\n]{0,40}(?:not authori[sz]ed|bad user)
    EOT
    where   = "not (line.level in ['info', 'debug'])"
  }
  message = "The broker turns the credentials away: ${line.found}"
}

rule "credential-refused" {
  cause      = "auth.wrong-password"
  confidence = 0.6
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)\bcode = Unauthenticated\b|error=\W?unauthori[sz]ed\b|(?:invalid|wrong|incorrect|bad) (?:\w+ )?(?:token|passw(?:or)?d|passphrase|api[ _-]?key)\b|(?:token|api[ _-]?key|passw(?:or)?d|passphrase|credentials?) (?:is |was |are |were )?(?:invalid|incorrect|wrong|rejected|not valid|not accepted|refused)\b
    EOT
    where   = "not (line.level in ['info', 'debug', 'warning']) && not (line.message matches '(?i)client|remote|attempt|from [0-9]|sshd|pam|HTTP/|sign.?in|log.?in|[✓✔√]|PASS|config|syntax|character|unexpected')"
  }
  message = "The credentials are refused: ${line.found}"
}
