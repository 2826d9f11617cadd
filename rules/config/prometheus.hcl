rule "monitoring-settings" {
  cause      = "config.invalid"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      loading groups failed|CONFIG ERROR: |validating config|could not parse expression|Failed to provision (?:data sources|dashboards)
    EOT
    where   = "not (line.level in ['info', 'debug'])"
  }
  message = "The monitoring rejects its configuration: ${line.found}"
}
