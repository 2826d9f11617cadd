rule "java-map-failed" {
  title      = "The process reached the limit of memory maps (vm.max_map_count)"
  cause      = "limit.vm-map"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      OutOfMemoryError: Map failed|java\.io\.IOException: Map failed
    EOT
  }
  message = "The process reached the limit of memory maps (vm.max_map_count)"
}
