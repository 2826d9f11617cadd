rule "seastar-aio" {
  title      = "The kernel has too few asynchronous I/O slots (fs.aio-max-nr)"
  cause      = "limit.vm-map"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      request capacity in /proc/sys/fs/aio-max-nr|Could not setup Async I/O
    EOT
  }
  message = "The kernel has too few asynchronous I/O slots (fs.aio-max-nr)"
}
