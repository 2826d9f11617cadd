rule "minio-cannot-write" {
  title      = "MinIO may not write to its drive"
  cause      = "permission.file"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Unable to write to the backend|Unable to access the drive: file access denied|(?:drive|file) access denied
    EOT
  }
  message = "MinIO may not write to its drive"
}
