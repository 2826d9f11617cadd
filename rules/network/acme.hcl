rule "acme-unreachable" {
  title      = "The certificate authority can't reach this server on port 80 or 443"
  cause      = "network.firewall"
  confidence = 0.8

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Timeout during connect \(likely firewall problem\)|acme:error:connection
    EOT
  }
  message = "The certificate authority can't reach this server on port 80 or 443"
}
