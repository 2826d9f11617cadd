rule "broker-lookup-failed" {
  cause      = "dependency.refused"
  confidence = 0.75

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      PulsarClientException\$(?:Connect|Lookup)Exception|process is stopped by supervisor
    EOT
  }
  message = "${line.found}"
}
