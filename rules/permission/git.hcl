rule "git-dubious-owner" {
  cause      = "permission.file"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      detected dubious ownership in repository at '(?P<path>[^']+)\'
    EOT
  }
  message = "The repository ${line.capture.path} belongs to another user"
}
