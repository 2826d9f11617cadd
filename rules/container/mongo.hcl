rule "mongo-path-missing" {
  cause      = "container.mount-invalid"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      NonExistentPath: Data directory (?P<path>\S+) not found
    EOT
  }
  message = "MongoDB's data directory ${line.capture.path} is not there: the mount is missing"
}
