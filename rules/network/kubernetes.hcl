rule "pod-addresses-exhausted" {
  cause      = "network.address-pool"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      failed to assign an IP address to container|no IP addresses available in (?:range set|network)|failed to allocate for range|IP pool exhausted
    EOT
  }
  message = "${line.found}"
}
