rule "vector-disk-threshold" {
  cause      = "disk.full"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      set_shard_read_only|disk usage currently at [\d.]+%, threshold|WAL buffer size exceeds available disk space
    EOT
  }
  message = "${line.found}"
}
