rule "volume-held-elsewhere" {
  cause      = "data.locked"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Multi-Attach error for volume|another operation \(install/upgrade/rollback\) is in progress
    EOT
  }
  message = "${line.found}"
}
