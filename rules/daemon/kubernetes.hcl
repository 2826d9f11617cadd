rule "runtime-endpoint-down" {
  cause      = "daemon.unreachable"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      dial unix (?P<path>\S*(?:containerd|crio|dockershim|cri-dockerd)\S*\.sock)|PLEG is not healthy|unable to determine runtime API version
    EOT
  }
  message = "The kubelet can't reach its container runtime: ${line.found}"
}
