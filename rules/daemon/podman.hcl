rule "podman-overlay" {
  cause      = "daemon.storage"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      kernel does not support overlay fs|size for layer "\w+" is unknown|unable to create kernel-style whiteout
    EOT
  }
  message = "${line.found}"
}
