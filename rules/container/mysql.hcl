rule "mysql-directory-not-empty" {
  title      = "MySQL finds files in its new data directory: the mount holds something else than an empty directory or a whole database"
  cause      = "container.mount-invalid"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      --initialize specified but the data directory has files in it|designated data directory (?:\S+) is unusable
    EOT
  }
  message = "MySQL finds files in its new data directory: the mount holds something else than an empty directory or a whole database"
}
