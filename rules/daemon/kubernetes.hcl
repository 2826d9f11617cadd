rule "runtime-endpoint-down" {
  cause      = "daemon.unreachable"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      dial unix (?:\S*(?:containerd|crio|dockershim|cri-dockerd)\S*\.sock)|PLEG is not healthy|unable to determine runtime API version|unknown service runtime\.v1|CRI v1 runtime API is not implemented|container runtime is not running
    EOT
  }
  message = "The kubelet can't reach its container runtime: ${line.found}"
}
