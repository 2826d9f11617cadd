rule "clickhouse-settings" {
  cause      = "config.invalid"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      SAXParseException|\(UNKNOWN_SETTING\)|\(NO_ELEMENTS_IN_CONFIG\)|\(INVALID_CONFIG_PARAMETER\)
    EOT
  }
  message = "${line.found}"
}
