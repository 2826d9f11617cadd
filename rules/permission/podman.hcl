rule "rootless-privileged-port" {
  cause      = "permission.seccomp"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      rootlessport cannot expose privileged port (?:\d+)|bind: permission denied
    EOT
  }
  message = "The process may not listen on a port below 1024: ${line.found}"
}
