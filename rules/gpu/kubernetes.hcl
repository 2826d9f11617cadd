rule "no-node-with-gpu" {
  title      = "Kubernetes finds no node with a free GPU"
  cause      = "gpu.not-exposed"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Insufficient (?:nvidia\.com/\S+|amd\.com/gpu|gpu)
    EOT
  }
  message = "No node offers the GPU that the pod requests: none has one free, or the device plugin does not run"
}
