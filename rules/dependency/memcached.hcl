rule "memcached-full" {
  cause      = "dependency.memory-full"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      SERVER_ERROR out of memory storing object
    EOT
  }
  message = "${line.found}"
}
