rule "folder-not-accessible" {
  cause      = "permission.file"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Folder (?:\S+) is not accessible for user|commonly a file permissions issue
    EOT
  }
  message = "${line.found}"
}
