rule "database-wants-tls" {
  cause      = "tls.protocol"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Connections using insecure transport are prohibited|SSL is required,? but the server does not support it|server is configured to only allow SSL connections|SSL connection is required\. Please specify SSL options|SSL off\b[^\n]{0,20}hostssl|no encryption\b[^\n]{0,40}hostssl
    EOT
  }
  message = "${line.found}"
}
