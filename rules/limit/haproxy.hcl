rule "haproxy-descriptors" {
  cause      = "limit.open-files"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      FD limit \(\d+\) too low|Cannot raise FD limit
    EOT
  }
  message = "${line.found}"
}
