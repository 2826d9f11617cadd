rule "envoy-upstream-refused" {
  title      = "The server behind Envoy refuses or resets the connection"
  cause      = "dependency.refused"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      delayed[_ ]connect[_ ]error: ?_?111|upstream connect error or disconnect/reset before headers|remote connection failure
    EOT
    where   = "not (line.message contains 'CERTIFICATE_VERIFY_FAILED')"
  }
  message = "The server behind Envoy refuses or resets the connection"
}

rule "envoy-upstream-name" {
  cause      = "dependency.dns"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      dns resolution for (?P<host>[\w.-]+) failed
    EOT
  }
  peer    = "endpoint(line.capture.host, 0)"
  message = "${line.found}"
}
