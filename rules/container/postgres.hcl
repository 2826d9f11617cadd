rule "initdb-directory-not-empty" {
  cause      = "container.mount-invalid"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      initdb: error: directory "(?P<path>[^"]+)" exists but is not empty
    EOT
  }
  message = "initdb finds files in ${line.capture.path}: the mount holds something else than an empty directory"
}
