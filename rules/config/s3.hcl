rule "storage-region-missing" {
  title      = "No region is set (AWS_REGION)"
  cause      = "config.env-missing"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      NoRegionError|You must specify a region|MissingRegion
    EOT
  }
  message = "No region is set (AWS_REGION)"
}
