rule "clickhouse-owner" {
  cause      = "permission.file"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      \(MISMATCHING_USERS_FOR_PROCESS_AND_DATA\)|does not match the owner of the data
    EOT
  }
  message = "${line.found}"
}
