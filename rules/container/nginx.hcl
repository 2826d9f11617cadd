rule "nginx-file-is-directory" {
  cause      = "container.mount-invalid"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:pread|read)\(\) "(?P<path>[^"]+)" failed \(21: Is a directory\)
    EOT
  }
  message = "${line.capture.path} is a directory: the mounted file was missing on the host"
}
