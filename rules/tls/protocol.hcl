rule "tls-plaintext" {
  cause      = "tls.protocol"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)wrong version number|server gave HTTP response to HTTPS client|plain HTTP request was sent to HTTPS port|first record does not look like a TLS handshake|http request to an https server|server does not support SSL|SSL routines:.{0,60}(?:unsupported protocol|no protocols available|version too low|no shared cipher|unknown protocol|packet length too long|record layer failure)|tlsv1 alert protocol version|no mutual cipher|SSL is not enabled on the server|ERR_SSL_WRONG_VERSION_NUMBER|EPROTO|Unsupported or unrecognized SSL message|received HTTP/0\.9|Client sent an HTTP request to an HTTPS|bad client hello|handshake failure|no application protocol|unexpected eof while reading|protocol error, got "\\x15
    EOT
  }
  message = "${line.found}"
}
