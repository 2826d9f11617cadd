rule "sqlite-not-writable" {
  title      = "SQLite can't open or write its file: the file and its folder must belong to the program's user"
  cause      = "permission.file"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      attempt to write a readonly database|unable to open database file|SQLITE_READONLY|SQLITE_CANTOPEN
    EOT
  }
  message = "SQLite can't open or write its file: the file and its folder must belong to the program's user"
}
