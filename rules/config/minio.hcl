rule "minio-credentials" {
  title      = "MINIO_ROOT_USER or MINIO_ROOT_PASSWORD is too short"
  cause      = "config.invalid"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Unable to validate credentials inherited|MINIO_ROOT_USER length should be at least|Invalid credentials\s+> Please provide correct credentials
    EOT
  }
  message = "MINIO_ROOT_USER or MINIO_ROOT_PASSWORD is too short"
}
