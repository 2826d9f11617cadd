rule "hub-unreachable" {
  title      = "The model is not in the cache and the hub can't be reached"
  cause      = "dependency.timeout"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      We couldn't connect to 'https://huggingface\.co'|couldn't connect to 'https://hf-mirror|Failed to connect to huggingface|Offline mode is enabled|outgoing traffic has been disabled|OfflineModeIsEnabled
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "The model is not in the cache and the hub can't be reached"
}
