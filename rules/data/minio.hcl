rule "minio-old-format" {
  cause      = "data.version-mismatch"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Unsupported backend format \[(?:\w+)\]|Unknown (?:xl|backend) (?:meta|format)
    EOT
  }
  message = "${line.found}"
}
