rule "patroni-store-lost" {
  cause      = "dependency.timeout"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      demoting self because DCS is not accessible|Error communicating with DCS|failed to update leader lock|DCS is not accessible
    EOT
  }
  message = "Patroni can't reach its configuration store: ${line.found}"
}
