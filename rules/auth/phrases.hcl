# What any program says when it fails for this cause, in words that no one program owns.

rule "mqtt-not-authorised" {
  cause      = "auth.wrong-password"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)connection refused[:,]? \(?(?:bad user ?name or password|not authori[sz]ed)|(?:CONNACK|return code|reason code|rc)\D{0,12}(?:4|5|134|135)\b[^\n]{0,40}(?:not authori[sz]ed|bad user)
    EOT
    where   = "not (line.level in ['info', 'debug'])"
  }
  message = "The broker turns the credentials away: ${line.found}"
}
