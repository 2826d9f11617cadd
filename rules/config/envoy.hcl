rule "envoy-settings" {
  cause      = "config.invalid"
  confidence = 0.94

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      error initializing configuration '(?:[^']+)'|Protobuf message \(type envoy
    EOT
  }
  message = "Envoy rejects its configuration: ${line.found}"
}
