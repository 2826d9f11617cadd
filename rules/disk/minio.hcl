rule "minio-drive-full" {
  cause      = "disk.full"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Unable to use the drive \S+: Drive full|[Ss]torage reached its minimum free|XMinioStorageFull|drive path full
    EOT
  }
  message = "${line.found}"
}
