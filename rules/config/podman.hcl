rule "podman-short-name" {
  cause      = "image.pull-failed"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      short-name "(?P<name>[^"]+)" did not resolve to an alias
    EOT
  }
  message = "Podman knows no registry for ${line.capture.name}: write the full image name"
}
