rule "opensearch-password-missing" {
  title      = "OPENSEARCH_INITIAL_ADMIN_PASSWORD is not set"
  cause      = "config.env-missing"
  confidence = 0.94

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      No custom admin password found
    EOT
  }
  message = "OPENSEARCH_INITIAL_ADMIN_PASSWORD is not set"
}
