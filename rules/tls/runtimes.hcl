rule "jvm-handshake-alert" {
  cause      = "tls.protocol"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Received fatal alert: (?:handshake_failure|protocol_version|insufficient_security|unrecognized_name)|No appropriate protocol \(protocol is disabled
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "go-common-name" {
  cause      = "tls.name-mismatch"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      certificate relies on legacy Common Name field|because it doesn't contain any IP SANs|certificate is not valid for any names
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}
